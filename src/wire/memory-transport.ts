import type { TTransport } from 'thrift';
import { WireFault } from './fault.js';

/**
 * The two transports under thrift's binary protocol: one over a whole frame that has arrived, one into a
 * frame that grows. The package's own ones copy each number, trust every length and end in errors that
 * mean "wait for more"; a whole frame has no more.
 */
abstract class MemoryTransport implements TTransport {
  abstract read(length: number): Buffer;
  abstract readByte(): number;
  abstract readI16(): number;
  abstract readI32(): number;
  abstract readString(length?: number): string;
  abstract write(bytes: Buffer | string): void;
  abstract ensureAvailable(length: number): void;

  commitPosition(): void {
    // Nothing is read twice.
  }
  rollbackPosition(): void {
    // Nothing is read twice.
  }
  setCurrSeqId(): void {
    // The caller keeps its sequence ids.
  }
  flush(): void {
    // The frame is taken by its owner.
  }
  isOpen(): boolean {
    return true;
  }
  open(): boolean {
    return true;
  }
  close(): boolean {
    return true;
  }
  readDouble(): number {
    throw new WireFault('bad-type', 'no message has a double');
  }
}

export class FrameInput extends MemoryTransport {
  #at = 0;

  constructor(readonly bytes: Buffer) {
    super();
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  ensureAvailable(length: number): void {
    if (length > this.left) throw new WireFault('truncated', `${length} bytes are announced and ${this.left} are left`);
  }

  read(length: number): Buffer {
    const from = this.#take(length);
    return this.bytes.subarray(from, from + length);
  }

  readByte(): number {
    return this.bytes.readInt8(this.#take(1));
  }

  readI16(): number {
    return this.bytes.readInt16BE(this.#take(2));
  }

  readI32(): number {
    return this.bytes.readInt32BE(this.#take(4));
  }

  readU32(): number {
    return this.bytes.readUInt32BE(this.#take(4));
  }

  readU16(): number {
    return this.bytes.readUInt16BE(this.#take(2));
  }

  readString(length = 0): string {
    const from = this.#take(length);
    return this.bytes.toString('utf8', from, from + length);
  }

  /** Passes over bytes; the answer is where in `bytes` they begin. */
  skip(length: number): number {
    return this.#take(length);
  }

  write(): void {
    throw new WireFault('bad-frame', 'a frame that was received is not written to');
  }

  #take(length: number): number {
    this.ensureAvailable(length);
    const from = this.#at;
    this.#at += length;
    return from;
  }
}

const firstSize = 256;

export class FrameOutput extends MemoryTransport {
  #bytes = Buffer.allocUnsafe(firstSize);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The frame so far; nothing more may be written. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  write(bytes: Buffer | string): void {
    if (typeof bytes === 'string') {
      const size = Buffer.byteLength(bytes);
      const at = this.#reserve(size);
      this.#bytes.write(bytes, at, 'utf8');
      return;
    }
    const at = this.#reserve(bytes.length);
    bytes.copy(this.#bytes, at);
  }

  writeI8(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value & 0xff;
  }

  writeFieldHeader(type: number, id: number): void {
    const at = this.#reserve(3);
    this.#bytes[at] = type;
    this.#bytes.writeInt16BE(id, at + 1);
  }

  writeI16(value: number): void {
    const at = this.#reserve(2);
    this.#bytes.writeInt16BE(value, at);
  }

  writeI32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeInt32BE(value, at);
  }

  writeU32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  /** Fills in a length that was not known when its place was written. */
  patchU32(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value, at);
  }

  ensureAvailable(): void {
    throw new WireFault('bad-frame', 'a frame that is being written is not read');
  }
  read(): Buffer {
    throw new WireFault('bad-frame', 'a frame that is being written is not read');
  }
  readByte(): number {
    throw new WireFault('bad-frame', 'a frame that is being written is not read');
  }
  readI16(): number {
    return this.readByte();
  }
  readI32(): number {
    return this.readByte();
  }
  readString(): string {
    return this.read().toString();
  }

  /**
   * Makes room, and answers where it begins. The buffer may be another one afterwards, so this comes before it is
   * named.
   */
  #reserve(length: number): number {
    const at = this.#length;
    const needed = at + length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }
}
