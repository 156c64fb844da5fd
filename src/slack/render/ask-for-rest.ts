import type { RunIn } from '../../roll/run.js';
import { count, quoted } from '../text.js';

/** More addresses than fit here nobody types. */
const longestList = 1_200;

/**
 * What became of an aborted run's servers, and how to ask for the rest. An upgrade leaves out what it finds upgraded; a
 * restart looks the same before and after, so that the servers already done have to be named.
 */
export function askForRest({ options, progress: { targets } }: RunIn<'aborted'>): string {
  if (targets.length === 0) return 'No server was touched.';
  const done = targets.filter(({ state }) => state === 'done');
  if (done.length === 0) return 'No server was rolled.';
  const stay = 'Servers already rolled stay as they are';
  if (options.version !== undefined)
    return `${stay}; a new request for the same version leaves out replica and meta servers already on it.`;
  const rest = targets.filter(({ state }) => state !== 'done');
  if (rest.length === 0) return `${stay}.`;
  const only = `${stay}. To restart only the rest, ask again with `;
  if (!rest.some(({ role }) => role === 'replica'))
    return `${only}\`--only ${[...new Set(rest.map(({ role }) => role))].join(',')}\`.`;
  const replicas = done.filter(({ role }) => role === 'replica').map(({ address }) => address);
  if (replicas.length === 0) return `${stay}. To restart the rest, ask again.`;
  // What was asked for by name has to be named again; and who was left out stays so.
  const named =
    options.nodes === undefined
      ? [...options.skip, ...replicas]
      : rest.filter(({ role }) => role === 'replica').map(({ address }) => address);
  const option = options.nodes === undefined ? '--skip' : '--nodes';
  const list = named.join(',');
  if (list.length > longestList)
    return (
      `${only}\`${option}\` and the ${count(named.length, 'replica server')} ` +
      `${options.nodes === undefined ? 'already done' : 'not done'}, as the report names them.`
    );
  return `${only}\`${option} ${quoted(list)}\`${options.nodes === undefined ? ` (${options.skip.length === 0 ? 'those already done' : 'those already done, and those left out before'})` : ''}.`;
}
