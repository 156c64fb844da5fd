import { z } from 'zod';
import { parseStrictly } from '../shell/parse/json.js';
import type { Effort } from './effort.js';
import { httpGet } from './http-get.js';

/** `{"name":…,"section":…,"type":"FV_UINT64","tags":…,"description":…,"value":"3"}` (compact, numbers as texts). */
const flag = z.object({ name: z.literal('min_live_node_count_for_unfreeze'), value: z.string().regex(/^\d{1,9}$/).transform(Number) });

/** Every look waits for it, so not for long. */
const patienceMs = 1_000;
/** One that hangs is left alone for so long. */
const pauseMs = 60_000;
/** What a leader said holds so long when it does not answer: people change it rarely, and never by chance. */
const validMs = 600_000;

interface Known {
  readonly value: number | undefined;
  readonly until: number;
}

/**
 * `min_live_node_count_for_unfreeze` of the leader, which only HTTP tells (SPEC T12). Undefined where it
 * does not: 2.0 has no such path, and HTTP can be switched off. The configuration then says it. One answer
 * that is late must not make the rule another for a moment, and a run hold because of it.
 */
export class FreezeRule {
  readonly #known = new Map<string, Known>();
  readonly #silentUntil = new Map<string, number>();

  async minLiveNodes(leaderAddress: string, effort: Effort): Promise<number | undefined> {
    const now = effort.clock.now();
    if (now < (this.#silentUntil.get(leaderAddress) ?? 0)) return this.#lastKnown(leaderAddress, now);
    const answer = await httpGet(leaderAddress, '/config?name=min_live_node_count_for_unfreeze', effort, patienceMs);
    if (!answer.ok) {
      if (answer.failure.kind === 'timeout') this.#silentUntil.set(leaderAddress, effort.clock.now() + pauseMs);
      return this.#lastKnown(leaderAddress, now);
    }
    const parsed = answer.value.status === 200 ? flag.safeParse(parseStrictly(answer.value.body)) : undefined;
    const value = parsed?.success === true ? parsed.data.value : undefined;
    this.#known.set(leaderAddress, { value, until: now + validMs });
    return value;
  }

  #lastKnown(leaderAddress: string, now: number): number | undefined {
    const known = this.#known.get(leaderAddress);
    return known !== undefined && now < known.until ? known.value : undefined;
  }
}
