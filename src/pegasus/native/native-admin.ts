import type { Log } from '../../lib/log.js';
import type { Clock } from '../../lib/clock.js';
import { ok } from '../../lib/result.js';
import type { ClusterAct } from '../../roll/act.js';
import { askedServers } from '../asked-servers.js';
import type { ClusterAdmin } from '../cluster-admin.js';
import { failed, type Read } from '../shell/failure.js';
import { parseAddress } from '../shell/parse/address.js';
import { Deadline } from './deadline.js';
import { FreezeRule } from './freeze-rule.js';
import { HttpSpeakers } from './http-speakers.js';
import { Metas } from './leader.js';
import { ConnectionPool } from './connection-pool.js';
import { perform } from './perform.js';
import { snapshot } from './snapshot.js';

/** Deadlines of one operation, in milliseconds. */
const observeMs = 20_000;
const performMs = 30_000;

const proposesNothing = (act: ClusterAct): boolean =>
  (act.kind === 'move-primaries' && act.moves.length === 0) ||
  (act.kind === 'downgrade-secondaries' && act.downgrades.length === 0) ||
  (act.kind === 'drain' && act.handovers.length + act.downgrades.length === 0);

/** Nothing goes on behind it, and no timer is left, even when it fails in a way that nobody thought of. */
async function within<Value>(
  deadline: Deadline,
  work: (deadline: Deadline) => Promise<Read<Value>>,
): Promise<{ readonly worked: Read<Value>; readonly cancelled: boolean }> {
  try {
    const worked = await work(deadline);
    return { worked, cancelled: deadline.over?.kind === 'cancelled' };
  } finally {
    deadline.end();
  }
}

export interface NativeAdminOptions {
  /** `host:port` of every meta server. */
  readonly metas: readonly string[];
  /** Whether a meta may be spoken to that only another meta names; none of them unless it is said. */
  readonly mayAsk?: (meta: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A cluster reached over its own protocol: RPC for everything that it answers, HTTP for what only that
 * tells. Each server is spoken to in its own generation's words; nothing depends on a version. Connections
 * are made when they are needed, and none of them keeps the process alive.
 */
export function createNativeAdmin({
  metas: addresses,
  mayAsk = () => false,
  clock,
  log,
}: NativeAdminOptions): ClusterAdmin {
  const connections = new ConnectionPool(clock);
  const metas = new Metas(connections, addresses, mayAsk);
  const reach = { metas, connections, freezeRule: new FreezeRule(), speakers: new HttpSpeakers() };
  const badMetas = addresses.length === 0 || addresses.some((meta) => parseAddress(meta) === undefined);

  async function attempt<Value>(
    what: string,
    known: readonly string[],
    deadlineMs: number,
    signal: AbortSignal,
    work: (deadline: Deadline) => Promise<Read<Value>>,
  ): Promise<Read<Value>> {
    if (badMetas)
      return failed('refused', `Not asked: the meta servers "${addresses.join(',')}" are not a list of host:port.`);
    const strange = known.find((address) => parseAddress(address) === undefined);
    if (strange !== undefined)
      return failed('refused', `Not asked: ${JSON.stringify(strange)} is not the address of a server.`);
    if (signal.aborted) return failed('cancelled', 'The question to the cluster was cancelled.');
    const started = clock.now();
    const deadline = new Deadline(signal, clock, deadlineMs);
    const { worked, cancelled } = await within(deadline, work);
    // A caller that cancels wants to hear that, whatever else went wrong meanwhile.
    const result = cancelled && !worked.ok ? failed('cancelled', 'The question to the cluster was cancelled.') : worked;
    connections.sweep();
    const fields = { what, ms: clock.now() - started };
    if (result.ok) log.debug(fields, 'the cluster answered');
    else if (result.failure.kind === 'cancelled') log.debug(fields, 'the question to the cluster was cancelled');
    else log.warn({ ...fields, kind: result.failure.kind, raw: result.failure.raw }, result.failure.message);
    return result;
  }

  return {
    observe: (look, signal) =>
      attempt('observe', askedServers(look), observeMs, signal, (deadline) => snapshot(look, reach, deadline)),

    perform: (act, signal) => {
      if (proposesNothing(act)) return Promise.resolve(ok({ refused: [] }));
      return attempt(
        act.kind,
        'node' in act ? [act.node] : 'meta' in act ? [act.meta] : [act.leader],
        performMs,
        signal,
        (deadline) => perform(act, reach, deadline),
      );
    },
  };
}
