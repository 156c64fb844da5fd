import { hasEnded, type Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import type { People } from '../people/people.js';
import type { World } from '../world/world.js';

/** Something that must never be was. */
export interface Violation {
  readonly invariant: string;
  readonly at: number;
  readonly what: string;
}

const quietAfterMs = 240_000;

/** What every check looks at, how far the bot could know of it by now, and where a violation is reported. */
export class Watch {
  /** What the leader did not show at any moment since then, the bot could not have read. */
  readFrom = Number.NEGATIVE_INFINITY;
  /** The same meta by another name is another leader: nobody can tell that it is the same. */
  leaderChangedAt = Number.NEGATIVE_INFINITY;
  /** The last time that something kept the bot from seeing, saving or acting. */
  hamperedAt = Number.NEGATIVE_INFINITY;
  #leader: string | undefined;

  constructor(
    readonly world: World,
    readonly people: People,
    private readonly violations: Violation[],
  ) {
    this.#leader = nameOf(world.cluster.truth().leader?.meta, world);
  }

  get now(): number {
    return this.world.clock.now();
  }

  get truth(): Truth {
    return this.world.cluster.truth();
  }

  /** Long enough after the last fault that whatever is wrong with the cluster is the bot's doing. */
  get isQuiet(): boolean {
    return this.now - this.world.disturbedAt > quietAfterMs;
  }

  /** And nothing keeps the bot from its work. */
  get isCalm(): boolean {
    return this.isQuiet && this.isUnhampered;
  }

  get isUnhampered(): boolean {
    return this.now - this.hamperedAt > quietAfterMs;
  }

  activeRun(): Run | undefined {
    return this.world.runs().find((run) => !hasEnded(run));
  }

  /** To be called after every event. */
  note({ leader, process }: Truth): void {
    const name = nameOf(leader?.meta, this.world);
    if (name !== this.#leader) {
      this.#leader = name;
      this.leaderChangedAt = this.now;
    }
    const leaderAnswers = leader?.loaded === true && process(leader.meta)?.answers === true;
    const { up, shells, disk, thrower, startedByOthers } = this.world;
    // The leader takes no beacon of a server that started too often for a while: what it lacks meanwhile is no fault of
    // a run that did not start it.
    for (const address of startedByOthers) {
      const server = process(address);
      if (server?.answers === true && server.alive === false) this.world.disturbed();
    }
    if (
      !up ||
      shells.fault !== undefined ||
      disk.trouble.full ||
      disk.trouble.errors > 0 ||
      thrower.fault !== undefined ||
      !leaderAnswers
    )
      this.hamperedAt = this.now;
    this.hamperedAt = Math.max(this.hamperedAt, shells.lastStruckAt);
  }

  report(invariant: string, what: string): void {
    this.violations.push({ invariant, at: this.now, what });
    this.world.trace.note('VIOLATION', `${invariant}: ${what}`);
  }
}

/** Whether people asked for this server to be rolled whatever stands against it. */
export const isForced = (run: Run, address: string): boolean =>
  'progress' in run && run.progress.targets.some((target) => target.address === address && target.forced.length > 0);

const nameOf = (meta: string | undefined, { cluster }: World): string | undefined =>
  meta === undefined ? undefined : `${meta} ${cluster.otherNames}`;
