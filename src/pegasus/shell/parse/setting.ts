import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { NotUnderstood } from '../../../roll/observation.js';
import { failed, inOneSentence, notRead, notUnderstood, type Read } from '../failure.js';
import { settings } from '../settings.js';
import type { RemoteAnswer } from './remote.js';

/** Answers to the settings that live in a meta's memory (docs/pegasus.md, "Answers to settings"). */

const reply = z.looseObject({ error: z.string() });

export function parseIntegerSetting(command: string, answer: RemoteAnswer): Read<number> {
  const value = settingText(command, answer);
  if (!value.ok) return value;
  return /^(0|[1-9][0-9]{0,15})$/.test(value.value) && Number.isSafeInteger(Number(value.value))
    ? ok(Number(value.value))
    : notUnderstood(command, `"${value.value}" is not a whole number`, [value.value]);
}

export function parseBooleanSetting(command: string, answer: RemoteAnswer): Read<boolean> {
  const value = settingText(command, answer);
  if (!value.ok) return value;
  return value.value === 'true' || value.value === 'false'
    ? ok(value.value === 'true')
    : notUnderstood(command, `"${value.value}" is neither true nor false`, [value.value]);
}

/**
 * Every generation is said to have it; one that does not leaves the freeze rule to the configuration. Only that rule
 * needs it.
 */
export function parseLivePercentage(answer: RemoteAnswer): Read<number | NotUnderstood | undefined> {
  if (isUnknownCommand(answer)) return ok(undefined);
  const value = parseIntegerSetting(settings.livePercentage, answer);
  return value.ok || value.failure.kind !== 'not-understood' ? value : ok(notRead(inOneSentence(value.failure)));
}

/** `OK` (≤2.5) or `{"error": "ok"}` (newer): the setting was taken. */
export function parseSetAnswer(command: string, answer: RemoteAnswer): Read<null> {
  if (answer.kind === 'text' && answer.text === 'OK') return ok(null);
  if (answer.kind === 'json') {
    const parsed = reply.safeParse(answer.value);
    if (parsed.success && parsed.data.error === 'ok') return ok(null);
    if (parsed.success)
      return failed('refused', `The meta refused \`${command}\`: ${parsed.data.error}.`, [
        JSON.stringify(answer.value),
      ]);
    return notUnderstood(command, 'it has another shape', [JSON.stringify(answer.value)]);
  }
  const special = notASetting(command, answer);
  if (special !== undefined) return special;
  return answer.kind === 'text' && answer.text.startsWith('ERR')
    ? failed('refused', `The meta refused \`${command}\`: ${answer.text}.`, [answer.text])
    : notUnderstood(command, 'it is neither OK nor an error', linesOf(answer));
}

/** Whether a process that serves remote commands does not know this one. */
export function isUnknownCommand(answer: RemoteAnswer): boolean {
  return answer.kind === 'text' && answer.text.startsWith("unknown command '");
}

function settingText(command: string, answer: RemoteAnswer): Read<string> {
  const special = notASetting(command, answer);
  if (special !== undefined) return special;
  if (answer.kind === 'text') {
    return answer.text.startsWith('ERR')
      ? failed('refused', `The meta refused \`${command}\`: ${answer.text}.`, [answer.text])
      : ok(answer.text);
  }
  const raw = linesOf(answer);
  const parsed = reply.safeParse(answer.kind === 'json' ? answer.value : undefined);
  if (!parsed.success) return notUnderstood(command, 'it has another shape', raw);
  if (parsed.data.error !== 'ok')
    return failed('refused', `The meta refused \`${command}\`: ${parsed.data.error}.`, raw);
  const value = parsed.data[command];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? ok(String(value))
    : notUnderstood(command, 'it does not hold the value', raw);
}

function notASetting(command: string, answer: RemoteAnswer): ReturnType<typeof failed> | undefined {
  if (answer.kind === 'none')
    return failed('unreachable', `The leader did not answer \`${command}\`: ${answer.error}.`, [answer.error]);
  if (isUnknownCommand(answer)) {
    // Only a leader that has loaded its state has these commands.
    return failed(
      'not-leader',
      `The meta does not know \`${command}\`: it does not lead, or has not loaded its state yet.`,
      linesOf(answer),
    );
  }
  return undefined;
}

function linesOf(answer: RemoteAnswer): readonly string[] {
  switch (answer.kind) {
    case 'json':
      return [JSON.stringify(answer.value)];
    case 'text':
      return answer.text.split('\n');
    case 'none':
      return [answer.error];
  }
}
