import names from 'emojibase-data/en/shortcodes/iamcal.json' with { type: 'json' };

/** Slack's names of emoji, and the characters that they stand for. */
const byName = new Map<string, string>(
  Object.entries(names).flatMap(([code, named]) => [named].flat().map((name) => [name, character(code)] as const)),
);

/** `1F1E9-1F1EA` as text, drawn as a picture where it could be a letter too. */
function character(code: string): string {
  const points = code.split('-').map((point) => Number.parseInt(point, 16));
  const variant = points.length === 1 ? [0xfe0f] : [];
  return String.fromCodePoint(...points, ...variant);
}

/** Without its colons, perhaps with a skin tone; undefined where Slack knows no such emoji and shows its name. */
export const emojiCalled = (name: string): string | undefined => byName.get(name.split('::')[0] ?? name);

/** In plain text, where names of emoji are allowed. */
export const withEmoji = (text: string): string =>
  text.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiCalled(name) ?? whole);
