import { Random } from '../../src/lib/random.js';
import { ControlFailure } from '../../demo/workspace/failure.js';
import type { World } from '../world/world.js';
import { ContinueWishes } from './continue-wishes.js';
import { Presses } from './presses.js';
import { RollbackWishes } from './rollback-wishes.js';
import { buttonsOf, isOver, newestMessage, type Seen } from './seen.js';

const requester = 'alice';
const operators = ['bob', 'carol', 'alice', 'dave'] as const;
/** Everybody in the channel, also those who may do nothing. */
const crowd = [...operators, 'gus', 'stranger', 'gone'] as const;

/** How long an operator does something else before looking at the channel again, milliseconds. */
const pace = { awake: [12_000, 50_000], asleep: [90_000, 400_000] } as const;

/**
 * The people of the channel. They see what stands in Slack and nothing else; they type, click and react, at their own
 * pace and, in a storm, all at once and anything.
 */
export class People {
  /** What they do in Slack. */
  readonly presses: Presses;
  /** Until then nobody approves, whatever they see. */
  #undecidedUntil = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #rebalances = 0;
  readonly #requestsAtMost: number;
  #calm = false;
  readonly #rollbacks: RollbackWishes;
  readonly #continuations: ContinueWishes;

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {
    this.presses = new Presses(world, random);
    this.#rollbacks = new RollbackWishes(new Random(world.scenario.seed ^ 0x2011b));
    this.#continuations = new ContinueWishes(new Random(world.scenario.seed ^ 0xc0472));
    const requests = random.next() < 0.4 ? 2 : 1;
    this.#requestsAtMost = this.#isPatient ? 5 : requests;
  }

  begin(): void {
    this.#later(2_000, () => this.#ask());
    for (const who of operators) this.#lookAgain(who);
  }

  /** From now on nobody presses at random; they see the run to its end. */
  calmDown(): void {
    this.#calm = true;
  }

  /** Everybody presses everything at the same moment. */
  storm(): void {
    this.world.trace.note('people', 'a storm');
    const pressed = this.random.between(3, 12);
    for (let nth = 0; nth < pressed; nth += 1) {
      const who = this.random.pick(crowd) ?? requester;
      this.#later(this.random.between(0, 300), () => this.#anything(who));
    }
  }

  /** Those who have not approved yet think about it for so long. */
  thinkItOver(ms: number): void {
    this.#undecidedUntil = this.world.clock.now() + ms;
  }

