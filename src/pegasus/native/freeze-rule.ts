import { z } from 'zod';
import { parseStrictly } from '../shell/parse/json.js';
import type { Effort } from './effort.js';
import { httpGet } from './http-get.js';

/** `{"name":…,"section":…,"type":"FV_UINT64","tags":…,"description":…,"value":"3"}` (compact, numbers as texts). */
const flag = z.object({ name: z.literal('min_live_node_count_for_unfreeze'), value: z.string().regex(/^\d{1,9}$/).transform(Number) });

/**
 * `min_live_node_count_for_unfreeze` of the leader, which only HTTP tells (SPEC T12). Undefined where it
 * does not: 2.0 has no such path, and HTTP can be switched off. The configuration then says it.
 */
export async function readMinLiveNodes(leaderAddress: string, effort: Effort): Promise<number | undefined> {
  const answer = await httpGet(leaderAddress, '/config?name=min_live_node_count_for_unfreeze', effort);
  if (!answer.ok || answer.value.status !== 200) return undefined;
  const parsed = flag.safeParse(parseStrictly(answer.value.body));
  return parsed.success ? parsed.data.value : undefined;
}
