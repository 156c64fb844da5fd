import type { types } from '@slack/bolt';
import { cut } from '../text.js';

/** A paragraph of a message. Texts are mrkdwn whose foreign words have been through `quoted`. */
export type Part =
  | { readonly kind: 'header'; readonly text: string }
  | { readonly kind: 'section'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'context'; readonly text: string };

const limits = { header: 150, section: 3000, fieldLabelAndValue: 2000, fields: 10, context: 2000, text: 3900 } as const;

/** Everything Slack shows of a message. `text` says in words what `blocks` show. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
}

export function content(parts: readonly Part[], actions: readonly types.KnownBlock[] = []): Content {
  return { text: cut(parts.map(asWords).join('\n'), limits.text), blocks: [...parts.map(asBlock), ...actions] };
}

function asBlock(part: Part): types.KnownBlock {
  switch (part.kind) {
    case 'header':
      return { type: 'header', text: { type: 'plain_text', text: cut(unquoted(part.text), limits.header), emoji: true } };
    case 'section':
      return { type: 'section', text: { type: 'mrkdwn', text: cut(filled(part.text), limits.section) } };
    case 'fields':
      return {
        type: 'section',
        fields: part.fields.slice(0, limits.fields).map(([label, value]) => ({ type: 'mrkdwn', text: cut(`*${label}*\n${filled(value)}`, limits.fieldLabelAndValue) })),
      };
    case 'code':
      return { type: 'section', text: { type: 'mrkdwn', text: `\`\`\`${cut(part.lines.join('\n'), limits.section - 6)}\`\`\`` } };
    case 'context':
      return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(filled(part.text), limits.context) }] };
  }
}

/** Slack refuses a block whose text is empty. */
const filled = (text: string): string => (text.trim() === '' ? '–' : text);

/** Plain text shows no entities of mrkdwn, so a header has none. */
const unquoted = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

function asWords(part: Part): string {
  switch (part.kind) {
    case 'header':
    case 'section':
    case 'context':
      return inWords(part.text);
    case 'fields':
      return part.fields.map(([label, value]) => `${label}: ${inWords(value)}`).join('\n');
    case 'code':
      return part.lines.join('\n');
  }
}

/** Without the stars of bold text, and with dates spelt out: notifications and screen readers show neither. */
const inWords = (mrkdwn: string): string => mrkdwn.replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1').replace(/(^|[\s(])\*([^*\n]+)\*/g, '$1$2');
