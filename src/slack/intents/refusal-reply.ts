import type { RunService, Refusal } from '../../engine/run-service.js';
import type { Run } from '../../roll/run.js';
import type { SlackApi } from '../api/slack-api.js';
import { rawParts } from '../render/hold-parts.js';
import { content, type Content, type Part } from '../render/parts.js';
import { capital, mention, moment, quoted, sentenceOf } from '../text.js';
import { inLanguage, statusInWords } from '../language.js';

interface Deps {
  readonly runService: RunService;
  readonly api: SlackApi;
}

/** Why it came to nothing; if another run is in the way, whose, since when, and where it stands. */
export async function refusalReply(deps: Deps, { message, busy, people, raw }: Refusal): Promise<Content> {
  const parts: Part[] = [{ kind: 'section', text: capital(sentenceOf(message, people)) }];
  if (busy !== undefined) {
    const link = await runLink(deps, busy);
    parts.push({
      kind: 'section',
      text: inLanguage({
        en:
          `${mention(busy.requestedBy)} asked for run \`${quoted(busy.id)}\` ${moment(busy.requestedAt)}; ` +
          `it is ${busy.status}. ${link}`,
        zh:
          `${mention(busy.requestedBy)} 于 ${moment(busy.requestedAt)} 请求了任务 \`${quoted(busy.id)}\`；` +
          `现在${statusInWords(busy.status)}。${link}`,
      }),
    });
  }
  if (raw !== undefined) parts.push(...rawParts(raw, 20));
  return content(parts);
}

/** `See it here`, or where it stands when Slack gives no link. */
export async function runLink({ runService, api }: Deps, run: Run): Promise<string> {
  const conversation = runService.conversation(run.id);
  if (conversation?.ts === undefined)
    return inLanguage({ en: `It is in <#${run.channel}>.`, zh: `它在 <#${run.channel}>。` });
  const found = await api.permalink(conversation.channel, conversation.ts);
  return found.ok
    ? inLanguage({ en: `<${found.value}|See it here>.`, zh: `<${found.value}|看这里>。` })
    : inLanguage({ en: `It is in <#${run.channel}>.`, zh: `它在 <#${run.channel}>。` });
}