  /** Puts an emoji on the message of the run, anew where theirs still stands there. */
  reacts(who: string, word: string): void {
    this.#later(0, async () => {
      const seen = newestMessage(this.world);
      if (seen !== undefined) await this.presses.reactsAnew(who, word, seen);
    });
  }

  #later(ms: number, work: () => Promise<void>): void {
    this.world.clock.after(ms, () => {
      void work().catch((error: unknown) => {
        // A person could not have done that; they see it, and so do nothing.
        if (!(error instanceof ControlFailure)) throw error;
      });
    });
  }

  #lookAgain(who: string): void {
    const [least, most] = this.#isAwake() ? pace.awake : pace.asleep;
    this.#later(this.random.between(least, most), async () => {
      this.#lookAgain(who);
      await this.#answer(who);
    });
  }

  /**
   * Where much happens beside a run, they want to see it to its end; not for ever, as some holds need more than waiting
   * and trying again.
   */
  get #isPatient(): boolean {
    return this.world.scenario.isRestless === true && !this.#calm;
  }

  /** At night the plan is approved, and then people sleep until the storm is over. */
  #isAwake(): boolean {
    const state = newestMessage(this.world)?.state ?? 'awaiting-approval';
    return !this.world.scenario.isNight || this.#calm || state === 'awaiting-approval';
  }

  /** Asks for the run, and once more when it came to nothing. */
  async #ask(): Promise<void> {
    this.#later(this.random.between(60_000, 180_000), () => this.#ask());
    const seen = newestMessage(this.world);
    const isWanted = seen === undefined || (isOver(seen.state) && seen.state !== 'done');
    if (!isWanted || this.#calm || this.#requests >= this.#requestsAtMost) return;
    // What was no good is rolled back, and not asked for again.
    if (this.world.scenario.rollsBack && seen?.state === 'aborted') return;
    // And what is gone on with is not asked for anew.
    if (this.world.scenario.continues && (seen?.state === 'aborted' || seen?.state === 'failed')) return;
    this.#requests += 1;
    const alsoAllowed = this.world.lost.map((gpid) => `,dead-partition=${gpid}`).join('');
    await this.presses.types(requester, `roll cluster-x ${this.world.scenario.options}${alsoAllowed}`);
  }

  /** What a careful operator does about what the message shows. */
  async #answer(who: string): Promise<void> {
    const seen = newestMessage(this.world);
    if (seen === undefined) return;
    const { state } = seen;
    if (this.world.scenario.rollsBack && (await this.#rollsBack(who, seen))) return;
    if (this.world.scenario.continues && (await this.#continues(who, seen))) return;
    const may = (share: number): boolean => this.random.next() < share;
    if (state === 'awaiting-approval') {
      if (!this.#calm && !this.#isPatient && may(0.03)) return this.presses.says(who, 'reject', seen);
      if (may(0.05)) return this.presses.says(who, 'withdraw', seen);
      if (may(0.8) && this.world.clock.now() >= this.#undecidedUntil) return this.presses.says(who, 'approve', seen);
    }
    if (state === 'held') {
      // Who rolls back is drawn apart.
      const offered = buttonsOf(seen.message).filter(
        (name) => name !== 'abort-to-roll-back' && !(this.#isPatient && ['abort', 'skip', 'force'].includes(name)),
      );
      const choice = this.#isPatient
        ? (this.random.pick(['wait', 'retry']) ?? 'retry')
        : this.#calm
          ? (this.random.pick(['wait', 'retry', 'retry', 'retry', 'skip', 'abort']) ?? 'retry')
          : (this.random.pick(['wait', 'retry', 'skip', 'abort', 'force', 'pause']) ?? 'retry');
      return this.presses.says(who, offered.includes(choice) ? choice : (this.random.pick(offered) ?? 'retry'), seen);
    }
    if (
      state === 'done' &&
      !this.#calm &&
      buttonsOf(seen.message).includes('rebalance') &&
      this.#rebalances < 1 &&
      may(0.5)
    ) {
      this.#rebalances += 1;
      return this.presses.clicks(who, 'rebalance', seen);
    }
    if (state === 'paused') return this.presses.says(who, this.#isPatient || may(0.85) ? 'resume' : 'abort', seen);
    if (state === 'rolling' && !this.#calm && !this.#isPatient && may(0.02))
      return this.presses.says(who, this.random.pick(['pause', 'abort']) ?? 'pause', seen);
  }

  async #rollsBack(who: string, seen: Seen): Promise<boolean> {
    const offered = buttonsOf(seen.message).find((name) => name === 'abort-to-roll-back' || name === 'rollback');
    const wish = this.#calm ? undefined : this.#rollbacks.next(seen.state, offered, who);
    if (wish === undefined) return false;
    if (wish.kind === 'look') {
      await this.presses.types(who, 'pause cluster-x');
    } else if (wish.kind === 'type') {
      await this.presses.types(who, `rollback ${wish.byCluster ? 'cluster-x' : seen.run}`);
    } else {
      for (const user of wish.users) await this.presses.clicks(user, wish.button, seen);
    }
    return true;
  }

  async #continues(who: string, seen: Seen): Promise<boolean> {
    const isOffered = buttonsOf(seen.message).includes('continue');
    const wish = this.#calm ? undefined : this.#continuations.next(seen.state, isOffered);
    if (wish === undefined) return false;
    if (wish.kind === 'abort') {
      await this.presses.types(who, 'abort cluster-x');
    } else if (wish.kind === 'type') {
      await this.presses.types(who, `continue ${wish.byCluster ? 'cluster-x' : seen.run}`);
    } else {
      await this.presses.clicks(who, 'continue', seen);
    }
    return true;
  }

  async #anything(who: string): Promise<void> {
    const seen = newestMessage(this.world);
    const words = ['approve', 'withdraw', 'reject', 'pause', 'resume', 'abort', 'wait', 'retry', 'skip', 'force'];
    const word = this.random.pick(words) ?? 'pause';
    if (seen === undefined || this.random.next() < 0.1) {
      await this.presses.types(
        who,
        this.random.pick([
          'status',
          'runs',
          'clusters',
          'lock cluster-x "a look"',
          'unlock cluster-x',
          'unlock cluster-x',
          'roll cluster-x',
          'rebalance cluster-x',
          'rol cluster-x',
          'pause',
          'plan cluster-x',
          'help',
          'abort nowhere',
          '',
        ]) ?? '',
      );
      return;
    }
    await this.presses.says(who, word, seen);
  }

  /** How often somebody has pressed Roll back, or typed it. */
  get rollbacksWanted(): number {
    return this.#rollbacks.wanted;
  }
}
