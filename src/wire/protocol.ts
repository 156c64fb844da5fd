import { TBinaryProtocol, Thrift } from 'thrift';
import { AddressBook } from './address-book.js';
import { WireFault } from './fault.js';
import { FrameInput, FrameOutput } from './memory-transport.js';

const stop: number = Thrift.Type.STOP;
/** Of all maps of a frame together. The only ones are settings of tables: a hundred each for a thousand tables. */
const mostEntries = 100_000;

/**
 * Thrift's binary protocol over one whole frame, with what it lacks: 64-bit numbers that are numbers,
 * counts that are looked at before anybody believes them, and an end.
 */
export class WireReader extends TBinaryProtocol {
  readonly #input: FrameInput;
  #entries = 0;

  constructor(
    bytes: Buffer,
    /** Where addresses are remembered, so that the same one is the same string. */
    readonly book: AddressBook = new AddressBook(),
  ) {
    const input = new FrameInput(bytes);
    super(input, true, true);
    this.#input = input;
  }

  get input(): FrameInput {
    return this.#input;
  }

  /** A whole number of 64 bits. One that a double cannot hold is none that a server sends. */
  readLong(): number {
    const value = this.#input.readI32() * 4_294_967_296 + this.#input.readU32();
    if (!Number.isSafeInteger(value)) throw new WireFault('bad-value', 'a 64-bit number is beyond 2^53');
    return value;
  }

  /** The count of a list or map. `least`: the fewest bytes that one element takes. */
  checkCount(count: number, least: number): void {
    if (count < 0 || count * least > this.#input.left)
      throw new WireFault('too-long', `${count} elements are announced, and ${this.#input.left} bytes are left`);
  }

  /**
   * Entries of one more map. Millions of tiny ones fit into a frame, and nobody else would be served while they are
   * read.
   */
  countEntries(count: number): void {
    this.#entries += count;
    if (this.#entries > mostEntries) throw new WireFault('too-long', `its maps have more than ${mostEntries} entries`);
  }

  /** The end of a struct that holds one field, and of the frame. */
  expectEndOfOnlyField(): void {
    if (this.readByte() !== stop) throw new WireFault('bad-frame', 'there is a second field where one belongs');
    this.expectEnd();
  }

  expectEnd(): void {
    if (this.#input.left > 0) throw new WireFault('trailing', `${this.#input.left} bytes stand behind the end`);
  }
}

/** The same for a frame that is being written; numbers go into it without a buffer each. */
export class WireWriter extends TBinaryProtocol {
  readonly #output: FrameOutput;

  constructor(output: FrameOutput = new FrameOutput()) {
    super(output, true, true);
    this.#output = output;
  }

  get output(): FrameOutput {
    return this.#output;
  }

  override writeFieldBegin(_name: string, type: Thrift.Type, id: number): void {
    this.#output.writeFieldHeader(type, id);
  }

  override writeByte(value: number): void {
    this.#output.writeI8(value);
  }

  override writeI16(value: number): void {
    this.#output.writeI16(value);
  }

  override writeI32(value: number): void {
    this.#output.writeI32(value);
  }

  override writeString(value: string): void {
    this.#output.writeI32(Buffer.byteLength(value));
    this.#output.write(value);
  }

  writeLong(value: number): void {
    if (!Number.isSafeInteger(value))
      throw new WireFault('bad-value', `${value} is not a whole number that 64 bits and a double hold`);
    const high = Math.floor(value / 4_294_967_296);
    this.#output.writeI32(high);
    this.#output.writeU32(value - high * 4_294_967_296);
  }
}
