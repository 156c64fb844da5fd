import type { RunService, RunSummary } from '../../engine/run-service.js';
import type { SlackApi } from '../api/slack-api.js';
import { content } from '../render/parts.js';
import { historyLine } from '../render/history-line.js';
import { quoted } from '../text.js';
import type { Reply } from './replies.js';
import { findCluster } from './request-roll.js';
import { inLanguage } from '../language.js';

/** So many fit on a phone; who needs more has the App Home and the audit trail. */
const most = 10;

/** What ran: who asked, who approved, how it ended, how long it took, and where its message is. */
export async function history(
  { runService, api }: { readonly runService: RunService; readonly api: SlackApi },
  name: string | undefined,
): Promise<Reply> {
  const card = name === undefined ? undefined : findCluster(runService, name);
  if (card?.ok === false) return { text: card.failure };
  const filter = card === undefined ? {} : { cluster: card.value.cluster };
  const runs = await runService.history({ ...filter, limit: most + 1 });
  const of = name === undefined ? '' : inLanguage({ en: ` of ${quoted(name)}`, zh: ` ${quoted(name)} 的` });
  if (runs.length === 0)
    return { text: inLanguage({ en: `No run${of} has finished yet.`, zh: `还没有${of}已结束的任务。` }), shared: true };
  const lines = await Promise.all(runs.slice(0, most).map(async (run) => historyLine(run, await linkTo(api, run))));
  // Not for all to see: it would call everybody who had to do with a run.
  return content([
    {
      kind: 'section',
      text: inLanguage({ en: `*Runs${of}*, the newest first`, zh: `*${of.trimStart()}任务*，最新的在前` }),
    },
    ...lines.map((text) => ({ kind: 'section' as const, text })),
    ...(runs.length > most
      ? [{ kind: 'context' as const, text: inLanguage({ en: 'There are older ones.', zh: '还有更早的。' }) }]
      : []),
  ]);
}

/** An archived run has no conversation any more: the place of its message is all that is kept of it. */
async function linkTo(api: SlackApi, { message }: RunSummary): Promise<string | undefined> {
  if (message === undefined) return undefined;
  const found = await api.permalink(message.channel, message.ts);
  return found.ok ? found.value : undefined;
}
