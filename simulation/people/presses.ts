import type { Random } from '../../src/lib/random.js';
import type { World } from '../world/world.js';
import { buttonsOf, channel, type Seen } from './seen.js';

const emoji: Readonly<Record<string, readonly string[]>> = {
  approve: ['white_check_mark', '+1', 'white_check_mark::skin-tone-3', 'heavy_check_mark'],
  reject: ['x'],
  pause: ['double_vertical_bar'],
  resume: ['arrow_forward'],
  abort: ['octagonal_sign'],
};

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

/** The ways in which people say something: they type it, click a button or react. It keeps who did what. */
export class Presses {
  readonly gestures: Gesture[] = [];
  /** Pause emoji that were put on a message while the bot could not hear of it. */
  readonly unheard: UnheardPause[] = [];
  readonly #said = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {}

  /** Says a word in one of these ways. */
  async says(who: string, word: string, seen: Seen): Promise<void> {
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
    if (way < 0.8 && buttonsOf(seen.message).includes(word)) {
      if (word === 'approve') this.#gesture('approve', who, seen.plan);
      const at = this.world.clock.now();
      await this.#click(who, word, seen);
      if (word === 'withdraw') this.#gesture('withdraw', who, seen.plan, at);
      return;
    }
    if (word === 'withdraw') return;
    // A command approves what stands in the channel when it arrives.
    if (word === 'approve') this.#gesture('approve', who, 'typed');
    await this.types(
      who,
      `${word}${this.random.next() < 0.5 ? '' : ` ${this.random.next() < 0.5 ? 'cluster-x' : seen.run}`}`,
    );
  }

  async clicks(who: string, button: string, seen: Seen): Promise<void> {
    this.#note(who, button);
    await this.#click(who, button, seen);
  }

  async #click(who: string, button: string, { message }: Seen): Promise<void> {
    this.world.trace.note('people', `${who} clicks ${button}`);
    await this.world.slack.deeds.interact(channel, message.ts, who, { action: `pegasus_${button}` });
  }

  /** Puts an emoji on the message, anew where theirs still stands there. */
  async reactsAnew(who: string, word: string, seen: Seen): Promise<void> {
    const name = emoji[word]?.[0];
    if (name === undefined) return;
    const { trace, slack } = this.world;
    const isThere = this.#has(who, name, seen);
    if (isThere) {
      trace.note('people', `${who} takes :${name}: off`);
      await slack.deeds.react(channel, seen.message.ts, who, name, false);
    }
    this.#note(who, word);
    await this.#react(who, word, name, seen, isThere);
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

  async types(who: string, text: string): Promise<void> {
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
}
