import { Thrift } from 'thrift';
import { WireFault } from './fault.js';
import type { WireReader } from './protocol.js';
import type { WireType } from './type.js';

interface Field<Value, Presence extends 'required' | 'optional'> {
  readonly id: number;
  readonly type: WireType<Value>;
  readonly presence: Presence;
}

type Fields = Readonly<Record<string, Field<unknown, 'required' | 'optional'>>>;
type ValueOf<Each> = Each extends Field<infer Value, 'required' | 'optional'> ? Value : never;
type Named<Shape extends Fields, Presence> = {
  [Name in keyof Shape]: Shape[Name] extends { readonly presence: Presence } ? Name : never;
}[keyof Shape];

/** The value of a struct: an optional field that was not sent is not there. */
export type StructOf<Shape extends Fields> = { readonly [Name in Named<Shape, 'required'>]: ValueOf<Shape[Name]> } & {
  readonly [Name in Named<Shape, 'optional'>]?: ValueOf<Shape[Name]>;
};

/** A field that every server sends. */
export const required = <Value>(id: number, type: WireType<Value>): Field<Value, 'required'> => ({
  id,
  type,
  presence: 'required',
});

/** A field that only some generations send, or only sometimes. */
export const optional = <Value>(id: number, type: WireType<Value>): Field<Value, 'optional'> => ({
  id,
  type,
  presence: 'optional',
});

const { STOP, STRUCT } = Thrift.Type;
/** The header of a field. */
const headerSize = 3;

/**
 * A struct, written once for both directions: fields by name, in the order in which they are sent.
 * A field that is not known is passed over when its type tells where it ends, and is a fault when not:
 * what looks like a struct may be one of the raw types.
 */
export function struct<Shape extends Fields>(name: string, shape: Shape): WireType<StructOf<Shape>> {
  const members = Object.entries(shape).map(([key, field], place) => ({ key, ...field, bit: 1 << place }));
  const byId: (typeof members)[number][] = [];
  for (const member of members) byId[member.id] = member;
  const needed = members.reduce((bits, { presence, bit }) => (presence === 'required' ? bits | bit : bits), 0);
  const least = members.reduce(
    (sum, { presence, type }) => (presence === 'required' ? sum + headerSize + type.least : sum),
    1,
  );

  return {
    code: STRUCT,
    least,
    read: (input) => {
      const found: Record<string, unknown> = {};
      let seen = 0;
      for (;;) {
        const { ftype, fid } = input.readFieldBegin();
        if (ftype === STOP) break;
        const member = byId[fid];
        if (member === undefined) {
          passOver(input, name, ftype, fid);
          continue;
        }
        if (member.type.code !== ftype)
          throw new WireFault('bad-type', `field ${fid} of ${name} is of type ${ftype} and not ${member.type.code}`);
        if ((seen & member.bit) !== 0) throw new WireFault('repeated-field', `field ${fid} of ${name} stands twice`);
        seen |= member.bit;
        found[member.key] = member.type.read(input);
      }
      if ((seen & needed) !== needed) {
        const missing = members
          .filter(({ presence, bit }) => presence === 'required' && (seen & bit) === 0)
          .map(({ id }) => id);
        throw new WireFault('missing-field', `${name} lacks field ${missing.join(', ')}`);
      }
      // Every required name was read by the type that stands under it in the shape.
      return found as StructOf<Shape>;
    },
    write: (output, value) => {
      const given: Readonly<Record<string, unknown>> = value;
      for (const { key, id, type, presence } of members) {
        if (presence === 'optional' && !(key in given)) continue;
        output.writeFieldBegin('', type.code, id);
        type.write(output, given[key]);
      }
      output.writeFieldStop();
    },
  };
}

function passOver(input: WireReader, name: string, type: Thrift.Type, id: number): void {
  switch (type) {
    case Thrift.Type.BOOL:
    case Thrift.Type.BYTE:
      input.input.read(1);
      return;
    case Thrift.Type.I16:
      input.input.read(2);
      return;
    case Thrift.Type.I32:
      input.input.read(4);
      return;
    case Thrift.Type.I64:
    case Thrift.Type.DOUBLE:
      input.input.read(8);
      return;
    case Thrift.Type.STRING:
      input.readBinary();
      return;
    default:
      throw new WireFault('unknown-field', `field ${id} of ${name}, of type ${type}, is not known`);
  }
}
