import { basename } from 'node:path';
import { assertNever } from '../../lib/assert-never.js';
import type { Finding, Named, Place } from '../../store/files/audit/finding.js';

/** What is wrong, where, and with which entry, in one sentence or two. */
export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'unreadable':
      return `${at(finding.place)} ${finding.fault}: ${entryText(finding.entry)} was changed.`;
    case 'changed':
      return (
        `${at(finding.place)}: ${entryText(finding.entry)} was changed. It is whole in itself, but it is ` +
        'not what the trail went on from; entries before it may have been changed with it.'
      );
    case 'do-not-fit':
      return (
        `${at(finding.right.place)}: ${entryText(finding.right.entry)} was not written behind ` +
        `${entryText(finding.left.entry)} as it stands in ${at(finding.left.place)}. One of them was ` +
        'changed, or both.'
      );
    case 'removed':
      return (
        `${range(finding.from, finding.to)} missing ` +
        (finding.after === undefined
          ? `before ${at(finding.before)}, which is the first that is there.`
          : `between ${at(finding.after)} and ${at(finding.before)}.`)
      );
    case 'inserted':
      return (
        `${at(finding.place)}: ${entryText(finding.entry)} was put in, or moved here. It does not follow ` +
        `from what is before it${finding.goesOn === undefined ? '' : `; what does stands in ${at(finding.goesOn)}`}.`
      );
    case 'before-the-chain':
      return finding.expected === finding.found
        ? `Among the ${finding.found} entries from before the chain began, up to ${at(finding.place)}, ` +
            'something was changed since. Which one it was cannot be told.'
        : `The chain began behind ${finding.expected} entries, and ${finding.found} are there up to ` +
            `${at(finding.place)}: ` +
            `${finding.expected > finding.found ? 'some were taken out' : 'some were put in'}.`;
    case 'unanchored':
      return (
        `${at(finding.place)}: when ${entryText(finding.entry)} was written, the bot had not found its ` +
        'own note of where the trail ended (audit.head), or another one: entries before it may have been ' +
        'cut off.'
      );
    case 'cut-off': {
      const after = finding.after === undefined ? '' : ` after ${at(finding.after)}`;
      return (
        `The end was cut off: ${range(finding.from, finding.to)} missing${after}. ` +
        'The bot noted in audit.head that they were saved.'
      );
    }
    case 'no-anchor':
      return 'audit.head, the note of where the trail ends, is missing: whether its end was cut off cannot be told.';
    case 'bad-anchor':
      return (
        'audit.head, the note of where the trail ends, is not what was written: whether its end was cut ' +
        'off cannot be told.'
      );
    case 'other-anchor':
      return (
        `audit.head, the note of where the trail ends, knows another entry ${finding.seq} than the ` +
        'trail: one of them was replaced.'
      );
    case 'other-history':
      return (
        `No entry ends with the hash ${finding.expected}, which was noted elsewhere: entries up to there ` +
        'were written anew or removed because of their age, or that note is of another trail.'
      );
    default:
      return assertNever(finding);
  }
}

export const at = ({ file, line }: Place): string => `line ${line} of ${basename(file)}`;
const range = (from: number, to: number): string => (from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`);

function entryText({ seq, at: when, run, cluster, what }: Named): string {
  const number = seq === undefined ? 'an entry' : `entry ${seq}`;
  const about = [
    what,
    run === undefined ? (cluster === undefined ? undefined : `cluster ${cluster}`) : `run ${run}`,
    when === undefined ? undefined : timeText(when),
  ].filter((part) => part !== undefined);
  return about.length === 0 ? number : `${number} (${about.join(', ')})`;
}

/** `2026-01-02 03:04:05Z`; a number that is no time stays one. */
export function timeText(when: number): string {
  const date = new Date(when);
  return Number.isNaN(date.getTime()) ? String(when) : `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
