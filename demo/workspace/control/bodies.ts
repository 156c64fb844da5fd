import { z } from 'zod';

const name = z.string().min(1);
export const commandBody = z.strictObject({ channel: name, user: name, command: name, text: z.string().default('') });
export const messageBody = z.strictObject({
  channel: name,
  user: name,
  text: z.string(),
  thread_ts: z.string().optional(),
});
export const reactionBody = z.strictObject({
  channel: name,
  ts: name,
  user: name,
  name,
  present: z.boolean().default(true),
});
export const interactBody = z.strictObject({
  channel: name,
  messageTs: name,
  user: name,
  action: name,
  value: z.string().optional(),
  block_id: z.string().optional(),
  option: z.string().optional(),
});
const several = z.union([z.string(), z.array(z.string())]);
const values = z.record(z.string(), z.record(z.string(), several)).default({});
export const submitBody = z.strictObject({ view: name, user: name, values });
export const actBody = z.strictObject({
  view: name,
  user: name,
  action: name,
  value: z.string().optional(),
  block_id: z.string().optional(),
  option: several.optional(),
  text: z.string().optional(),
  values,
});
export const closeBody = z.strictObject({ view: name, user: name });
export const homeBody = z.strictObject({ user: name });
export const shortcutBody = z.strictObject({
  user: name,
  callback_id: name,
  channel: name.optional(),
  messageTs: name.optional(),
});
export const againBody = z.strictObject({ name, back: z.int().min(0).default(0) });
export const memberBody = z.strictObject({ channel: name, user: name, present: z.boolean() });
export const groupBody = z.strictObject({ group: name, user: name, present: z.boolean() });
export const channelBody = z.strictObject({ channel: name, archived: z.boolean() });
export const userBody = z.strictObject({
  user: name,
  deleted: z.boolean().optional(),
  kind: z.enum(['member', 'guest', 'stranger']).optional(),
  enterprise_id: name.optional(),
  goes_by: z.enum(['workspace', 'enterprise']).optional(),
});
