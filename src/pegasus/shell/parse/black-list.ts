import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { NodeAddress } from '../../../roll/ids.js';
import type { BlackList } from '../../../roll/observation.js';
import { failed, inOneSentence, notRead, notUnderstood, type Read } from '../failure.js';
import { settings } from '../settings.js';
import { parseAddress } from './address.js';
import type { RemoteAnswer } from './remote.js';
import { isUnknownCommand } from './setting.js';

const reply = z.object({ error: z.literal('ok'), assign_secondary_black_list: z.string() });

/**
 * `get ok: a,b` up to 2.5, JSON with the list on newer servers; an empty list is an empty text
 * (docs/pegasus.md, "The black list"). Only the gate on it needs it, so the rest of a reading stands without.
 */
export function parseBlackList(answer: RemoteAnswer): Read<BlackList> {
  if (answer.kind === 'none')
    return failed('unreachable', `The leader did not answer \`${settings.blackList}\`: ${answer.error}.`, [
      answer.error,
    ]);
  if (isUnknownCommand(answer)) return ok({ kind: 'not-told' });
  const servers = serversOf(answer);
  if (servers !== undefined) return ok({ kind: 'read', servers });
  const raw = answer.kind === 'text' ? answer.text.split('\n') : [JSON.stringify(answer.value)];
  return ok(notRead(inOneSentence(notUnderstood(settings.blackList, 'it is no list of servers', raw).failure)));
}

function serversOf(answer: Extract<RemoteAnswer, { kind: 'text' | 'json' }>): readonly NodeAddress[] | undefined {
  const listed = answer.kind === 'text' ? /^get ok:(?: (\S+))?$/.exec(answer.text) : undefined;
  const parsed = answer.kind === 'json' ? reply.safeParse(answer.value) : undefined;
  const text = parsed?.success === true ? parsed.data.assign_secondary_black_list : listed && (listed[1] ?? '');
  if (text === undefined || text === null) return undefined;
  const servers = text === '' ? [] : text.split(',').map((each) => parseAddress(each.trim()));
  return servers.every((server) => server !== undefined) ? servers : undefined;
}
