import type { Stage } from '../stage/stage.js';
import { lurk, somebody, type FaultKind } from './kind.js';

const press = (name: string, weight: number, lastsMs: readonly [number, number], begin: FaultKind['begin']): FaultKind => ({ name: `presses ${name}`, weight, disturbsCluster: false, lastsMs, begin });

const pressNames: readonly string[] = ['reaction_added', 'reaction_removed', 'block_actions', '/pegasus'];

/** What befalls what people press: it comes again much later, before its message is known, or from somebody who has left. */
export const pressKinds: readonly FaultKind[] = [
  press('come again', 3, [60_000, 500_000], (stage, random) =>
    again(stage, () => {
      const sent = stage.slack.courier.sent().filter(({ name }) => pressNames.includes(name));
      if (sent.length > 0) stage.slack.deliverAgain(somebody(random, sent));
      return random.between(2_000, 20_000);
    }),
  ),
  press('come before the message is known', 1, [60_000, 300_000], (stage) => {
    const id = stage.slack.faults.add({ kind: 'slow-answer', ms: 8_000, methods: ['chat.postMessage'] });
    return () => {
      stage.slack.faults.clear(id);
    };
  }),
  press('of somebody who leaves', 3, [90_000, 400_000], (stage) => {
    let user: string | undefined;
    const giveUp = lurk(stage, () => {
      // One who has voted, while others still have to.
      user = stage.runs().flatMap((run) => (run.status === 'awaiting-approval' ? run.votes : [])).find(({ by }) => !stage.left.has(by))?.by;
      if (user === undefined) return false;
      stage.slack.world.changeUser(user, { deleted: true });
      stage.left.set(user, stage.clock.now());
      return true;
    });
    return () => {
      giveUp();
      if (user === undefined) return;
      stage.slack.world.changeUser(user, { deleted: false });
      stage.left.delete(user);
    };
  }),
];

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
