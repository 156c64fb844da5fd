import { formatDuration } from '../../lib/duration.js';
import type { Run } from '../../roll/run.js';
import { inLanguage } from '../language.js';
import { count, quoted } from '../text.js';
import { spentWords } from './figures.js';
import type { Event } from './said.js';
import { server } from './words.js';

/** That another meta leads, and whether the run has made it so. */
export function leaderChange(run: Run, event: Event<'leader-changed'>): string {
  const [from, to] = [`\`${quoted(event.from)}\``, `\`${quoted(event.to)}\``];
  return restartedByRun(run, event)
    ? inLanguage({
        en: `The meta leader ${from} was restarted by this run, as planned, and ${to} leads now.`,
        zh: `meta leader ${from} 由本任务按计划重启，现在的 leader 是 ${to}。`,
      })
    : inLanguage({
        en: `:warning: The meta leader changed from ${from} to ${to}.`,
        zh: `:warning: meta leader 从 ${from} 变成了 ${to}。`,
      });
}

/** Whether a leader has gone because the run was restarting it just then. */
function restartedByRun(run: Run, { from, seq }: Event<'leader-changed'>): boolean {
  const last = run.log.findLast(
    (other) => other.seq < seq && (other.kind === 'process-stopping' || other.kind === 'target-done'),
  );
  return last?.kind === 'process-stopping' && last.role === 'meta' && last.address === from;
}

/** What a server leads and holds when it begins, as a clause; empty where that is not known. */
export function load(event: Pick<Event<'target-started'>, 'primaries' | 'secondaries'>): string {
  if (event.primaries === undefined && event.secondaries === undefined) return '';
  return inLanguage({
    en:
      `, ${count(event.primaries ?? 0, 'primary', 'primaries')} and ` +
      count(event.secondaries ?? 0, 'secondary', 'secondaries'),
    zh: `，${event.primaries ?? 0} 个 primary，${event.secondaries ?? 0} 个 secondary`,
  });
}

/** How long it took, what it had to give away, and which steps took the time. */
export function targetDone(run: Run, event: Event<'target-done'>): string {
  const begun = run.log.findLast(
    (other): other is Event<'target-started'> =>
      other.kind === 'target-started' &&
      other.address === event.address &&
      other.role === event.role &&
      other.seq < event.seq,
  );
  const nth = begun === undefined ? '' : `*${begun.nth}/${begun.of}* `;
  const moved =
    begun === undefined ||
    run.plan.options.mode !== 'ha' ||
    (begun.primaries === undefined && begun.secondaries === undefined)
      ? ''
      : inLanguage({
          en:
            ` ${count(begun.primaries ?? 0, 'primary', 'primaries')} moved, ` +
            `${count(begun.secondaries ?? 0, 'secondary', 'secondaries')} downgraded.`,
          zh: `迁走 ${begun.primaries ?? 0} 个 primary，降级 ${begun.secondaries ?? 0} 个 secondary。`,
        });
  const spent = spentWords(event.spent);
  const runs =
    event.version === undefined
      ? ''
      : inLanguage({ en: `, runs ${quoted(event.version)}`, zh: `，版本 ${quoted(event.version)}` });
  return inLanguage({
    en:
      `:heavy_check_mark: ${nth}${server(event.role, event.address)} is done in *${formatDuration(event.ms)}*${runs}.` +
      `${moved}${spent === '' ? '' : `\n${spent}`}`,
    zh:
      `:heavy_check_mark: ${nth}${server(event.role, event.address)} 完成，` +
      `用时 *${formatDuration(event.ms)}*${runs}。${moved}${spent === '' ? '' : `\n${spent}`}`,
  });
}
