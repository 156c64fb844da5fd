import type { Random } from '../../src/lib/random.js';
import { ControlFailure } from '../../demo/workspace/failure.js';
import { interactiveElements } from '../../demo/workspace/world/blocks.js';
import type { Message } from '../../demo/workspace/world/message.js';
import type { World } from '../world/world.js';

const channel = 'pegasus';
const requester = 'alice';
const operators = ['bob', 'carol', 'alice', 'dave'] as const;
/** Everybody in the channel, also those who may do nothing. */
const crowd = [...operators, 'gus', 'stranger', 'gone'] as const;

const emoji: Readonly<Record<string, readonly string[]>> = {
  approve: ['white_check_mark', '+1', 'white_check_mark::skin-tone-3', 'heavy_check_mark'],
  reject: ['x'],
  pause: ['double_vertical_bar'],
  resume: ['arrow_forward'],
  abort: ['octagonal_sign'],
};

/** How long an operator does something else before looking at the channel again, milliseconds. */
const pace = { awake: [12_000, 50_000], asleep: [90_000, 400_000] } as const;

/** Somebody approved a plan they saw, or took that back. Their own doing, whatever became of it. */
export interface Gesture {
  readonly kind: 'approve' | 'withdraw';
  readonly at: number;
  readonly user: string;
  /** `typed`: it is about what stands in the channel when it arrives. */
  readonly plan: string;
}

/** A pause that only the message shows. */
export interface UnheardPause {
  readonly at: number;
  readonly user: string;
  readonly name: string;
  readonly ts: string;
  readonly run: string;
}

interface Seen {
  readonly message: Message;
  readonly run: string;
  readonly plan: string;
  readonly state: string;
}

/**
 * The people of the channel. They see what stands in Slack and nothing else; they type, click and react, at their own
 * pace and, in a storm, all at once and anything.
 */
export class People {
  readonly gestures: Gesture[] = [];
  /** Pause emoji that were put on a message while the bot could not hear of it. */
  readonly unheard: UnheardPause[] = [];
  readonly #said = new Map<string, number>();
  /** Until then nobody approves, whatever they see. */
  #undecidedUntil = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #rebalances = 0;
  readonly #requestsAtMost: number;
  #calm = false;

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {
    this.#requestsAtMost = random.next() < 0.4 ? 2 : 1;
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
      const seen = this.#current();
      const name = emoji[word]?.[0];
      if (seen === undefined || name === undefined) return;
      const { trace, slack } = this.world;
      const isThere = this.#has(who, name, seen);
      if (isThere) {
        trace.note('people', `${who} takes :${name}: off`);
        await slack.deeds.react(channel, seen.message.ts, who, name, false);
      }
      this.#note(who, word);
      await this.#react(who, word, name, seen, isThere);
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

  /** At night the plan is approved, and then people sleep until the storm is over. */
  #isAwake(): boolean {
    const state = this.#current()?.state ?? 'awaiting-approval';
    return !this.world.scenario.isNight || this.#calm || state === 'awaiting-approval';
  }

  /** Asks for the run, and once more when it came to nothing. */
  async #ask(): Promise<void> {
    this.#later(this.random.between(60_000, 180_000), () => this.#ask());
    const seen = this.#current();
    const isWanted = seen === undefined || (isOver(seen.state) && seen.state !== 'done');
    if (!isWanted || this.#calm || this.#requests >= this.#requestsAtMost) return;
    this.#requests += 1;
    await this.#command(requester, `roll cluster-x ${this.world.scenario.options}`);
  }

