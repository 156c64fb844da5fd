import type { Input, Next } from '../roll/decision.js';
import type { LoggedEvent } from '../roll/event.js';
import type { IntentAnswer } from '../roll/intent.js';
import type { Message } from '../roll/message.js';
import type { Run } from '../roll/run.js';
import type { AuditEntry } from '../store/audit-log.js';
import { words } from '../words/words.js';

/**
 * What a decision leaves in the audit trail: what was said or came of an act, what happened, and what is about to be
 * done.
 */
export function auditOf(
  before: Run,
  input: Input,
  after: Run,
  next: Next,
  answer: IntentAnswer | undefined,
  at: number,
): readonly AuditEntry[] {
  const common = { at, cluster: after.cluster, run: after.id };
  const lastSeq = before.log.at(-1)?.seq ?? 0;
  return [
    ...said(input, answer).map((entry) => ({ ...common, ...entry })),
    ...after.log
      .filter(({ seq }) => seq > lastSeq)
      .map((event) => ({ ...common, what: 'event' as const, detail: { ...event, ...saidOf(event) } })),
    ...(next.kind === 'act' ? [{ ...common, what: 'act' as const, detail: next.act }] : []),
    ...(next.kind === 'command' ? [{ ...common, what: 'command' as const, detail: next.command }] : []),
  ];
}

/** What people were told, beside the message that says it: the trail is read by people, too. */
function saidOf(event: LoggedEvent): { readonly words?: string } {
  const message = messageOf(event);
  return message === undefined ? {} : { words: words(message) };
}

function messageOf(event: LoggedEvent): Message | undefined {
  switch (event.kind) {
    case 'note':
      return event.message;
    case 'held':
      return event.hold.what;
    case 'replanned':
    case 'target-skipped':
    case 'went-on':
    case 'paused':
      return event.why;
    case 'pausing':
    case 'aborting':
      return event.by;
    case 'ended':
      return event.left;
    default:
      return undefined;
  }
}

function said(input: Input, answer: IntentAnswer | undefined): readonly Pick<AuditEntry, 'what' | 'by' | 'detail'>[] {
  switch (input.kind) {
    case 'intent':
      return [
        {
          what: 'intent',
          by: input.intent.by,
          detail: {
            ...input.intent,
            accepted: answer?.accepted ?? false,
            answer: answer === undefined ? '' : words(answer.message),
            ...(answer === undefined ? {} : { message: answer.message }),
          },
        },
      ];
    case 'performed':
      return [{ what: 'outcome', detail: input.result }];
    case 'command-finished':
      return [{ what: 'command-result', detail: { id: input.id, ...input.result } }];
    case 'recovered':
      return [{ what: 'bot', detail: { recovered: true, awayMs: input.awayMs } }];
    case 'broken':
      return [{ what: 'bot', detail: { error: input.message, during: input.during.kind } }];
    case 'saved-again':
      return [{ what: 'bot', detail: { notSavedSince: input.since, why: input.why } }];
    case 'observed':
    case 'unobserved':
    case 'lock-changed':
    case 'remark':
    case 'time':
      return [];
  }
}
