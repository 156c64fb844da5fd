import { ok } from '../../../lib/result.js';
import { failed, notUnderstood, type Read } from '../failure.js';
import type { RemoteAnswer } from './remote.js';
import { isUnknownCommand } from './setting.js';

/** `replica.kill_partition`: a replica that is closed or closing already is not found, and that is as good. */
export function parseKillPartition(address: string, answer: RemoteAnswer): Read<null> {
  return parseNodeAct(address, 'replica.kill_partition', ['ERR_OK', 'ERR_OBJECT_NOT_FOUND'], answer);
}

/** `flush-log`: the text log, not data. */
export function parseFlushLog(address: string, answer: RemoteAnswer): Read<null> {
  return parseNodeAct(address, 'flush-log', ['Flush done.'], answer);
}

function parseNodeAct(address: string, command: string, good: readonly string[], answer: RemoteAnswer): Read<null> {
  if (answer.kind === 'none')
    return failed('unreachable', `Replica server ${address} did not answer \`${command}\`: ${answer.error}.`, [
      answer.error,
    ]);
  const raw = answer.kind === 'text' ? answer.text.split('\n') : [JSON.stringify(answer.value)];
  if (answer.kind === 'text' && good.includes(answer.text)) return ok(null);
  if (answer.kind === 'text' && (isUnknownCommand(answer) || /^ERR/.test(answer.text)))
    return failed('refused', `${address} refused \`${command}\`: ${answer.text}.`, raw);
  return notUnderstood(`${command} of ${address}`, 'it is no known answer', raw);
}
