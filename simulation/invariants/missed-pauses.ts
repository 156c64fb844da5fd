import { hasEnded } from '../../src/roll/run.js';
import type { UnheardPause } from '../people/presses.js';
import { members } from '../scenario.js';
import type { Watch } from './watch.js';

/** A bot that is back, and that Slack serves well, has read the message by then. */
const readWithinMs = 90_000;

/** A pause that was put on a message while nobody could hear of it counts when the bot is back. */
export class MissedPauses {
  #waiting: readonly UnheardPause[] = [];
  #taken = 0;
  #hamperedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly watch: Watch) {}

  settled(): void {
    const { world, people, now } = this.watch;
    const { slack, up, disk } = world;
    if (!up || slack.down || slack.faults.list().length > 0 || disk.trouble.full || disk.trouble.errors > 0)
      this.#hamperedAt = now;
    if (people.presses.unheard.length > this.#taken) {
      this.#waiting = [...this.#waiting, ...people.presses.unheard.slice(this.#taken)];
      this.#taken = people.presses.unheard.length;
    }
    if (this.#waiting.length === 0 || !up) return;
    this.#waiting = this.#waiting.filter((pause) => this.#isStillWanted(pause));
    for (const pause of this.#waiting) {
      if (now - Math.max(pause.at, this.#hamperedAt) <= readWithinMs) continue;
      this.watch.report(
        'a pause on the message counts',
        `${pause.user} put :${pause.name}: on the message of run ${pause.run} while it could not be heard, and the run rolls on`,
      );
      this.#waiting = this.#waiting.filter((other) => other !== pause);
    }
  }

  /** It stands there, and the run has rolled ever since. */
  #isStillWanted({ at, user, name, ts, run: id }: UnheardPause): boolean {
    const { world } = this.watch;
    const run = world.runs().find((each) => each.id === id);
    if (
      run === undefined ||
      hasEnded(run) ||
      run.status !== 'rolling' ||
      run.progress.phase.kind === 'leave-maintenance' ||
      run.progress.phase.kind === 'rebalance'
    )
      return false;
    if (!members.some((member) => member === user) || world.left.has(user)) return false;
    if (
      run.log.some(
        (event) =>
          event.at - world.wall.offsetMs > at &&
          (event.kind === 'pausing' || event.kind === 'paused' || event.kind === 'held'),
      )
    )
      return false;
    const channel = world.slack.world.channelNamed('pegasus')?.id ?? '';
    return (
      world.slack.world
        .message(channel, ts)
        ?.reactions.some((reaction) => reaction.name === name && reaction.users.includes(user)) === true
    );
  }
}
