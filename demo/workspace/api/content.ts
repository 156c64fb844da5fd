import { z } from 'zod';
import { SlackFailure } from '../failure.js';
import { parseBlocks, type Block, type BlockRoom } from '../world/blocks.js';
import type { Metadata } from '../world/message.js';
import type { Names } from '../world/names.js';
import type { Arguments } from './arguments.js';

/** chat.postMessage cuts a longer text off. */
const longestPost = 40_000;

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/** @throws SlackFailure `invalid_blocks` with the places at fault, `invalid_blocks_format`, `msg_blocks_too_long`. */
export function blocksOf(given: Arguments, names: Names): readonly Block[] | undefined {
  const value = given.json('blocks', 'invalid_blocks_format');
  return value === undefined ? undefined : checkedBlocks(value, names, 'message');
}

export function checkedBlocks(value: unknown, names: Names, room: BlockRoom): readonly Block[] {
  const verdict = parseBlocks(value, room, () => names.blockId());
  if (verdict.ok) return verdict.blocks;
  throw new SlackFailure(verdict.error, {
    ...(verdict.errors.length > 0 && {
      errors: verdict.errors,
      response_metadata: { messages: verdict.errors.map((error) => `[ERROR] ${error}`) },
    }),
  });
}

/**
 * `null` asks for the metadata to be taken away. @throws SlackFailure `invalid_metadata_format`,
 * `invalid_metadata_schema`.
 */
export function metadataOf(given: Arguments): Metadata | null | undefined {
  const value = given.json('metadata', 'invalid_metadata_format');
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return null;
  const parsed = metadataSchema.safeParse(value);
  if (!parsed.success) throw new SlackFailure('invalid_metadata_schema');
  return parsed.data;
}

export function shortened(text: string): string {
  return text.length > longestPost ? text.slice(0, longestPost) : text;
}
