import { Thrift } from 'thrift';
import type { Result } from '../lib/result.js';
import { guarded, WireFault } from './fault.js';
import { requestHeaderSize } from './frame-stream.js';
import { FrameOutput } from './memory-transport.js';
import type { Method } from './methods.js';
import { WireReader, WireWriter } from './protocol.js';
import { optional, required, struct } from './struct.js';
import { bool, i32, i64 } from './type.js';

const { CALL, ONEWAY } = Thrift.MessageType;
const { STRUCT } = Thrift.Type;
const bodyLengthAt = 16;

/** The partition that a client's request is for. `hash`: of the key, by which a server tells whether that is so. */
export interface Routing {
  readonly appId: number;
  readonly index: number;
  readonly hash: bigint;
}

/** A server spreads the requests for its partitions over its threads by this. */
const threadHash = ({ appId, index }: Routing): number => (appId * 7919 + index) | 0;

/**
 * A request as it is sent, with a header of version 0 (docs/pegasus.md, "RPC frames"). `timeoutMs` tells the server how
 * long its client waits. Without `routing` it is for the process and none of its partitions.
 * @throws WireFault when a value is none of its type.
 */
export function encodeRequest<Request, Response>(
  method: Method<Request, Response>,
  seqid: number,
  timeoutMs: number,
  request: Request,
  routing: Routing = { appId: 0, index: 0, hash: 0n },
): Buffer {
  const output = new FrameOutput();
  output.write('THFT');
  output.writeU32(0);
  output.writeU32(requestHeaderSize);
  output.writeU32(0);
  output.writeU32(0);
  output.writeU32(0);
  output.writeI32(routing.appId);
  output.writeI32(routing.index);
  output.writeU32(timeoutMs);
  output.writeI32(threadHash(routing));
  output.writeU32(Number(routing.hash >> 32n));
  output.writeU32(Number(routing.hash & 0xffff_ffffn));
  const writer = new WireWriter(output);
  writer.writeMessageBegin(method.task, CALL, seqid);
  writer.writeFieldBegin('', STRUCT, 1);
  method.request.write(writer, request);
  writer.writeFieldStop();
  writer.writeMessageEnd();
  output.patchU32(bodyLengthAt, output.length - requestHeaderSize);
  return output.finish();
}

/** A request that arrived, as far as it can be read without knowing what is asked. */
export interface ReceivedRequest {
  readonly task: string;
  readonly seqid: number;
  readonly timeoutMs: number;
  /** The partition it is for; table 0: none. */
  readonly partition: { readonly appId: number; readonly index: number };
  /** What is asked, by the method that stands under `task`; as often as one likes while the frame is there. */
  read<Request, Response>(method: Method<Request, Response>): Result<Request, WireFault>;
}

/**
 * Reads one whole frame that `measureRequest` has measured, of either header version. Its bytes are read again by
 * `read`.
 */
export function decodeRequest(frame: Buffer): Result<ReceivedRequest, WireFault> {
  return guarded(() => {
    const envelope = new WireReader(frame);
    const { timeoutMs, partition } = readHeader(envelope);
    const { fname: task, mtype, rseqid: seqid } = envelope.readMessageBegin();
    if (mtype !== CALL && mtype !== ONEWAY)
      throw new WireFault('bad-frame', `a message of type ${mtype} is no request`);
    const asked = frame.subarray(frame.length - envelope.input.left);
    return {
      task,
      seqid,
      timeoutMs,
      partition,
      read: (method) =>
        guarded(() => {
          const reader = new WireReader(asked);
          if (reader.readFieldBegin().ftype !== STRUCT) throw new WireFault('bad-type', 'the request is no struct');
          const request = method.request.read(reader);
          reader.expectEndOfOnlyField();
          return request;
        }),
    };
  });
}

const metaOfVersion1 = struct('request_meta', {
  appId: required(1, i32),
  partitionIndex: required(2, i32),
  clientTimeout: required(3, i32),
  partitionHash: required(4, i64),
  isBackupRequest: optional(5, bool),
});

function readHeader(reader: WireReader): Pick<ReceivedRequest, 'timeoutMs' | 'partition'> {
  reader.input.read(4);
  const version = reader.input.readU32();
  if (version === 1) {
    reader.input.read(8);
    const { clientTimeout, appId, partitionIndex } = metaOfVersion1.read(reader);
    return { timeoutMs: clientTimeout, partition: { appId, index: partitionIndex } };
  }
  reader.input.read(16);
  const partition = { appId: reader.input.readU32(), index: reader.input.readU32() };
  const timeoutMs = reader.input.readU32();
  reader.input.read(12);
  return { timeoutMs, partition };
}
