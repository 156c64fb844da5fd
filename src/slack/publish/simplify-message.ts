import type { types } from '@slack/bolt';
import { cut } from '../text.js';

export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
  readonly metadata?: unknown;
}

/** The same message with less in it, for a Slack that does not take all of it. Its buttons stay. */
export function simplifyMessage<Shape extends SlackMessage>(
  message: Shape,
  less: { readonly plain: boolean; readonly withoutMetadata: boolean },
): Shape {
  const text = less.plain ? cut(message.text, 2_500) : message.text;
  const blocks: readonly types.KnownBlock[] = less.plain
    ? [{ type: 'section', text: { type: 'mrkdwn', text } }, ...message.blocks.filter(({ type }) => type === 'actions')]
    : message.blocks;
  return { ...message, text, blocks, ...(less.withoutMetadata ? { metadata: undefined } : {}) };
}
