import type { RunService, RunSummary } from '../../engine/run-service.js';
import { listing, mention, moment } from '../text.js';
import { inLanguage, statusInWords } from '../language.js';

/** So far back it is looked for: who asks about an older one has the list of runs. */
const most = 500;

/** A run that has ended, archived or not. */
export async function pastRun(runService: RunService, id: string): Promise<RunSummary | undefined> {
  return (await runService.history({ limit: most })).find((run) => run.id === id && run.endedAt !== undefined);
}

/** What was decided about it, by whom and when, as a clause: `rejected by <@U0BOB> 3 January 14:03`. */
export function endingOf({ status, approvedBy = [], endedBy, endedAt }: RunSummary): string {
  const approved =
    approvedBy.length === 0
      ? ''
      : inLanguage({
          en: `approved by ${listing(approvedBy.map(mention), 300)}; `,
          zh: `由 ${listing(approvedBy.map(mention), 300)} 批准；`,
        });
  const by = endedBy === undefined ? '' : inLanguage({ en: ` by ${mention(endedBy)}`, zh: `，由 ${mention(endedBy)}` });
  const at = endedAt === undefined ? '' : inLanguage({ en: ` ${moment(endedAt)}`, zh: `，${moment(endedAt)}` });
  return `${approved}${statusInWords(status)}${by}${at}`;
}
