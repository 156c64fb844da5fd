/** What a person can say to a run with an emoji on its message. */
export const reactionKinds = ['approve', 'reject', 'pause', 'resume', 'abort'] as const;
export type ReactionKind = (typeof reactionKinds)[number];

/** For each meaning the names that carry it; the first is the one the bot seeds and names in its texts. */
export type ReactionNames = Readonly<Record<ReactionKind, readonly string[]>>;

/** How the bot is spoken to: the emoji, and the slash command with its slash. */
export interface Speech {
  readonly reactions: ReactionNames;
  readonly command: string;
  /** Ids of user groups by their handles, as far as they are known: only by its id a group can be called. */
  readonly groupIds?: ReadonlyMap<string, string>;
}

const defaultReactions: ReactionNames = {
  approve: ['white_check_mark', 'heavy_check_mark', '+1'],
  reject: ['x', 'no_entry_sign', '-1'],
  pause: ['double_vertical_bar', 'pause_button'],
  resume: ['arrow_forward', 'play_button'],
  abort: ['octagonal_sign', 'stop_sign'],
};

/** Slack's own second names for one and the same emoji. */
const sameEmoji: Readonly<Record<string, string>> = { thumbsup: '+1', thumbsdown: '-1' };

/** `thumbsup::skin-tone-3`, `:+1:` and `+1` are one emoji. */
function canonical(name: string): string {
  const bare = name.replace(/^:|:$/g, '').replace(/::skin-tone-\d$/, '');
  return sameEmoji[bare] ?? bare;
}

/** @throws when one emoji is given two meanings, or a meaning has no emoji: nobody could tell what was meant. */
export function reactionNames(configured: Partial<Record<ReactionKind, readonly string[]>> = {}): ReactionNames {
  const names = { ...defaultReactions, ...configured };
  const seen = new Map<string, ReactionKind>();
  for (const kind of reactionKinds) {
    if (names[kind].length === 0) throw new Error(`the reaction for ${kind} has no name`);
    for (const name of names[kind].map(canonical)) {
      const other = seen.get(name);
      if (other !== undefined && other !== kind) throw new Error(`the reaction :${name}: cannot mean both ${other} and ${kind}`);
      seen.set(name, kind);
    }
  }
  return names;
}

/** What an emoji means, or undefined: an unknown emoji means nothing. */
export function meaningOf(name: string, names: ReactionNames): ReactionKind | undefined {
  const emoji = canonical(name);
  return reactionKinds.find((kind) => names[kind].some((known) => canonical(known) === emoji));
}

/** The name the bot seeds, without colons or skin tone. */
export function seedName(kind: ReactionKind, names: ReactionNames): string {
  return canonical(names[kind][0] ?? defaultReactions[kind][0] ?? kind);
}
