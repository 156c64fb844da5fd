import { z } from 'zod';
import { either } from './elements.js';

/**
 * Block Kit's newer blocks for work that goes on. Slack writes down no lengths for plans; of a card's `details` and
 * `output` it takes exactly one element, of a plan 50 cards, each with an id of its own.
 */
const blockId = z.string().min(1).max(255).optional();
const oneText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: blockId,
  elements: z
    .array(
      z.looseObject({
        type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']),
      }),
    )
    .length(1),
});

export const taskCard = z.strictObject({
  type: z.literal('task_card'),
  block_id: blockId,
  task_id: z.string().min(1),
  title: z.string().min(1),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']).optional(),
  details: oneText.optional(),
  output: oneText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: z.string(), text: z.string() })).optional(),
});

export const plan = z
  .strictObject({
    type: z.literal('plan'),
    block_id: blockId,
    title: z.string().min(1),
    tasks: z.array(taskCard).max(50).optional(),
  })
  .refine(({ tasks = [] }) => new Set(tasks.map(({ task_id }) => task_id)).size === tasks.length, {
    error: 'a `task_id` stands twice',
  });

/** In modals only. */
export const alert = z.strictObject({
  type: z.literal('alert'),
  block_id: blockId,
  text: either(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});
