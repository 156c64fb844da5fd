import type { Content } from '../../../src/slack/render/parts.js';
import { parseBlocks } from '../../../demo/workspace/world/blocks.js';

/** Everything in a message that Slack would refuse, by its documented limits and those that were met. */
export function faultsOf({ text, blocks }: Content): readonly string[] {
  const parsed = parseBlocks(structuredClone(blocks), 'message', () => 'named');
  const bytes = Buffer.byteLength(JSON.stringify(blocks));
  return [
    ...(parsed.ok ? [] : [`${parsed.error}: ${parsed.errors.join('; ')}`]),
    ...(text.length > 4_000 ? [`text of ${text.length} characters`] : []),
    ...(text.trim() === '' ? ['no text'] : []),
    ...(bytes > 13_000 ? [`${bytes} bytes of blocks`] : []),
    ...halves(text),
    ...halves(JSON.stringify(blocks)),
  ];
}

/** Half a character is what is left of an emoji that was cut through; Slack shows garbage for it. */
const halves = (text: string): readonly string[] => (/\p{Cs}/u.test(text) ? ['half a character'] : []);
