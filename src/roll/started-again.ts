import type { ActiveRun } from './active.js';
import type { Hold } from './hold.js';
import type { KnownStart } from './progress.js';
import { makeHold } from './steps/holds.js';

const most = 5;

/** Servers that were started without the run, and nobody has said yet that this is all right. */
export const startedAgain = (run: ActiveRun): readonly KnownStart[] =>
  (run.progress.starts ?? []).filter(({ unexpected }) => unexpected !== undefined);

/** For people: who started again, how often, since when that is seen. */
export function startedAgainWords(run: ActiveRun, servers: readonly KnownStart[] = startedAgain(run)): string {
  const named = servers.slice(0, most).map((server) => oneServer(run, server));
  return [...named, ...(servers.length > most ? [`${servers.length - most} more servers started again`] : [])].join(
    '; ',
  );
}

function oneServer(run: ActiveRun, { address, startedAt, unexpected }: KnownStart): string {
  const { times, since } = unexpected ?? { times: 1, since: 0 };
  const state = run.progress.targets.find((target) => target.address === address)?.state;
  const who = state === 'done' ? `${address}, which this run has rolled,` : address;
  const often = times === 1 ? 'started again' : `started again ${times} times`;
  return `${who} ${often} without this run (first seen ${utc(since)}; its process says that it was started at ${startedAt === undefined ? 'a time that is not known' : `${startedAt}, by its own clock`})`;
}

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/**
 * The hold for them. A server that crashes and is started by its supervisor is ALIVE all the time, and its partitions
 * are full between two crashes: nothing else shows it.
 */
export function startedAgainHold(run: ActiveRun): Hold | undefined {
  const servers = startedAgain(run);
  if (servers.length === 0) return undefined;
  const what = `${startedAgainWords(run, servers)}. ${servers.length === 1 ? 'It' : 'They'} may be crashing, or somebody works on the cluster; no further server is stopped`;
  return makeHold(run, 'started-again', what, {
    nodes: servers.map(({ address }) => address),
    retry: 'accept these starts and go on; another start holds again',
  });
}
