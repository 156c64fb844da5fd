/** What a person can say to a run with an emoji on its message. */
export const reactionKinds = ['approve', 'reject', 'pause', 'resume', 'abort'] as const;
export type ReactionKind = (typeof reactionKinds)[number];

/** For each meaning the names that carry it; the first is the one the bot seeds and names in its texts. */
export type ReactionNames = Readonly<Record<ReactionKind, readonly string[]>>;

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
export function canonicalEmoji(name: string): string {
  const bare = name.replace(/^:|:$/g, '').replace(/::skin-tone-\d$/, '');
  return sameEmoji[bare] ?? bare;
}

/** The names of every meaning: what is configured for one takes the place of its own. */
export const withDefaults = (configured: Partial<ReactionNames>): ReactionNames => ({
  ...defaultReactions,
  ...configured,
});

export interface EmojiClash {
  readonly emoji: string;
  readonly kinds: readonly [ReactionKind, ReactionKind];
}

/** Emoji that carry two meanings: nobody could tell what was meant. */
export function clashes(names: ReactionNames): readonly EmojiClash[] {
  const first = new Map<string, ReactionKind>();
  return reactionKinds.flatMap((kind) =>
    [...new Set(names[kind].map(canonicalEmoji))].flatMap((emoji) => {
      const other = first.get(emoji);
      if (other === undefined) first.set(emoji, kind);
      return other === undefined ? [] : [{ emoji, kinds: [other, kind] as const }];
    }),
  );
}
