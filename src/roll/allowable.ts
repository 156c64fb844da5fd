import { allowableSplits } from './complete-tables.js';
import { shortages, type Allowance } from './fullness.js';
import type { NodeAddress } from './ids.js';
import { deadNow, lostNow, mostWaivers, waiverNames, withoutWaived } from './named-waivers.js';
import type { Observation } from './observation.js';
import type { RollOptions } from './options.js';
import type { NamedWaivers } from './plan.js';

export type AllowedKind = keyof NamedWaivers;

interface Asked {
  /** Without what is allowed already. */
  readonly seen: Observation;
  readonly options: RollOptions;
  readonly answering?: ReadonlySet<string>;
  readonly putsBack?: NodeAddress | undefined;
  readonly allowance?: Allowance;
}

/**
 * What to type after `--allow` so that nothing of this kind is in the way any more; undefined where a waiver would not
 * help. All of it, with what is allowed already and what else stands in the way, as a request takes `--allow` once.
 */
export function wordsToAllow(asked: Asked, kind: AllowedKind): string | undefined {
  const more = allowable(asked);
  if (more[kind].length === 0) return undefined;
  const { seen, options } = asked;
  const waived = seen.tables.flatMap(({ partitions }) => partitions.filter((partition) => partition.waived === true));
  const held = new Set<string>(waived.map(({ gpid }) => gpid));
  const names = [
    ...(options.allowVersionRules ?? []).map((rule) => `version=${rule}`),
    ...waiverNames({
      deadServers: [...(seen.leftOut ?? []), ...more.deadServers],
      deadPartitions: [...(options.allowDeadPartitions ?? []).filter((gpid) => held.has(gpid)), ...more.deadPartitions],
      splitting: [
        ...seen.tables.filter(({ splitAllowed }) => splitAllowed === true).map(({ name }) => name),
        ...more.splitting,
      ],
    }),
  ];
  return names.length > mostWaivers ? undefined : names.join(',');
}

/**
 * A dead server can be allowed where every partition that has a copy left has all of them on the others, and where its
 * process does not answer.
 */
function allowable({ seen, answering, putsBack, allowance }: Asked): NamedWaivers {
  const dead = deadNow(seen);
  const deadPartitions = lostNow(seen);
  const splitting = allowableSplits(seen, allowance);
  const none = { deadServers: dead, deadPartitions, splitting };
  const isAtWork = (address: NodeAddress): boolean =>
    seen.processes[address]?.kind === 'running' ||
    seen.processes[address]?.kind === 'loading' ||
    answering?.has(address) === true;
  const stays = putsBack === undefined && shortages(withoutWaived(seen, none), allowance).length === 0;
  return { ...none, deadServers: stays ? dead.filter((address) => !isAtWork(address)) : [] };
}
