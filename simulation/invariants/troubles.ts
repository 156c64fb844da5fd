import { Layout } from '../../src/store/files/layout.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { databaseFolder } from '../world/database-folder.js';
import type { Watch } from './watch.js';

/** What can go wrong in the bot is over for the cluster within this. */
const releaseMs = 60_000;
/**
 * What could not be written is known at once, and people are told some seconds later: as soon as Slack takes an edit.
 */
const tellMs = 30_000;
/** A decision that throws makes it give add_secondary back at once, and once more after each reading. */
const throwingMs = 30_000;
/** A run that has not ended looks at its cluster at least this often, with all the patience of its adapters. */
const lookMs = 600_000;

/** The bot's own troubles: a disk that stays full, parts of it that throw. */
export class TroubleChecks {
  #fullSince: number | undefined;
  /** The space that is kept for a full disk was there when it became full. */
  #hadReserve = false;
  /** Since when nothing but its own trouble has kept the bot from giving add_secondary back. */
  #zeroSince: number | undefined;
  #untoldSince: number | undefined;
  #movesSince: number | undefined;

  constructor(private readonly watch: Watch) {}

  settled({ leader, process }: Truth, run: Run | undefined): void {
    const { world, now } = this.watch;
    const { disk, shells, thrower, slack, up } = world;
    if (!disk.trouble.full) this.#fullSince = undefined;
    else if (this.#fullSince === undefined) {
      this.#fullSince = now;
      this.#hadReserve = (disk.present(new Layout(databaseFolder).reserve)?.length ?? 0) > 0;
    }
    const answers = leader?.loaded === true && process(leader.meta)?.answers === true;
    const canAct =
      up && answers && disk.trouble.errors === 0 && shells.fault === undefined && now - shells.lastStruckAt > releaseMs;
    const throws =
      thrower.fault?.share === 1 && (thrower.fault.part === 'decide' || thrower.fault.part === 'decide on readings');
    const isFull = this.#fullSince !== undefined && this.#hadReserve && thrower.fault === undefined;
    const zero = canAct && (isFull || throws) && run !== undefined && leader.addSecondaryMax === 0;
    this.#zeroSince = zero ? (this.#zeroSince ?? now) : undefined;
    if (this.#zeroSince !== undefined && now - this.#zeroSince > (throws ? throwingMs : releaseMs)) {
      this.watch.report(
        'add_secondary is given back by a bot in trouble',
        `it is 0 for ${Math.round((now - this.#zeroSince) / 1_000)} s while ${throws ? 'its decisions throw' : 'its disk is full'}`,
      );
      this.#zeroSince = Number.POSITIVE_INFINITY;
    }

    const atWork =
      run !== undefined && (run.status === 'rolling' || run.status === 'pausing' || run.status === 'aborting');
    const isTried = up && thrower.fault === undefined && now - shells.lastStruckAt > releaseMs;
    const untold =
      isTried &&
      atWork &&
      this.#isRefused(run) &&
      !slack.down &&
      slack.faults.list().length === 0 &&
      !this.#isSaid(run);
    this.#untoldSince = untold ? (this.#untoldSince ?? now) : undefined;
    if (this.#untoldSince !== undefined && now - this.#untoldSince > tellMs) {
      this.watch.report(
        'people are told that nothing can be saved',
        `the run cannot be saved for ${Math.round((now - this.#untoldSince) / 1_000)} s, and no message says so`,
      );
      this.#untoldSince = Number.POSITIVE_INFINITY;
    }

    const moves = up && run !== undefined && !hasEnded(run) && run.status !== 'awaiting-approval';
    this.#movesSince = moves ? (this.#movesSince ?? now) : undefined;
    if (this.#movesSince !== undefined && now - Math.max(this.#movesSince, world.lookedAt) > lookMs) {
      this.watch.report(
        'the loop of a run goes on',
        `the cluster was last looked at ${Math.round((now - world.lookedAt) / 1_000)} s ago`,
      );
      this.#movesSince = Number.POSITIVE_INFINITY;
    }
  }

  /** There was no room for its last save. */
  #isRefused({ id }: Run): boolean {
    const path = new Layout(databaseFolder).document('run', id);
    return [...this.watch.world.disk.refused].some((file) => file.startsWith(path));
  }

  /** Or there is no message to say it in. */
  #isSaid({ id }: Run): boolean {
    const { world } = this.watch.world.slack;
    const own = world
      .channels()
      .flatMap((channel) => world.messages(channel.id))
      .filter(({ metadata, threadTs }) => threadTs === undefined && metadata?.event_payload['run'] === id);
    return own.length === 0 || own.some((message) => message.text.includes('cannot save its state'));
  }
}
