import { WireFault } from './fault.js';

/** How long the frame is whose first bytes these are; undefined when they do not tell yet. @throws WireFault */
export type Measure = (head: Buffer) => number | undefined;

/** The fewest and the most bytes of a frame of either kind. A table of 200,000 partitions answers with less. */
const leastReply = 4;
export const mostReply = 32 * 1024 * 1024;
/**
 * Bytes of an answer that does not grow with the cluster. It has a few hundred: the longest text that is asked for is
 * three counters.
 */
export const mostShortReply = 256 * 1024;
const mostRequest = 16 * 1024 * 1024;
const magic = 'THFT';

/** An answer begins with its own length, these four bytes included. */
export const measureReply: Measure = (head) => {
  if (head.length < 4) return undefined;
  const length = head.readInt32BE(0);
  if (length < leastReply || length > mostReply)
    throw new WireFault('too-long', `an answer says that it is ${length} bytes long`);
  return length;
};

/** A request begins with its magic, its version and its lengths. */
export const measureRequest: Measure = (head) => {
  if (head.toString('latin1', 0, 4) !== magic.slice(0, Math.min(4, head.length)))
    throw new WireFault('bad-frame', 'it does not begin with THFT');
  if (head.length < 16) return undefined;
  const version = head.readUInt32BE(4);
  if (version > 1) throw new WireFault('bad-frame', `header version ${version} is not known`);
  if (version === 0 && head.length < 20) return undefined;
  const length =
    version === 0 ? requestHeaderSize + head.readUInt32BE(16) : 16 + head.readUInt32BE(8) + head.readUInt32BE(12);
  if (version === 0 && head.readUInt32BE(8) !== requestHeaderSize)
    throw new WireFault('bad-frame', `a header of ${head.readUInt32BE(8)} bytes`);
  if (length > mostRequest) throw new WireFault('too-long', `a request says that it is ${length} bytes long`);
  return length;
};

/** The header of version 0. */
export const requestHeaderSize = 48;

const firstRoom = 4_096;

/**
 * Makes frames of the bytes of a connection, however they are cut. What is held is never more than
 * twice what has come: a length that is announced reserves nothing.
 */
export class FrameStream {
  #held = Buffer.alloc(0);
  #length = 0;

  constructor(private readonly measure: Measure) {}

  /** Bytes of a frame that is not complete. */
  get pending(): number {
    return this.#length;
  }

  /**
   * Takes what came and calls `onFrame` for each frame that is whole; its bytes are valid during that call.
   * @throws WireFault; the connection is then beyond use.
   */
  push(chunk: Buffer, onFrame: (frame: Buffer) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#length > 0) {
        rest = this.#complete(rest, onFrame);
        continue;
      }
      const size = this.measure(rest);
      if (size === undefined || size > rest.length) {
        this.#hold(rest);
        return;
      }
      onFrame(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
  }

  /** Adds to the frame that was begun; the answer is what is left of the bytes. */
  #complete(bytes: Buffer, onFrame: (frame: Buffer) => void): Buffer {
    const before = this.#length;
    let size = this.measure(this.#held.subarray(0, before));
    if (size === undefined) {
      // The head alone first: it says how much of the rest belongs to this frame.
      const head = bytes.subarray(0, 1);
      this.#hold(head);
      size = this.measure(this.#held.subarray(0, this.#length));
      if (size === undefined || size > this.#length) return bytes.subarray(1);
    } else {
      this.#hold(bytes.subarray(0, size - before));
      if (this.#length < size) return bytes.subarray(bytes.length);
    }
    const frame = this.#held.subarray(0, size);
    const taken = this.#length - before;
    this.#length = 0;
    this.#held = Buffer.alloc(0);
    onFrame(frame);
    return bytes.subarray(taken);
  }

  #hold(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(firstRoom, needed, Math.min(this.#held.length * 2, mostReply)));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#length);
    this.#length = needed;
  }
}
