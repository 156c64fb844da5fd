import type { World } from '../world/world.js';
import type { FaultKind } from './kind.js';

const slack = (
  name: string,
  weight: number,
  lastsMs: readonly [number, number],
  begin: FaultKind['begin'],
): FaultKind => ({ name: `slack ${name}`, weight, disturbsCluster: false, lastsMs, begin });

const everyDelivery = { deliveries: ['event', 'command', 'interaction'] as ('event' | 'command' | 'interaction')[] };

const misbehaves = (world: World, fault: Parameters<World['slack']['faults']['add']>[0]): (() => void) => {
  const id = world.slack.faults.add(fault);
  return () => {
    world.slack.faults.clear(id);
  };
};

/** What befalls the conversation. */
export const slackKinds: readonly FaultKind[] = [
  slack('down', 2, [30_000, 400_000], (world) => {
    world.slack.down = true;
    return () => {
      world.slack.down = false;
    };
  }),
  slack('down for an hour', 0.3, [3_600_000, 3_600_000], (world) => {
    world.slack.down = true;
    return () => {
      world.slack.down = false;
    };
  }),
  slack('loses deliveries', 2, [5_000, 120_000], (world) =>
    misbehaves(world, { kind: 'lose-deliveries', ...everyDelivery }),
  ),
  slack('doubles deliveries', 3, [10_000, 300_000], (world) =>
    misbehaves(world, { kind: 'duplicate-deliveries', copies: 2, ...everyDelivery }),
  ),
  slack('delays deliveries', 2, [10_000, 120_000], (world) =>
    misbehaves(world, { kind: 'delay-deliveries', ms: 7_000, ...everyDelivery }),
  ),
  slack('swaps deliveries', 2, [10_000, 300_000], (world) =>
    misbehaves(world, { kind: 'reorder-deliveries', window: 3, withinMs: 20_000, ...everyDelivery }),
  ),
  slack('limits calls', 2, [5_000, 180_000], (world) =>
    misbehaves(world, { kind: 'rate-limit', retryAfterSeconds: 5 }),
  ),
  slack('fails calls', 2, [5_000, 180_000], (world) => misbehaves(world, { kind: 'server-error' })),
  slack('loses answers', 2, [5_000, 120_000], (world) => misbehaves(world, { kind: 'lost-answer' })),
  slack('loses requests', 1, [5_000, 120_000], (world) => misbehaves(world, { kind: 'lost-request' })),
];
