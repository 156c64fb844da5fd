import { Thrift } from 'thrift';
import type { Result } from '../lib/result.js';
import type { AddressBook } from './address-book.js';
import { guarded, WireFault } from './fault.js';
import { FrameOutput } from './memory-transport.js';
import type { Method } from './methods.js';
import { WireReader, WireWriter } from './protocol.js';

const { REPLY } = Thrift.MessageType;
const noError = 'ERR_OK';

/** An answer as it is sent (docs/pegasus.md, "RPC frames"). @throws WireFault when a value is none of its type. */
export function encodeReply<Request, Response>(
  method: Method<Request, Response>,
  seqid: number,
  response: Response,
): Buffer {
  return encode(method.task, seqid, noError, (writer) => {
    writer.writeFieldBegin('', method.response.code, 0);
    method.response.write(writer, response);
    writer.writeFieldStop();
  });
}

/** An answer that is an error of the transport, such as ERR_HANDLER_NOT_FOUND, and holds nothing else. */
export function encodeErrorReply(task: string, seqid: number, error: string): Buffer {
  return encode(task, seqid, error, () => undefined);
}

function encode(task: string, seqid: number, error: string, writeResult: (writer: WireWriter) => void): Buffer {
  const output = new FrameOutput();
  const writer = new WireWriter(output);
  output.writeU32(0);
  writer.writeString(error);
  writer.writeMessageBegin(nameOfReply(task), REPLY, seqid);
  writeResult(writer);
  writer.writeMessageEnd();
  output.patchU32(0, output.length);
  return output.finish();
}

/** An answer that arrived, as far as it can be read without knowing what was asked. */
export interface ReceivedReply {
  readonly seqid: number;
  /** What was answered to the method that was asked under this `seqid`. `book` keeps its addresses. */
  read<Request, Response>(method: Method<Request, Response>, book?: AddressBook): Result<Answer<Response>, WireFault>;
}

/** `error`: the request did not reach the one who answers it. */
export type Answer<Response> =
  | { readonly kind: 'value'; readonly value: Response }
  | { readonly kind: 'error'; readonly error: string };

/** Reads one whole frame that `measureReply` has measured; `read` reads its bytes again. */
export function decodeReply(frame: Buffer): Result<ReceivedReply, WireFault> {
  return guarded(() => {
    const { error, name, seqid } = readEnvelope(new WireReader(frame));
    return {
      seqid,
      read: (method, book) =>
        guarded(() => {
          if (frame.length > method.mostReply)
            throw new WireFault('too-long', `an answer to ${method.task} of ${frame.length} bytes`);
          const reader = new WireReader(frame, book);
          readEnvelope(reader);
          if (name !== nameOfReply(method.task))
            throw new WireFault('bad-frame', `it answers ${JSON.stringify(name.slice(0, 100))} and not ${method.task}`);
          if (error !== noError) {
            reader.expectEnd();
            return { kind: 'error', error };
          }
          const { ftype, fid } = reader.readFieldBegin();
          if (ftype !== method.response.code || fid !== 0)
            throw new WireFault('bad-type', `the answer is field ${fid} of type ${ftype}`);
          const value = method.response.read(reader);
          reader.expectEndOfOnlyField();
          return { kind: 'value', value };
        }),
    };
  });
}

const nameOfReply = (task: string): string => `${task}_ACK`;

function readEnvelope(reader: WireReader): { readonly error: string; readonly name: string; readonly seqid: number } {
  reader.input.read(4);
  const error = reader.readString();
  if (!/^[A-Z][A-Z0-9_]{1,99}$/.test(error))
    throw new WireFault('bad-frame', `${JSON.stringify(error.slice(0, 100))} is no name of an error`);
  const { fname: name, mtype, rseqid: seqid } = reader.readMessageBegin();
  if (mtype !== REPLY) throw new WireFault('bad-frame', `a message of type ${mtype} is no answer`);
  return { error, name, seqid };
}
