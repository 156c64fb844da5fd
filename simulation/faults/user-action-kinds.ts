import { hasEnded, type Run } from '../../src/roll/run.js';
import type { Delivery } from '../../demo/workspace/delivery/delivery.js';
import type { People } from '../people/people.js';
import type { World } from '../world/world.js';
import { awaitMoments, somebody, type FaultKind } from './kind.js';
import { departure, voterWhoIsNotTheLast } from './leavers.js';

type Press = Pick<FaultKind, 'lastsMs' | 'begin' | 'fromTheStart' | 'weight'>;
const press = (name: string, kind: Press): FaultKind => ({ name: `presses ${name}`, disturbsCluster: false, ...kind });

const pressNames: readonly string[] = ['reaction_added', 'reaction_removed', 'block_actions', '/pegasus'];
/** The others think for so long that the bot, when the last vote comes, has to know who has left. */
const thinkMs = 40_000;
/** One person answers what another one did a few seconds before. */
const unhurriedMs = 6_000;

/**
 * What befalls what people press: it comes again, before its message is known, from leavers, or while nobody listens.
 */
export const pressKindsWith = (people: People): readonly FaultKind[] => [
  press('come again', {
    weight: 3,
    lastsMs: [60_000, 500_000],
    begin: (world, random) =>
      again(world, () => {
        // Slack delivers events again for minutes; a click or a command that nobody took is told to the person instead.
        const sent = world.slack.courier
          .sent()
          .filter(({ kind, name }) => kind === 'event' && pressNames.includes(name));
        if (sent.length > 0) world.slack.deliverAgain(somebody(random, sent));
        return random.between(2_000, 20_000);
      }),
  }),
  press('come again when the run has changed its state', {
    weight: 4,
    lastsMs: [200_000, 900_000],
    fromTheStart: true,
    begin: (world, random) => {
      const old = somebody(random, ['pause', 'resume'] as const);
      const restarts = random.next() < 0.5;
      let delivery: Delivery | undefined;
      const isOpposite = (): boolean => (old === 'resume' ? stands(world) : rolls(world));
      return awaitMoments(
        world,
        [
          () =>
            rolls(world) &&
            done(() => {
              people.reacts('carol', 'pause');
            }),
          () =>
            stands(world) &&
            done(() => {
              people.reacts('bob', 'resume');
            }),
          () => {
            if (!rolls(world)) return false;
            delivery = world.slack.courier
              .sent()
              .findLast(({ name, payload }) => name === 'reaction_added' && isOf(payload, emojiOf[old]));
            if (old === 'resume') people.reacts('dave', 'pause');
            return true;
          },
          () =>
            isOpposite() &&
            done(() => {
              if (restarts) world.kill(random.between(500, 4_000));
            }),
          () =>
            isOpposite() &&
            done(() => {
              if (delivery !== undefined) world.slack.deliverAgain(delivery);
            }),
        ],
        unhurriedMs,
      );
    },
  }),
  press('come while nobody listens', {
    weight: 4,
    lastsMs: [200_000, 900_000],
    fromTheStart: true,
    begin: (world, random) =>
      awaitMoments(world, [
        () => {
          if (!rolls(world) || world.slack.down) return false;
          const awayMs = random.between(5_000, 20_000);
          if (random.next() < 0.5) world.kill(awayMs);
          else disconnect(world, awayMs);
          // Nor does Slack deliver it again: only the message shows it.
          const id = world.slack.faults.add({ kind: 'lose-deliveries', deliveries: ['event'] });
          world.clock.after(1_000, () => {
            people.reacts('dave', 'pause');
          });
          world.clock.after(2_000, () => {
            world.slack.faults.clear(id);
          });
          return true;
        },
      ]),
  }),
  press('come before the message is known', {
    weight: 1,
    lastsMs: [60_000, 300_000],
    begin: (world) => {
      const id = world.slack.faults.add({ kind: 'slow-answer', ms: 8_000, methods: ['chat.postMessage'] });
      return () => {
        world.slack.faults.clear(id);
      };
    },
  }),
  press('of somebody who leaves', {
    weight: 4,
    lastsMs: [90_000, 400_000],
    fromTheStart: true,
    begin: (world, random) => {
      let comeBack: (() => void) | undefined;
      const giveUp = awaitMoments(world, [
        () => {
          const found = voterWhoIsNotTheLast(world);
          if (found === undefined) return false;
          comeBack = departure(world, random, found);
          people.thinkItOver(thinkMs);
          return true;
        },
      ]);
      return () => {
        giveUp();
        comeBack?.();
      };
    },
  }),
];

const emojiOf = { pause: 'double_vertical_bar', resume: 'arrow_forward' } as const;

const isOf = (payload: Delivery['payload'], emoji: string): boolean =>
  JSON.stringify(payload).includes(`"reaction":"${emoji}"`);

const done = (work: () => void): true => {
  work();
  return true;
};

const underWay = (world: World): Run | undefined => world.runs().find((run) => !hasEnded(run));
const stands = (world: World): boolean => ['pausing', 'paused'].includes(underWay(world)?.status ?? '');

/** At a server: before and after that a pause is refused. */
function rolls(world: World): boolean {
  const run = underWay(world);
  return run?.status === 'rolling' && run.progress.phase.kind === 'target';
}

function disconnect({ slack, clock }: World, ms: number): void {
  slack.down = true;
  clock.after(ms, () => {
    slack.down = false;
  });
}

/** Does something again and again, each time after the milliseconds that the last time answered. */
function again(world: World, work: () => number): () => void {
  let over = false;
  const next = (afterMs: number): void => {
    world.clock.after(afterMs, () => {
      if (!over) next(work());
    });
  };
  next(1_000);
  return () => {
    over = true;
  };
}