  /** What a careful operator does about what the message shows. */
  async #answer(who: string): Promise<void> {
    const seen = this.#current();
    if (seen === undefined) return;
    const { state } = seen;
    const may = (share: number): boolean => this.random.next() < share;
    if (state === 'awaiting-approval') {
      if (!this.#calm && may(0.03)) return this.#say(who, 'reject', seen);
      if (may(0.05)) return this.#say(who, 'withdraw', seen);
      if (may(0.8) && this.world.clock.now() >= this.#undecidedUntil) return this.#say(who, 'approve', seen);
    }
    if (state === 'held') {
      const offered = this.#buttons(seen.message);
      const wish = this.#calm
        ? (this.random.pick(['wait', 'retry', 'retry', 'retry', 'skip', 'abort']) ?? 'retry')
        : (this.random.pick(['wait', 'retry', 'skip', 'abort', 'force', 'pause']) ?? 'retry');
      return this.#say(who, offered.includes(wish) ? wish : (this.random.pick(offered) ?? 'retry'), seen);
    }
    if (
      state === 'done' &&
      !this.#calm &&
      this.#buttons(seen.message).includes('rebalance') &&
      this.#rebalances < 1 &&
      may(0.5)
    ) {
      this.#rebalances += 1;
      this.world.trace.note('people', `${who} clicks rebalance`);
      await this.world.slack.deeds.interact(channel, seen.message.ts, who, { action: 'pegasus_rebalance' });
      return;
    }
    if (state === 'paused') return this.#say(who, may(0.85) ? 'resume' : 'abort', seen);
    if (state === 'rolling' && !this.#calm && may(0.02))
      return this.#say(who, this.random.pick(['pause', 'abort']) ?? 'pause', seen);
  }

  async #anything(who: string): Promise<void> {
    const seen = this.#current();
    const words = ['approve', 'withdraw', 'reject', 'pause', 'resume', 'abort', 'wait', 'retry', 'skip', 'force'];
    const word = this.random.pick(words) ?? 'pause';
    if (seen === undefined || this.random.next() < 0.1) {
      await this.#command(
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
    await this.#say(who, word, seen);
  }

  async #say(who: string, word: string, seen: Seen): Promise<void> {
    const { deeds } = this.world.slack;
    const way = this.random.next();
    const names = emoji[word];
    this.#note(who, word);
    if (names !== undefined && way < 0.4) {
      const name = this.random.pick(names) ?? word;
      await this.#react(who, word, name, seen, this.#has(who, name, seen));
      return;
    }
    if (word === 'withdraw' && way < 0.5) {
      const at = this.world.clock.now();
      const mine = seen.message.reactions.filter(({ users }) => users.includes(this.#id(who)));
      for (const reaction of mine) {
        this.world.trace.note('people', `${who} takes :${reaction.name}: off`);
        await deeds.react(channel, seen.message.ts, who, reaction.name, false);
      }
      if (mine.some(({ name }) => emoji['approve']?.includes(name))) this.#gesture('withdraw', who, seen.plan, at);
      return;
    }
    if (way < 0.8 && this.#buttons(seen.message).includes(word)) {
      if (word === 'approve') this.#gesture('approve', who, seen.plan);
      this.world.trace.note('people', `${who} clicks ${word}`);
      const at = this.world.clock.now();
      await deeds.interact(channel, seen.message.ts, who, { action: `pegasus_${word}` });
      if (word === 'withdraw') this.#gesture('withdraw', who, seen.plan, at);
      return;
    }
    if (word === 'withdraw') return;
    // A command approves what stands in the channel when it arrives.
    if (word === 'approve') this.#gesture('approve', who, 'typed');
    await this.#command(
      who,
      `${word}${this.random.next() < 0.5 ? '' : ` ${this.random.next() < 0.5 ? 'cluster-x' : seen.run}`}`,
    );
  }

  /** @param wasThere the list of reactions does not tell it from theirs of before, which may have been heard */
  async #react(who: string, word: string, name: string, seen: Seen, wasThere: boolean): Promise<void> {
    const { up, slack, clock, trace } = this.world;
    if (word === 'approve') this.#gesture('approve', who, seen.plan);
    trace.note('people', `${who} reacts :${name}:`);
    const isUnheard = !wasThere && word === 'pause' && seen.state === 'rolling' && (!up || slack.down);
    if (isUnheard)
      this.unheard.push({ at: clock.now(), user: this.#id(who), name, ts: seen.message.ts, run: seen.run });
    await slack.deeds.react(channel, seen.message.ts, who, name, true);
  }

  #has(who: string, name: string, { message }: Seen): boolean {
    return message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(this.#id(who)));
  }

  async #command(who: string, text: string): Promise<void> {
    this.world.trace.note('people', `${who} types /pegasus ${text}`);
    this.#note(who, text.split(' ')[0] ?? '');
    await this.world.slack.deeds.command(channel, who, '/pegasus', text);
  }

  /** How often this person said this, in whatever way. */
  timesSaid(user: string, word: string): number {
    return this.#said.get(`${user} ${word}`) ?? 0;
  }

  #note(who: string, word: string): void {
    const user = this.#id(who);
    this.#said.set(`${user} ${word}`, this.timesSaid(user, word) + 1);
  }

  #gesture(kind: Gesture['kind'], who: string, plan: string, at = this.world.clock.now()): void {
    this.gestures.push({ kind, at, user: this.#id(who), plan });
  }

  #id(who: string): string {
    return this.world.slack.world.userNamed(who)?.id ?? who;
  }

  #buttons(message: Message): readonly string[] {
    return interactiveElements(message.blocks).flatMap(({ element }) =>
      element.action_id?.startsWith('pegasus_') === true ? [element.action_id.slice('pegasus_'.length)] : [],
    );
  }

  /** The newest message of a run, as it stands in the channel. */
  #current(): Seen | undefined {
    const { world } = this.world.slack;
    const id = world.channelNamed(channel)?.id ?? '';
    for (const message of [...world.messages(id)].reverse()) {
      if (message.metadata?.event_type !== 'pegasus_roll' || message.threadTs !== undefined) continue;
      const { run, plan, state } = message.metadata.event_payload;
      if (typeof run !== 'string' || typeof plan !== 'string' || typeof state !== 'string') continue;
      return { message, run, plan, state };
    }
    return undefined;
  }
}

const isOver = (state: string): boolean => ['done', 'aborted', 'failed', 'rejected', 'expired'].includes(state);
