import type { Called } from '../rpc-connection.js';
import type { ConnectionPool } from '../connection-pool.js';
import type { Deadline } from '../deadline.js';
import type { Method } from '../../../wire/methods.js';
import type { PartitionKey } from './partition-key.js';
import type { TablePartitions } from './table-partitions.js';

/** An attempt that has no answer after this is tried again, as clients do. */
const attemptMs = 1_000;
const pauseMs = 100;

/** What a client has: its connections, and what it knows of the table. */
export interface Client {
  readonly connections: ConnectionPool;
  readonly partitions: TablePartitions;
  /** Aborted when it is not to send anything more. */
  readonly signal: AbortSignal;
}

export interface Attempted<Response> {
  readonly response: Response | undefined;
  /** The name of what each attempt but a successful one came to. */
  readonly errors: readonly string[];
}

/**
 * One operation as a client of Pegasus does it: straight to the server that leads the partition; whatever goes wrong,
 * the metas are asked who leads it now, and it is tried again until the deadline.
 */
export async function operate<Request, Response extends { readonly error: number }>(
  method: Method<Request, Response>,
  request: Request,
  at: { readonly index: number; readonly key: PartitionKey; readonly isDone: (error: number) => boolean },
  { partitions, connections }: Client,
  deadline: Deadline,
): Promise<Attempted<Response>> {
  const errors: string[] = [];
  while (deadline.over === undefined) {
    const primary = partitions.primaryOf(at.index);
    const answer =
      primary === undefined
        ? undefined
        : await connections.to(primary).call(method, request, {
            deadline,
            timeoutMs: attemptMs,
            routing: { appId: partitions.appId, index: at.index, hash: at.key.hash },
          });
    if (answer?.ok === true && at.isDone(answer.value.error)) return { response: answer.value, errors };
    errors.push(nameOf(answer));
    await deadline.pause(pauseMs);
    await partitions.refresh(deadline);
  }
  return { response: undefined, errors };
}

function nameOf<Response extends { readonly error: number }>(answer: Called<Response> | undefined): string {
  if (answer === undefined) return 'no primary';
  return answer.ok ? `storage error ${answer.value.error}` : answer.failure.error;
}
