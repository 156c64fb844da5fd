import type { types } from '@slack/bolt';
import { cut } from '../text.js';
import { planBlock, taskLines, type Task } from './tasks.js';
import { inLanguage } from '../language.js';
import { apart } from '../marks.js';

/**
 * Which blocks a workspace takes: with Block Kit's newer `plan` and `task_card`, or sections only.
 * Both say the same. Its `alert` is in neither: Slack takes it in modals only, with at most 200 characters.
 */
export type Dialect = 'progress' | 'sections';

/** A paragraph of a message. Texts are mrkdwn whose foreign words have been through `quoted`. */
export type Part =
  | { readonly kind: 'header'; readonly text: string }
  | { readonly kind: 'section'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'context'; readonly text: string }
  /** What must not be overlooked. */
  | { readonly kind: 'alert'; readonly level: 'warning' | 'error'; readonly text: string }
  /** What is done one after the other, and how far it is. */
  | { readonly kind: 'tasks'; readonly title: string; readonly tasks: readonly Task[] }
  | { readonly kind: 'actions'; readonly block: types.ActionsBlock };

const limits = { header: 150, section: 3000, fieldLabelAndValue: 2000, fields: 10, context: 2000, text: 3900 } as const;

/**
 * Slack refuses about 13,000 characters of blocks (`msg_blocks_too_long`), and others have met the limit at less
 * with texts outside of ASCII: counted in bytes of everything that is sent, this stays below all of them.
 */
const mostBytes = 10_500;
const shortest = 80;

/** Everything Slack shows of a message. `text` says in words what `blocks` show. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
}

export function content(parts: readonly Part[], dialect: Dialect = 'sections'): Content {
  const fitting = fit(parts, dialect);
  const words = parts.flatMap((part) => (part.kind === 'actions' ? [] : [asWords(part)]));
  return { text: cut(filled(words.join('\n')), limits.text), blocks: fitting.map((part) => asBlock(part, dialect)) };
}

/** Shortens the longest paragraph again and again until all of them fit into a message. */
function fit(parts: readonly Part[], dialect: Dialect): readonly Part[] {
  let fitting = parts;
  while (bytes(fitting, dialect) > mostBytes) {
    const longest = fitting.reduce(
      (found, part, place) => (lengthOf(part) > lengthOf(fitting[found]) ? place : found),
      0,
    );
    if (lengthOf(fitting[longest]) <= shortest) break;
    const tried = fitting.map((part, place) => (place === longest ? shortened(part) : part));
    // What gets no shorter is sent as it is: Slack may refuse it, but nothing waits for ever.
    if (bytes(tried, dialect) >= bytes(fitting, dialect) && lengthOf(tried[longest]) >= lengthOf(fitting[longest]))
      break;
    fitting = tried;
  }
  return fitting;
}

const bytes = (parts: readonly Part[], dialect: Dialect): number =>
  Buffer.byteLength(JSON.stringify(parts.map((part) => asBlock(part, dialect))));

function lengthOf(part: Part | undefined): number {
  switch (part?.kind) {
    case 'section':
    case 'context':
    case 'alert':
      return Buffer.byteLength(part.text);
    case 'code':
      return Buffer.byteLength(part.lines.join('\n'));
    case 'fields':
      return Math.max(...part.fields.map(([, value]) => Buffer.byteLength(value)));
    default:
      return 0;
  }
}

function shortened(part: Part): Part {
  switch (part.kind) {
    case 'section':
    case 'context':
    case 'alert':
      return { ...part, text: shorter(part.text) };
    case 'code':
      return part.lines.length > 1
        ? { ...part, lines: part.lines.slice(Math.ceil(part.lines.length / 4)) }
        : { ...part, lines: part.lines.map(shorter) };
    case 'fields': {
      const most = lengthOf(part);
      return {
        ...part,
        fields: part.fields.map(([label, value]) => [
          label,
          Buffer.byteLength(value) === most ? shorter(value) : value,
        ]),
      };
    }
    default:
      return part;
  }
}

/** Whole lines go first: half a line says less than none. The mark of an earlier cut is no line. */
function shorter(text: string): string {
  const lines = text.replace(/\n…$/, '').split('\n');
  return lines.length > 3
    ? `${lines.slice(0, Math.floor(lines.length * 0.75)).join('\n')}\n…`
    : cut(text, Math.floor(text.length * 0.7));
}

function asBlock(part: Part, dialect: Dialect): types.KnownBlock {
  switch (part.kind) {
    case 'header':
      return {
        type: 'header',
        text: { type: 'plain_text', text: cut(unquoted(part.text), limits.header), emoji: true },
      };
    case 'section':
      return section(apart(part.text));
    case 'fields':
      return {
        type: 'section',
        fields: part.fields.slice(0, limits.fields).map(([label, value]) => ({
          type: 'mrkdwn',
          text: cut(`*${label}*\n${filled(apart(value))}`, limits.fieldLabelAndValue),
        })),
      };
    case 'code':
      return section(`\`\`\`${cut(part.lines.join('\n'), limits.section - 6)}\`\`\``);
    case 'context':
      return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(filled(apart(part.text)), limits.context) }] };
    case 'alert':
      return section(apart(`${alertSign[part.level]} ${part.text}`));
    case 'tasks':
      return dialect === 'progress'
        ? planBlock(part.title, part.tasks)
        : section(apart(taskLines(part.tasks).join('\n')));
    case 'actions':
      return part.block;
  }
}

const section = (text: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: cut(filled(text), limits.section) },
});

const alertSign = { warning: ':warning:', error: ':rotating_light:' } as const;

/** Slack refuses a block whose text is empty. */
const filled = (text: string): string => (text.trim() === '' ? '–' : text);

/** Plain text shows no entities of mrkdwn, so a header has none. */
const unquoted = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

function asWords(part: Exclude<Part, { kind: 'actions' }>): string {
  switch (part.kind) {
    case 'header':
    case 'section':
    case 'context':
      return inWords(part.text);
    case 'alert':
      return inWords(`${alertSign[part.level]} ${part.text}`);
    case 'fields':
      return part.fields
        .map(([label, value]) => `${label}${inLanguage({ en: ': ', zh: '：' })}${inWords(value)}`)
        .join('\n');
    case 'code':
      return part.lines.join('\n');
    case 'tasks':
      return taskLines(part.tasks).map(inWords).join('\n');
  }
}

/** Without the stars of bold text, and with dates spelt out: notifications and screen readers show neither. */
const inWords = (mrkdwn: string): string =>
  mrkdwn
    .replace(/<!date\^[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/(^|[\s(\p{Script=Han}\u3000-\u303f\uff00-\uffef])\*([^*\n]+)\*/gu, '$1$2');
