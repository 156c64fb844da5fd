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

/**
 * A request as it is sent, with a header of version 0 (docs/pegasus.md, "RPC frames"). `timeoutMs` tells the server how
 * long its client waits.
 * @throws WireFault when a value is none of its type.
 */
export function encodeRequest<Request, Response>(
  method: Method<Request, Response>,
  seqid: number,
  timeoutMs: number,
  request: Request,
): Buffer {
  const output = new FrameOutput();
  output.write('THFT');
  output.writeU32(0);
  output.writeU32(requestHeaderSize);
  output.writeU32(0);
  output.writeU32(0);
  output.writeU32(0);
  output.writeI32(0);
  output.writeI32(0);
  output.writeU32(timeoutMs);
  output.writeI32(0);
  output.writeU32(0);
  output.writeU32(0);
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
    const timeoutMs = readHeader(envelope);
    const { fname: task, mtype, rseqid: seqid } = envelope.readMessageBegin();
    if (mtype !== CALL && mtype !== ONEWAY)
      throw new WireFault('bad-frame', `a message of type ${mtype} is no request`);
    const asked = frame.subarray(frame.length - envelope.input.left);
    return {
      task,
      seqid,
      timeoutMs,
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

/** The answer is the client's timeout, in milliseconds. */
function readHeader(reader: WireReader): number {
  reader.input.read(4);
  const version = reader.input.readU32();
  if (version === 1) {
    reader.input.read(8);
    return metaOfVersion1.read(reader).clientTimeout;
  }
  reader.input.read(24);
  const timeoutMs = reader.input.readU32();
  reader.input.read(12);
  return timeoutMs;
}
