import { Thrift } from 'thrift';
import { WireFault } from './fault.js';
import type { WireReader, WireWriter } from './protocol.js';

/** How one type stands on the wire, for both directions. */
export interface WireType<Value> {
  /** The type byte in the header of a field, a list or a map. */
  readonly code: Thrift.Type;
  /** The fewest bytes a value takes: what bounds a count. */
  readonly least: number;
  /** @throws WireFault */
  read(input: WireReader): Value;
  /** @throws WireFault when the value is none of this type. */
  write(output: WireWriter, value: Value): void;
}

const { BOOL, I32, I64, LIST, MAP, SET, STRING } = Thrift.Type;

const mostI32 = 2_147_483_647;

export const i32: WireType<number> = {
  code: I32,
  least: 4,
  read: (input) => input.readI32(),
  write: (output, value) => {
    if (!Number.isInteger(value) || value > mostI32 || value < -mostI32 - 1)
      throw new WireFault('bad-value', `${value} is not a whole number of 32 bits`);
    output.writeI32(value);
  },
};

export const i64: WireType<number> = {
  code: I64,
  least: 8,
  read: (input) => input.readLong(),
  write: (output, value) => {
    output.writeLong(value);
  },
};

export const bool: WireType<boolean> = {
  code: BOOL,
  least: 1,
  read: (input) => {
    const byte = input.readByte();
    if (byte !== 0 && byte !== 1) throw new WireFault('bad-value', `${byte} is neither true nor false`);
    return byte === 1;
  },
  write: (output, value) => {
    output.writeBool(value);
  },
};

export const text: WireType<string> = {
  code: STRING,
  least: 4,
  read: (input) => input.readString(),
  write: (output, value) => {
    output.writeString(value);
  },
};

/** An empty one may come with any element type: nothing of it is read. */
export const list = <Value>(element: WireType<Value>): WireType<readonly Value[]> => ({
  code: LIST,
  least: 5,
  read: (input) => {
    const { etype, size } = input.readListBegin();
    if (size !== 0 && etype !== element.code)
      throw new WireFault('bad-type', `the elements are of type ${etype} and not ${element.code}`);
    input.checkCount(size, element.least);
    // As long as it will be: one that grows takes room for sixteen, and a snapshot has hundreds of thousands of two.
    const values = new Array<Value>(size);
    for (let at = 0; at < size; at += 1) values[at] = element.read(input);
    return values;
  },
  write: (output, values) => {
    output.writeListBegin(element.code, values.length);
    for (const value of values) element.write(output, value);
  },
});

/** Written as a list is, but for its code. */
export const set = <Value>(element: WireType<Value>): WireType<readonly Value[]> => ({ ...list(element), code: SET });

export const map = <Key, Value>(key: WireType<Key>, value: WireType<Value>): WireType<ReadonlyMap<Key, Value>> => ({
  code: MAP,
  least: 6,
  read: (input) => {
    const { ktype, vtype, size } = input.readMapBegin();
    if (size !== 0 && (ktype !== key.code || vtype !== value.code))
      throw new WireFault('bad-type', `a map from ${ktype} to ${vtype} and not from ${key.code} to ${value.code}`);
    input.checkCount(size, key.least + value.least);
    input.countEntries(size);
    const entries = new Map<Key, Value>();
    for (let at = 0; at < size; at += 1) entries.set(key.read(input), value.read(input));
    if (entries.size !== size) throw new WireFault('bad-value', 'a map has a key twice');
    return entries;
  },
  write: (output, entries) => {
    output.writeMapBegin(key.code, value.code, entries.size);
    for (const [each, its] of entries) {
      key.write(output, each);
      value.write(output, its);
    }
  },
});
