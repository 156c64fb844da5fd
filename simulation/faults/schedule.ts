import { Random } from '../../src/lib/random.js';
import type { World } from '../world/world.js';
import { botKinds, worstMomentKinds } from './bot-kinds.js';
import { clusterKinds } from './cluster-kinds.js';
import { handKinds } from './hand-kinds.js';
import { somebody, type FaultKind } from './kind.js';
import { nameKinds } from './name-kinds.js';
import { startKinds } from './start-kinds.js';
import { slackKinds } from './slack-kinds.js';
import { spaceKinds } from './space-kinds.js';
import { tableKinds } from './table-kinds.js';
import { toolKinds } from './tool-kinds.js';

const faultKinds: readonly FaultKind[] = [
  ...botKinds,
  ...toolKinds,
  ...clusterKinds,
  ...startKinds,
  ...tableKinds,
  ...spaceKinds,
  ...nameKinds,
  ...slackKinds,
];

/** Nobody has asked for anything before this. */
const startMs = 2_000;

export interface PlannedFault {
  readonly name: string;
  readonly at: number;
  readonly until: number;
  readonly disturbsCluster: boolean;
  readonly begin: (world: World) => (() => void) | undefined;
}

/** So many faults between the beginning and the calm, each drawn by its weight. */
export function drawFaults(
  random: Random,
  count: number,
  calmAtMs: number,
  kinds: readonly FaultKind[] = faultKinds,
): readonly PlannedFault[] {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const draw = (): FaultKind => {
    let left = random.next() * total;
    for (const kind of kinds) {
      left -= kind.weight;
      if (left < 0) return kind;
    }
    return somebody(random, kinds);
  };
  return Array.from({ length: count }, () => {
    const kind = draw();
    const at = random.between(0, kind.fromTheStart === true ? startMs : calmAtMs);
    const [least, most] = kind.lastsMs;
    const lasts = random.between(least, most);
    // A stream of its own, so that what one fault draws does not change the others.
    const seed = random.between(0, 0x7fffffff);
    return {
      name: kind.name,
      at,
      until: most > 900_000 ? at + lasts : Math.min(at + lasts, calmAtMs),
      disturbsCluster: kind.disturbsCluster,
      begin: (world: World) => kind.begin(world, new Random(seed)),
    };
  }).sort((one, other) => one.at - other.at);
}

/**
 * In one of four histories somebody sets something by hand. A draw of its own, so that the other faults of a seed stay
 * as they are.
 */
export const drawChangesByHand = (random: Random, calmAtMs: number): readonly PlannedFault[] =>
  random.next() < 0.25 ? drawFaults(random, random.between(1, 2), calmAtMs, handKinds) : [];

/** In one of eight the bot throws when it is worst; a draw of its own, too. */
export const drawWorstMoments = (random: Random, calmAtMs: number): readonly PlannedFault[] =>
  random.next() < 0.125 ? drawFaults(random, 1, calmAtMs, worstMomentKinds) : [];
