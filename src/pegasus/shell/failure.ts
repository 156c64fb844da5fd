import { createMasker } from '../../lib/mask.js';
import type { Result } from '../../lib/result.js';
import type { AdminFailure, NotUnderstood } from '../../roll/observation.js';
import { withoutColour } from './parse/lines.js';

/** What a parser makes of lines: the value, or why they are not one. */
export type Read<Value> = Result<Value, AdminFailure>;

/** Raw lines go into a Slack message and the audit trail: enough to see what was printed, and no more. */
const maxRawLines = 40;
const maxRawWidth = 400;
const maxMessage = 1_000;
/** Looked through for secrets: more than is shown, so that none is shown in part. */
const lookedThrough = 4_000;

/** What a cluster prints is kept and shown to a whole channel. */
const masked = createMasker([]);

export function failed(
  kind: AdminFailure['kind'],
  message: string,
  raw: readonly string[] = [],
): { readonly ok: false; readonly failure: AdminFailure } {
  return {
    ok: false,
    failure: { kind, message: cut(masked(message.slice(0, lookedThrough)), maxMessage), raw: forPeople(raw) },
  };
}

/** An answer came that is not what `command` prints. */
export function notUnderstood(
  command: string,
  why: string,
  raw: readonly string[],
): { readonly ok: false; readonly failure: AdminFailure } {
  return failed('not-understood', `The answer to \`${command}\` is not understood: ${why}.`, raw);
}

/** The same for what only some steps need: the rest of the reading stands. */
export function notRead(message: string): NotUnderstood {
  return { kind: 'not-understood', message: cut(masked(withoutColour(message).slice(0, lookedThrough)), maxRawWidth) };
}

/** The failure in one sentence with the first line of what was said, for where the rest of the reading stands. */
export const inOneSentence = ({ message, raw: [said] }: AdminFailure): string =>
  said === undefined ? message : `${message.replace(/\.$/, '')}: ${said}`;

/**
 * The failure of what was asked after proposals went out: who says nothing then may have taken some of them, and that
 * is not the same as not to be there.
 */
export function outcomeUnknown({ failure }: { readonly failure: AdminFailure }): {
  readonly ok: false;
  readonly failure: AdminFailure;
} {
  return failure.kind === 'unreachable'
    ? failed('timeout', `${failure.message} What was sent may have been taken.`, failure.raw)
    : { ok: false, failure };
}

function forPeople(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const shown =
    lines.length <= maxRawLines
      ? lines
      : [
          ...lines.slice(0, maxRawLines / 2),
          `… ${lines.length - maxRawLines} lines left out …`,
          ...lines.slice(-maxRawLines / 2),
        ];
  return masked(shown.map((line) => withoutColour(line).slice(0, lookedThrough)).join('\n'))
    .split('\n')
    .map((line) => cut(line, maxRawWidth));
}

const cut = (text: string, limit: number): string => (text.length <= limit ? text : `${text.slice(0, limit)}…`);
