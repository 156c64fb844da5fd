import type { ActiveRun } from './active.js';
import type { Hold } from './hold.js';
import type { Message } from './message.js';
import type { KnownStart } from './progress.js';
import { makeHold } from './steps/holds.js';

const most = 5;

/** Servers that were started without the run, and nobody has said yet that this is all right. */
export const startedAgain = (run: ActiveRun): readonly KnownStart[] =>
  (run.progress.starts ?? []).filter(({ unexpected }) => unexpected !== undefined);

/** Who started again, how often, since when that is seen. */
export const startsNow = (
  run: ActiveRun,
  servers: readonly KnownStart[] = startedAgain(run),
): Message<'started-again'> => ({
  code: 'started-again',
  servers: servers.slice(0, most).map((server) => oneServer(run, server)),
  more: Math.max(0, servers.length - most),
});

function oneServer(run: ActiveRun, { address, startedAt, unexpected }: KnownStart): Message {
  const { times, since } = unexpected ?? { times: 1, since: 0 };
  const state = run.progress.targets.find((target) => target.address === address)?.state;
  return { code: 'server-started-again', node: address, rolled: state === 'done', times, since, startedAt };
}

/**
 * The hold for them. A server that crashes and is started by its supervisor is ALIVE all the time, and its partitions
 * are full between two crashes: nothing else shows it.
 */
export function startedAgainHold(run: ActiveRun): Hold | undefined {
  const servers = startedAgain(run);
  if (servers.length === 0) return undefined;
  const what: Message = { code: 'hold-for-starts', starts: startsNow(run, servers), servers: servers.length };
  return makeHold(run, 'started-again', what, {
    nodes: servers.map(({ address }) => address),
    retry: { code: 'does-accept-starts' },
  });
}
