import type { Verdict } from '../../store/files/audit/finding.js';
import { realFiles } from '../../lib/files.js';
import { verifyTrail } from '../../store/files/audit/verify-trail.js';
import { plain, type Terminal } from '../terminal.js';
import { at, findingText } from './finding-text.js';
import { findPlace, type AskedPlace } from '../database-place.js';

/** Says whether the audit trail is what the bot wrote, whole and in order. Exit code 1 when it is not. */
export async function verifyAudit(
  asked: AskedPlace & { readonly json: boolean; readonly expect?: string | undefined },
  { terminal, env }: { readonly terminal: Terminal; readonly env: Readonly<NodeJS.ProcessEnv> },
): Promise<number> {
  const place = await findPlace(asked, env);
  if (!place.ok) {
    for (const line of place.failure) terminal.err(line);
    return 1;
  }
  const verdict = await verifyTrail(place.value, realFiles, asked.expect);
  if (verdict === undefined) {
    terminal.err(
      `There is no audit trail in ${place.value}: neither files in audit/ nor audit.head. Is it the right folder?`,
    );
    return 1;
  }
  if (asked.json) terminal.out(JSON.stringify(asJson(verdict)));
  else for (const line of inWords(verdict, asked.expect)) terminal.out(plain(line));
  return verdict.findings.length === 0 ? 0 : 1;
}

function asJson(verdict: Verdict): unknown {
  const findings = verdict.findings.map((finding) => ({ ...finding, says: findingText(finding) }));
  return { ok: findings.length === 0, ...verdict, findings };
}

function inWords(
  { entries, beforeTheChain, removedUpTo, files, head, unfinished, findings, wholeAgainFrom }: Verdict,
  expect: string | undefined,
): readonly string[] {
  const removed =
    removedUpTo === undefined
      ? ''
      : ` ${counted(removedUpTo, 'older entry was', 'older entries were')} removed because of age (store.retention).`;
  const read = `Read ${counted(entries, 'entry', 'entries')} in ${counted(files.length, 'file', 'files')}.${removed}`;
  const before =
    beforeTheChain === 0
      ? []
      : [
          `${counted(beforeTheChain, 'entry is', 'entries are')} from before the chain began: that ` +
            'nobody changed them can be told only from then on.',
        ];
  const torn =
    unfinished === undefined
      ? []
      : [
          `The last line (${unfinished.line}) is being written, or was not written to its end: nobody ` +
            'was told that it was saved.',
        ];
  if (findings.length > 0) {
    const since = wholeAgainFrom === undefined ? [] : [`What stands from ${at(wholeAgainFrom)} on belongs together.`];
    return [
      read,
      ...before,
      ...findings.map((finding) => `✗ ${findingText(finding)}`),
      ...since,
      'The audit trail is not what the bot wrote. docs/RUNBOOK.md, "The audit trail does not verify", says what to do.',
    ];
  }
  const end = `It ends with entry ${head.seq}, hash ${head.hash}.`;
  const met =
    expect === undefined ? [] : [`Up to the entry that ended with ${expect} it is what it was when that was noted.`];
  return [read, ...before, ...torn, end, ...met, 'The audit trail is whole.'];
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
