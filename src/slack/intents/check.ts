import type { RunService } from '../../engine/run-service.js';
import type { SlackApi } from '../api/slack-api.js';
import { inLanguage } from '../language.js';
import type { Command } from '../parse/command.js';
import { checkParts } from '../render/check-parts.js';
import { content } from '../render/parts.js';
import { quoted } from '../text.js';
import { refusalReply } from './refusal-reply.js';
import type { Reply } from './replies.js';
import { findCluster } from './request-roll.js';

/** It takes seconds, too. */
export const checking = (cluster: string): string =>
  inLanguage({ en: `Checking ${quoted(cluster)} …`, zh: `正在检查 ${quoted(cluster)} …` });

/** To the person alone: it is long, and concerns whoever cares for the cluster. */
export async function check(
  deps: { readonly runService: RunService; readonly api: SlackApi },
  { cluster }: Extract<Command, { kind: 'check' }>,
): Promise<Reply> {
  const card = findCluster(deps.runService, cluster);
  if (!card.ok) return { text: card.failure };
  const checked = await deps.runService.check(card.value.cluster);
  return checked.ok ? content(checkParts(checked.value)) : refusalReply(deps, checked.failure);
}
