import { z } from 'zod';
import {
  button,
  checkboxes,
  either,
  fillable,
  image,
  interactive,
  markdown,
  multiSelect,
  overflow,
  plain,
  radioButtons,
  staticSelect,
} from './elements.js';
import { alert, plan, taskCard } from './progress-blocks.js';

/**
 * Block Kit as far as bots use it, with the limits Slack documents. What Slack refuses is refused here
 * with the same words, so that a message that is too long fails on a desk and not at 3 a.m.
 */
const blockId = z.string().min(1).max(255).optional();
const blockSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plain(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z
    .strictObject({
      type: z.literal('section'),
      block_id: blockId,
      text: either(3000).optional(),
      fields: z.array(either(2000)).min(1).max(10).optional(),
      accessory: z
        .discriminatedUnion('type', [button, staticSelect, multiSelect, overflow, checkboxes, radioButtons, image])
        .optional(),
      expand: z.boolean().optional(),
    })
    .refine((section) => section.text !== undefined || section.fields !== undefined, {
      error: 'missing required field: text',
    }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z
      .array(z.discriminatedUnion('type', [plain(3000), markdown(3000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id: blockId, elements: z.array(interactive).min(1).max(25) }),
  z.strictObject({
    type: z.literal('image'),
    block_id: blockId,
    image_url: z.string().max(3000),
    alt_text: z.string().max(2000),
    title: plain(2000).optional(),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plain(2000),
    element: fillable,
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id: blockId, text: z.string().min(1).max(12_000) }),
  z.strictObject({
    type: z.literal('rich_text'),
    block_id: blockId,
    elements: z.array(
      z.looseObject({
        type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']),
      }),
    ),
  }),
  alert,
  plan,
  taskCard,
]);

export type Block = z.infer<typeof blockSchema>;
export type InteractiveElement = z.infer<typeof interactive>;

interface Clickable {
  readonly block: Block;
  readonly element: InteractiveElement;
}

export type BlocksVerdict =
  | { readonly ok: true; readonly blocks: readonly Block[] }
  | {
      readonly ok: false;
      readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long';
      readonly errors: readonly string[];
    };

/** Where blocks stand, and how many may. */
const rooms = { message: 50, modal: 100, home: 100 } as const;
export type BlockRoom = keyof typeof rooms;
/** Characters in all text objects of a message; beyond about this many Slack answers `msg_blocks_too_long`. */
const mostCharacters = 13_000;

/**
 * @param nameBlock gives a block without `block_id` its name, as Slack does.
 */
export function parseBlocks(value: unknown, room: BlockRoom, nameBlock: () => string): BlocksVerdict {
  if (!Array.isArray(value)) return { ok: false, error: 'invalid_blocks_format', errors: [] };
  const parsed = z.array(blockSchema).max(rooms[room]).safeParse(value);
  if (!parsed.success) return { ok: false, error: 'invalid_blocks', errors: parsed.error.issues.map(inSlacksWords) };
  const misplaced = outOfPlace(parsed.data, room);
  if (misplaced.length > 0) return { ok: false, error: 'invalid_blocks', errors: misplaced };
  const doubles = repeatedNames(parsed.data);
  if (doubles.length > 0) return { ok: false, error: 'invalid_blocks', errors: doubles };
  if (room === 'message' && characters(parsed.data) > mostCharacters)
    return { ok: false, error: 'msg_blocks_too_long', errors: [] };
  // Freshly parsed, so nobody else's.
  for (const block of parsed.data) block.block_id ??= nameBlock();
  return { ok: true, blocks: parsed.data };
}

/** Every element of a message that a person can click, with the block it stands in. */
export function interactiveElements(blocks: readonly Block[]): Clickable[] {
  return blocks.flatMap((block): Clickable[] => {
    if (block.type === 'actions') return block.elements.map((element) => ({ block, element }));
    if (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image')
      return [{ block, element: block.accessory }];
    return [];
  });
}

/** Blocks that Slack knows, but does not take in this room. */
function outOfPlace(blocks: readonly Block[], room: BlockRoom): string[] {
  return room === 'modal'
    ? []
    : blocks.flatMap(({ type }, index) =>
        type === 'alert' ? [`unsupported type: alert [json-pointer:/blocks/${index}/type]`] : [],
      );
}

function repeatedNames(blocks: readonly Block[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    if (block.block_id !== undefined) {
      if (seen.has(block.block_id))
        faults.push(`\`block_id\` '${block.block_id}' already exists [json-pointer:/blocks/${index}/block_id]`);
      seen.add(block.block_id);
    }
    if (block.type !== 'actions') return;
    const actions = new Set<string>();
    block.elements.forEach((element, at) => {
      if (element.action_id === undefined) return;
      if (actions.has(element.action_id)) {
        faults.push(
          `\`action_id\` '${element.action_id}' already exists for another action [json-pointer:/blocks/${index}/elements/${at}/action_id]`,
        );
      }
      actions.add(element.action_id);
    });
  });
  return faults;
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + characters(inner), 0);
  if (value === null || typeof value !== 'object') return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + ((key === 'text' || key === 'title') && typeof inner === 'string' ? inner.length : characters(inner)),
    0,
  );
}

function inSlacksWords(issue: z.core.$ZodIssue): string {
  const at = (path: readonly PropertyKey[]): string =>
    ` [json-pointer:/blocks${path.map((step) => `/${String(step)}`).join('')}]`;
  switch (issue.code) {
    case 'too_big':
      return (
        (issue.origin === 'string'
          ? `must be less than ${Number(issue.maximum) + 1} characters`
          : `no more than ${issue.maximum} items allowed`) + at(issue.path)
      );
    case 'too_small':
      return (
        (issue.origin === 'string'
          ? `must be more than ${Number(issue.minimum) - 1} characters`
          : `must provide at least ${issue.minimum} items`) + at(issue.path)
      );
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}${at(issue.path)}`;
    case 'invalid_union':
      return issue.path.at(-1) === 'type'
        ? `unsupported type${at(issue.path)}`
        : `failed to match all allowed schemas${at(issue.path)}`;
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `missing required field: ${String(issue.path.at(-1))}${at(issue.path.slice(0, -1))}`
        : `must be a ${issue.expected}${at(issue.path)}`;
    default:
      return issue.message + at(issue.path);
  }
}
