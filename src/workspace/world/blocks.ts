import { z } from 'zod';

/**
 * Block Kit as far as bots use it, with the limits Slack documents. What Slack refuses is refused here
 * with the same words, so that a message that is too long fails on a desk and not at 3 a.m.
 */
const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const markdown = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most), verbatim: z.boolean().optional() });
const either = (most: number) => z.discriminatedUnion('type', [plain(most), markdown(most)]);

const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = z.strictObject({
  text: either(75),
  value: z.string().max(150),
  description: plain(75).optional(),
  url: z.string().max(3000).optional(),
});
const actionId = z.string().min(1).max(255).optional();

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: actionId,
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  placeholder: plain(150).optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  placeholder: plain(150).optional(),
  focus_on_load: z.boolean().optional(),
});
const image = z.strictObject({ type: z.literal('image'), image_url: z.string().max(3000), alt_text: z.string().max(2000) });
const interactive = z.discriminatedUnion('type', [button, staticSelect, overflow]);

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
      accessory: z.discriminatedUnion('type', [button, staticSelect, overflow, image]).optional(),
      expand: z.boolean().optional(),
    })
    .refine((section) => section.text !== undefined || section.fields !== undefined, { error: 'missing required field: text' }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z.array(z.discriminatedUnion('type', [plain(3000), markdown(3000), image])).min(1).max(10),
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
    element: z.discriminatedUnion('type', [textInput, staticSelect]),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id: blockId, text: z.string().min(1).max(12_000) }),
  z.strictObject({
    type: z.literal('rich_text'),
    block_id: blockId,
    elements: z.array(z.looseObject({ type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']) })),
  }),
]);

export type Block = z.infer<typeof blockSchema>;
export type InteractiveElement = z.infer<typeof interactive>;

interface Clickable {
  readonly block: Block;
  readonly element: InteractiveElement;
}

export type BlocksVerdict =
  | { readonly ok: true; readonly blocks: readonly Block[] }
  | { readonly ok: false; readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long'; readonly errors: readonly string[] };

/** Characters in all text objects of a message; beyond about this many Slack answers `msg_blocks_too_long`. */
const mostCharacters = 13_000;

/**
 * @param most blocks allowed: 50 in a message, 100 in a view.
 * @param nameBlock gives a block without `block_id` its name, as Slack does.
 */
export function parseBlocks(value: unknown, most: number, nameBlock: () => string): BlocksVerdict {
  if (!Array.isArray(value)) return { ok: false, error: 'invalid_blocks_format', errors: [] };
  const parsed = z.array(blockSchema).max(most).safeParse(value);
  if (!parsed.success) return { ok: false, error: 'invalid_blocks', errors: parsed.error.issues.map(inSlacksWords) };
  const doubles = repeatedNames(parsed.data);
  if (doubles.length > 0) return { ok: false, error: 'invalid_blocks', errors: doubles };
  if (characters(parsed.data) > mostCharacters) return { ok: false, error: 'msg_blocks_too_long', errors: [] };
  // Freshly parsed, so nobody else's.
  for (const block of parsed.data) block.block_id ??= nameBlock();
  return { ok: true, blocks: parsed.data };
}

/** Every element of a message that a person can click, with the block it stands in. */
export function interactiveElements(blocks: readonly Block[]): Clickable[] {
  return blocks.flatMap((block): Clickable[] => {
    if (block.type === 'actions') return block.elements.map((element) => ({ block, element }));
    if (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image') return [{ block, element: block.accessory }];
    return [];
  });
}

function repeatedNames(blocks: readonly Block[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    if (block.block_id !== undefined) {
      if (seen.has(block.block_id)) faults.push(`\`block_id\` '${block.block_id}' already exists [json-pointer:/blocks/${index}/block_id]`);
      seen.add(block.block_id);
    }
    if (block.type !== 'actions') return;
    const actions = new Set<string>();
    block.elements.forEach((element, at) => {
      if (element.action_id === undefined) return;
      if (actions.has(element.action_id)) {
        faults.push(`\`action_id\` '${element.action_id}' already exists for another action [json-pointer:/blocks/${index}/elements/${at}/action_id]`);
      }
      actions.add(element.action_id);
    });
  });
  return faults;
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + characters(inner), 0);
  if (value === null || typeof value !== 'object') return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : characters(inner)), 0);
}

function inSlacksWords(issue: z.core.$ZodIssue): string {
  const at = (path: readonly PropertyKey[]): string => ` [json-pointer:/blocks${path.map((step) => `/${String(step)}`).join('')}]`;
  switch (issue.code) {
    case 'too_big':
      return (issue.origin === 'string' ? `must be less than ${Number(issue.maximum) + 1} characters` : `no more than ${issue.maximum} items allowed`) + at(issue.path);
    case 'too_small':
      return (issue.origin === 'string' ? `must be more than ${Number(issue.minimum) - 1} characters` : `must provide at least ${issue.minimum} items`) + at(issue.path);
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}${at(issue.path)}`;
    case 'invalid_union':
      return issue.path.at(-1) === 'type' ? `unsupported type${at(issue.path)}` : `failed to match all allowed schemas${at(issue.path)}`;
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `missing required field: ${String(issue.path.at(-1))}${at(issue.path.slice(0, -1))}`
        : `must be a ${issue.expected}${at(issue.path)}`;
    default:
      return issue.message + at(issue.path);
  }
}
