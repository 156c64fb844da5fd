import type { RunService } from '../../engine/run-service.js';
import { fail, ok, type Result } from '../../lib/result.js';
import type { Answerable } from '../intents/commands.js';
import { isCurrent, runOfThread, type Thread } from './run-of-thread.js';
import { inLanguage } from '../language.js';

/**
 * What a command means in a thread: in that of a run, without a name, that run. In any other thread an answer
 * needs a name: the only run there is may not be the one that people talk about there.
 *
 * @param thread undefined: it was said in the channel itself.
 * @returns the command with its name, or a sentence for the person.
 */
export function meant(
  runService: RunService,
  command: Answerable,
  thread: Thread | undefined,
): Result<Answerable, string> {
  if (thread === undefined || (command.kind !== 'answer' && command.kind !== 'status')) return ok(command);
  const run = runOfThread(runService, thread);
  const isOfRun =
    run !== undefined && (command.name === undefined || command.name === run.id || command.name === run.cluster);
  if (command.kind === 'answer' && command.intent === 'approve' && isOfRun && !isCurrent(runService, run, thread)) {
    return fail(
      inLanguage({
        en: 'This thread is not under the plan that counts now. Read that one, then approve it there.',
        zh: '这个消息列不属于现在算数的计划。请看那一份，再在那里批准。',
      }),
    );
  }
  if (command.name !== undefined) return ok(command);
  if (run !== undefined) return ok({ ...command, name: run.id });
  if (command.kind === 'status') return ok(command);
  return fail(
    inLanguage({
      en:
        `This thread is of no run that is under way. Say which one you mean, for example ${command.intent}` +
        ' cluster-x.',
      zh: `这个消息列不属于正在执行的任务。请说明是哪一个，例如 ${command.intent} cluster-x。`,
    }),
  );
}
