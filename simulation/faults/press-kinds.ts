import { hasEnded, type Run } from '../../src/roll/run.js';
import type { Delivery } from '../../demo/workspace/delivery/delivery.js';
import type { People } from '../people/people.js';
import type { Stage } from '../stage/stage.js';
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
    begin: (stage, random) =>
      again(stage, () => {
        // Slack delivers events again for minutes; a click or a command that nobody took is told to the person instead.
        const sent = stage.slack.courier
          .sent()
          .filter(({ kind, name }) => kind === 'event' && pressNames.includes(name));
        if (sent.length > 0) stage.slack.deliverAgain(somebody(random, sent));
        return random.between(2_000, 20_000);
      }),
  }),
  press('come again when the run has changed its state', {
    weight: 4,
    lastsMs: [200_000, 900_000],
    fromTheStart: true,
    begin: (stage, random) => {
      const old = somebody(random, ['pause', 'resume'] as const);
      const restarts = random.next() < 0.5;
      let delivery: Delivery | undefined;
      const isOpposite = (): boolean => (old === 'resume' ? stands(stage) : rolls(stage));
      return awaitMoments(
        stage,
        [
          () =>
            rolls(stage) &&
            done(() => {
              people.reacts('carol', 'pause');
            }),
          () =>
            stands(stage) &&
            done(() => {
              people.reacts('bob', 'resume');
            }),
          () => {
            if (!rolls(stage)) return false;
            delivery = stage.slack.courier
              .sent()
              .findLast(({ name, payload }) => name === 'reaction_added' && isOf(payload, emojiOf[old]));
            if (old === 'resume') people.reacts('dave', 'pause');
            return true;
          },
          () =>
            isOpposite() &&
            done(() => {
              if (restarts) stage.kill(random.between(500, 4_000));
            }),
          () =>
            isOpposite() &&
            done(() => {
              if (delivery !== undefined) stage.slack.deliverAgain(delivery);
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
    begin: (stage, random) =>
      awaitMoments(stage, [
        () => {
          if (!rolls(stage) || stage.slack.down) return false;
          const awayMs = random.between(5_000, 20_000);
          if (random.next() < 0.5) stage.kill(awayMs);
          else deafen(stage, awayMs);
          // Nor does Slack deliver it again: only the message shows it.
          const id = stage.slack.faults.add({ kind: 'lose-deliveries', deliveries: ['event'] });
          stage.clock.after(1_000, () => {
            people.reacts('dave', 'pause');
          });
          stage.clock.after(2_000, () => {
            stage.slack.faults.clear(id);
          });
          return true;
        },
      ]),
  }),
  press('come before the message is known', {
    weight: 1,
    lastsMs: [60_000, 300_000],
    begin: (stage) => {
      const id = stage.slack.faults.add({ kind: 'slow-answer', ms: 8_000, methods: ['chat.postMessage'] });
      return () => {
        stage.slack.faults.clear(id);
      };
    },
  }),
  press('of somebody who leaves', {
    weight: 4,
    lastsMs: [90_000, 400_000],
    fromTheStart: true,
    begin: (stage, random) => {
      let comeBack: (() => void) | undefined;
      const giveUp = awaitMoments(stage, [
        () => {
          const found = voterWhoIsNotTheLast(stage);
          if (found === undefined) return false;
          comeBack = departure(stage, random, found);
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

const underWay = (stage: Stage): Run | undefined => stage.runs().find((run) => !hasEnded(run));
const stands = (stage: Stage): boolean => ['pausing', 'paused'].includes(underWay(stage)?.status ?? '');

/** At a server: before and after that a pause is refused. */
function rolls(stage: Stage): boolean {
  const run = underWay(stage);
  return run?.status === 'rolling' && run.progress.phase.kind === 'target';
}

function deafen({ slack, clock }: Stage, ms: number): void {
  slack.down = true;
  clock.after(ms, () => {
    slack.down = false;
  });
}

/** Does something again and again, each time after the milliseconds that the last time answered. */
function again(stage: Stage, work: () => number): () => void {
  let over = false;
  const next = (afterMs: number): void => {
    stage.clock.after(afterMs, () => {
      if (!over) next(work());
    });
  };
  next(1_000);
  return () => {
    over = true;
  };
}
