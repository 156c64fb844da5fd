import { Thrift } from 'thrift';
import { longestHost, parseHostPort, parseIpv4Address, remembering } from './address-book.js';
import { WireFault } from './fault.js';
import { text, type WireType } from './type.js';

/**
 * The types that Pegasus declares as structs and writes raw: the header of a field or a list says STRUCT,
 * and no field and no STOP follows (docs/pegasus.md, "Special types").
 */
const code = Thrift.Type.STRUCT;

/** `ERR_OK` and the like: a name. Also the shape of `task_code`. */
export const errorCode: WireType<string> = {
  code,
  least: 4,
  read: (input) => text.read(input),
  write: (output, value) => {
    text.write(output, value);
  },
};

/** Bytes; here text, as nothing else is sent. */
export const blob: WireType<string> = { ...errorCode };

/** A table and the index of a partition in it. */
export interface WireGpid {
  readonly appId: number;
  readonly index: number;
}

export const gpid: WireType<WireGpid> = {
  code,
  least: 8,
  read: (input) => {
    const index = input.readI32();
    return { appId: input.readI32(), index };
  },
  write: (output, { appId, index }) => {
    output.writeI32(index);
    output.writeI32(appId);
  },
};

const invalid = 0;
/** An IPv4 address, or one host. */
const single = 1;

const noAddress = Buffer.alloc(8);
const bytesOfAddress = remembering((text) => {
  const { ip, port } = parseIpv4Address(text);
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(ip, 0);
  bytes.writeUInt16BE(port, 4);
  bytes.writeUInt16BE(single, 6);
  return bytes;
});

/** `10.0.0.1:34801`; undefined is the invalid address, eight zero bytes. */
export const rpcAddress: WireType<string | undefined> = {
  code,
  least: 8,
  read: (input) => {
    const ip = input.input.readU32();
    const port = input.input.readU16();
    const type = input.input.readU16();
    if (type === invalid && ip === 0 && port === 0) return undefined;
    if (type !== single || port === 0)
      throw new WireFault('bad-value', `an address of type ${type} and port ${port} is not one of a server`);
    return input.book.text(ip, port);
  },
  write: (output, value) => {
    output.output.write(value === undefined ? noAddress : bytesOfAddress(value));
  },
};

const noHostPort = Buffer.alloc(7);
const bytesOfHostPort = remembering((text) => {
  const { host, port } = parseHostPort(text);
  const bytes = Buffer.alloc(host.length + 7);
  bytes.writeInt32BE(host.length, 0);
  bytes.write(host, 4, 'latin1');
  bytes.writeUInt16BE(port, host.length + 4);
  bytes.writeUInt8(single, host.length + 6);
  return bytes;
});

/** `rs1.example:34801` as newer servers name each other; undefined is the invalid one, of type 0. */
export const hostPort: WireType<string | undefined> = {
  code,
  least: 7,
  read: (input) => {
    const length = input.readI32();
    if (length < 0 || length > longestHost) throw new WireFault('too-long', `a host name of ${length} bytes`);
    const from = input.input.skip(length);
    const port = input.input.readU16();
    const type = input.readByte();
    if (type === invalid) return undefined;
    // Type 2 is a group, which is never on the wire.
    if (type !== single) throw new WireFault('bad-value', `a host and port of type ${type} is not one of a server`);
    return input.book.name(input.input.bytes, from, length, port);
  },
  write: (output, value) => {
    output.output.write(value === undefined ? noHostPort : bytesOfHostPort(value));
  },
};

/** The address or the name of a server that there is. */
const existing = (type: WireType<string | undefined>): WireType<string> => ({
  ...type,
  read: (input) => {
    const value = type.read(input);
    return present(value);
  },
  write: (output, value) => {
    type.write(output, present(value));
  },
});

function present(value: string | undefined): string {
  if (value === undefined) throw new WireFault('bad-value', 'a server has no address, or no name, where one is needed');
  return value;
}

export const serverAddress = existing(rpcAddress);
export const serverHostPort = existing(hostPort);
