import { quoted } from '../../src/slack/text.js';

/** Terms that Chinese operators read in English, as the documentation of Pegasus has them. */
const terms = [
  'replica server',
  'meta server',
  'meta leader',
  'meta level',
  'assign delay',
  'Bulk Load',
  'Partition Split',
  'unstable restart',
  'shell',
];

/** What stands in a Chinese sentence and need not be Chinese: code, what people wrote, names, addresses, commands. */
const foreign = [
  /```[\s\S]*?```/g,
  /`[^`\n]*`/g,
  /“[^“”]*”/g,
  /"[^"\n]*"/g,
  /<[^<>\n]*>/g,
  /:[a-z0-9_+-]+:/g,
  /https?:\/\/\S+/g,
  /(?:remote_command|updateConfig|GET http|\/pegasus|--)[ -~]*/g,
  /\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC/g,
];

const threeWords = /(?<![\w./-])[A-Za-z][A-Za-z'’]*(?:,? [A-Za-z][A-Za-z'’]*(?![\w-])){2,}/g;

/** Every text in what is told: reasons of people, what a cluster or a program printed. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split('\n').filter((line) => line.includes(' '));
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * English sentences that are left in a Chinese text: three or more English words in a row.
 * @param told what it tells of: the texts in it are somebody else's, and stay as they are
 */
export function englishLeft(text: string, told?: unknown): readonly string[] {
  const theirs = textsIn(told)
    .map(quoted)
    .sort((left, right) => right.length - left.length);
  const own = [...theirs, ...foreign, ...terms].reduce<string>((kept, each) => kept.replaceAll(each, ' ¦ '), text);
  return [...own.matchAll(threeWords)].map(([found]) => found);
}
