import type { TrailEntry } from '../../store/files/audit/entry.js';
import { readTrail } from '../../store/files/audit/trail-files.js';
import { realFiles } from '../../lib/files.js';
import { Layout } from '../../store/files/layout.js';
import { plain, type Terminal } from '../terminal.js';
import { timeText } from './finding-text.js';
import { findPlace, type AskedPlace } from '../database-place.js';

/**
 * Prints the entries of the audit trail, a line each, oldest first. Exit code 1 when a line cannot be read, or when
 * there is nothing of what was asked for.
 */
export async function showAudit(
  asked: AskedPlace & { readonly run: string | undefined; readonly cluster: string | undefined },
  { terminal, env }: { readonly terminal: Terminal; readonly env: Readonly<NodeJS.ProcessEnv> },
): Promise<number> {
  const place = await findPlace(asked, env);
  if (!place.ok) {
    for (const line of place.failure) terminal.err(line);
    return 1;
  }
  let lines = 0;
  let bad = 0;
  let shown = 0;
  for await (const item of readTrail(realFiles, new Layout(place.value))) {
    lines += 1;
    if ('fault' in item) {
      bad += 1;
      terminal.err(plain(`line ${item.line} of ${item.file} ${item.fault}`));
      continue;
    }
    const { entry } = item;
    if ((asked.run ?? entry.run) !== entry.run || (asked.cluster ?? entry.cluster) !== entry.cluster) continue;
    shown += 1;
    terminal.out(plain(entryLine(entry)));
  }
  if (lines === 0) terminal.err(`There is no entry in the audit trail of ${place.value}. Is it the right folder?`);
  else if (shown === 0 && bad < lines)
    terminal.err(
      plain(
        `There is no entry of ${wanted(asked)} among the ${lines - bad} in the audit trail of ` +
          `${place.value}. Is the name right?`,
      ),
    );
  return shown === 0 || bad > 0 ? 1 : 0;
}

const wanted = ({ run, cluster }: { readonly run: string | undefined; readonly cluster: string | undefined }): string =>
  [...(run === undefined ? [] : [`run ${run}`]), ...(cluster === undefined ? [] : [`cluster ${cluster}`])].join(
    ' and ',
  );

const doings = {
  intent: 'asked',
  act: 'does',
  outcome: 'came of it',
  command: 'runs',
  'command-result': 'came of it',
  event: 'happened',
  lock: 'locked',
  unlock: 'unlocked',
  bot: 'bot',
} as const satisfies Record<TrailEntry['what'], string>;

function entryLine({ at, cluster, run, what, by, detail, link }: TrailEntry): string {
  return [
    link === undefined ? '-' : String(link.seq),
    timeText(at),
    run ?? cluster ?? 'database',
    ...(by === undefined ? [] : [by]),
    `${doings[what]}:`,
    detailText(detail),
  ].join('  ');
}

/** `kind` first, as that says most; the rest as it was written. */
function detailText(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return detail === undefined ? '' : JSON.stringify(detail);
  const fields = Object.entries(detail).filter(([key]) => key !== 'kind' && key !== 'at');
  const kind: unknown = 'kind' in detail ? detail.kind : undefined;
  return [
    ...(typeof kind === 'string' ? [kind] : []),
    ...fields.map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  ].join(' ');
}
