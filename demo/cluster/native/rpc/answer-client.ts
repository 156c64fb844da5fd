import { methods } from '../../../../src/wire/methods.js';
import { encodeErrorReply, encodeReply } from '../../../../src/wire/reply.js';
import type { ReceivedRequest } from '../../../../src/wire/request.js';
import type { DataAnswer, Reply, SimulatedPartitions } from '../../servers.js';
import type { Outcome } from './outcome.js';

/**
 * A client's put or get at a replica server; undefined for everything else. The header says which partition it is for.
 */
export function answerClient(
  { cluster, address }: { readonly cluster: SimulatedPartitions; readonly address: string },
  received: ReceivedRequest,
): Outcome | undefined {
  const { task, seqid, partition } = received;
  if (task === methods.put.task) {
    const asked = received.read(methods.put);
    if (!asked.ok) return { kind: 'malformed' };
    const { key, value } = asked.value;
    return outcome(task, seqid, cluster.clientRequest(address, { ...partition, key, value }), ({ error }) =>
      encodeReply(methods.put, seqid, {
        error,
        appId: partition.appId,
        partitionIndex: partition.index,
        decree: 0,
        server: address,
      }),
    );
  }
  if (task === methods.get.task) {
    const asked = received.read(methods.get);
    if (!asked.ok) return { kind: 'malformed' };
    return outcome(task, seqid, cluster.clientRequest(address, { ...partition, key: asked.value }), (found) =>
      encodeReply(methods.get, seqid, {
        ...found,
        appId: partition.appId,
        partitionIndex: partition.index,
        server: address,
      }),
    );
  }
  return undefined;
}

function outcome(
  task: string,
  seqid: number,
  reply: Reply<DataAnswer>,
  encode: (answer: Extract<DataAnswer, { error: number }>) => Buffer,
): Outcome {
  if (reply.kind === 'no-handler')
    return { kind: 'answer', bytes: encodeErrorReply(task, seqid, 'ERR_HANDLER_NOT_FOUND') };
  if (reply.kind !== 'answer') return { kind: 'silence' };
  const { value } = reply;
  return {
    kind: 'answer',
    bytes: 'err' in value ? encodeErrorReply(task, seqid, value.err) : encode(value),
  };
}
