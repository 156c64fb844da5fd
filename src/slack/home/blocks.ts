import type { types } from '@slack/bolt';
import { cut } from '../text.js';
import { apart } from '../marks.js';

export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });
export const header = (text: string): types.HeaderBlock => ({ type: 'header', text: plain(text) });
export const section = (text: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: cut(apart(text), 3_000) },
});
export const note = (text: string): types.ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: cut(apart(text), 2_000) }],
});
