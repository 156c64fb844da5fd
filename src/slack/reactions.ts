import {
  canonicalEmoji,
  clashes,
  reactionKinds,
  withDefaults,
  type ReactionKind,
  type ReactionNames,
} from '../lib/emoji.js';

export { reactionKinds, type ReactionKind };

/** How the bot is spoken to: the emoji, and the slash command with its slash. */
export interface Speech {
  readonly reactions: ReactionNames;
  readonly command: string;
  /** Ids of user groups by their handles, as far as they are known: only by its id a group can be called. */
  readonly groupIds?: ReadonlyMap<string, string>;
}

/**
 * @throws when one emoji is given two meanings, or a meaning has no emoji. The configuration has been checked for both.
 */
export function reactionNames(configured: Partial<ReactionNames> = {}): ReactionNames {
  const names = withDefaults(configured);
  const silent = reactionKinds.find((kind) => names[kind].length === 0);
  if (silent !== undefined) throw new Error(`the reaction for ${silent} has no name`);
  const [clash] = clashes(names);
  if (clash !== undefined)
    throw new Error(`the reaction :${clash.emoji}: cannot mean both ${clash.kinds.join(' and ')}`);
  return names;
}

/** What an emoji means, or undefined: an unknown emoji means nothing. */
export function meaningOf(name: string, names: ReactionNames): ReactionKind | undefined {
  const emoji = canonicalEmoji(name);
  return reactionKinds.find((kind) => names[kind].some((known) => canonicalEmoji(known) === emoji));
}

/** The name the bot seeds, without colons or skin tone. */
export function seedName(kind: ReactionKind, names: ReactionNames): string {
  return canonicalEmoji(names[kind][0] ?? kind);
}
