import { z } from 'zod';
import { fail, ok, type Result } from '../../lib/result.js';
import type { ActOutcome } from '../../roll/act.js';
import { failed, notUnderstood, type Read } from '../shell/failure.js';
import { parseStrictly } from '../shell/parse/json.js';
import { kindOfError } from '../shell/parse/refusal.js';
import { explain, type CallFailure } from './call-failure.js';
import type { Deadline } from './deadline.js';
import { httpGet, type HttpAnswer } from './http-get.js';

const name = 'min_live_node_count_for_unfreeze';

/**
 * `{"name":…,"section":…,"type":"FV_UINT64","tags":"flag_tag::FT_MUTABLE","description":…,"value":"3"}` (compact,
 * numbers as texts).
 */
const flag = z.object({
  name: z.literal(name),
  tags: z.string().optional(),
  value: z
    .string()
    .regex(/^\d{1,20}$/)
    .transform(Number),
});
/** What a process that has such a path says, with HTTP 200, of a flag that it does not have. */
const noSuchFlag = 'ERR_OBJECT_NOT_FOUND';
/** `{"update_status":"ERR_OK"}`, or `ERR_…: reason`; with HTTP 200 all the same. */
const updated = z.object({ update_status: z.string() });

export interface MinLive {
  readonly value: number;
  /**
   * It can be changed while the process runs, from 2.4 on, and put back: a number too large to be known exactly cannot.
   */
  readonly mutable: boolean;
}

/** Every look waits for it, so not for long. */
const patienceMs = 1_000;
/** One that hangs is left alone for so long. */
const pauseMs = 60_000;
/** What a leader said holds so long when it does not answer: people change it rarely, and never by chance. */
const validMs = 600_000;

interface Known {
  readonly value: MinLive | undefined;
  readonly until: number;
}

/**
 * `min_live_node_count_for_unfreeze`, which only HTTP tells and changes (docs/pegasus.md, "The freeze check").
 * Undefined where it does not: 2.0 has no such path, and HTTP can be switched off. The configuration then says it. One
 * answer that is late must not make the rule another for a moment, and a run hold because of it.
 */
export class FreezeRule {
  readonly #known = new Map<string, Known>();
  readonly #silentUntil = new Map<string, number>();
  #leader: string | undefined;

  /** What the leader says, or said of late. */
  async ofLeader(address: string, deadline: Deadline): Promise<MinLive | undefined> {
    const now = deadline.clock.now();
    // One that leads again may be another process by now, with what its file says.
    if (address !== this.#leader) this.#known.delete(address);
    this.#leader = address;
    if (now < (this.#silentUntil.get(address) ?? 0)) return this.#lastKnown(address, now);
    const answer = await this.ask(address, deadline);
    if (answer.ok) return answer.value;
    if (answer.failure.kind === 'timeout') this.#silentUntil.set(address, deadline.clock.now() + pauseMs);
    return this.#lastKnown(address, now);
  }

  /** What this meta says just now; undefined when it says that it has no such flag, or no such path. */
  async ask(address: string, deadline: Deadline): Promise<Result<MinLive | undefined, CallFailure>> {
    const answer = await httpGet(address, `/config?name=${name}`, deadline, patienceMs);
    if (!answer.ok) return answer;
    const said = flagIn(answer.value);
    if (said.ok) this.#known.set(address, { value: said.value, until: deadline.clock.now() + validMs });
    return said;
  }

  /** Changes it on one meta process, leading or not. Done when it was read back. */
  async set(address: string, value: number, deadline: Deadline): Promise<Read<ActOutcome>> {
    if (!Number.isSafeInteger(value) || value < 1)
      return failed('refused', `Not sent: ${value} is no value for ${name}.`);
    const what = `GET /updateConfig?${name}=${value}` as const;
    const answer = await httpGet(address, `/updateConfig?${name}=${value}`, deadline);
    // Whatever came of it: what was said before holds no more.
    this.#known.delete(address);
    if (!answer.ok) return explain(what, address, answer.failure);
    const { status, body } = answer.value;
    if (status === 404)
      return failed('refused', `${address} has no /updateConfig: its version cannot change ${name} while it runs.`, [
        body,
      ]);
    const said = updated.safeParse(status === 200 ? parseStrictly(body) : undefined);
    if (!said.success) return notUnderstood(what, `it is HTTP ${status} and no status of an update`, body.split('\n'));
    const { update_status: word } = said.data;
    if (word !== 'ERR_OK')
      return failed(kindOfError(word), `${address} did not take ${name} = ${value}: ${word}.`, [word]);
    const read = await this.ask(address, deadline);
    if (!read.ok) return explain(`GET /config?name=${name}`, address, read.failure);
    return read.value?.value === value
      ? ok({ refused: [] })
      : failed('refused', `${address} took ${name} = ${value} and says ${read.value?.value ?? 'nothing'} afterwards.`);
  }

  #lastKnown(address: string, now: number): MinLive | undefined {
    const known = this.#known.get(address);
    return known !== undefined && now < known.until ? known.value : undefined;
  }
}

/** An answer that is not understood does not say that there is no such flag. */
function flagIn({ status, body }: HttpAnswer): Result<MinLive | undefined, CallFailure> {
  if (status === 404 || (status === 200 && body.startsWith(noSuchFlag))) return ok(undefined);
  const { success, data } = flag.safeParse(status === 200 ? parseStrictly(body) : undefined);
  if (!success)
    return fail({ kind: 'garbled', error: 'bad-value', why: `HTTP ${status}, which does not say what the flag is` });
  return ok({
    value: data.value,
    mutable: Number.isSafeInteger(data.value) && data.tags?.includes('FT_MUTABLE') === true,
  });
}
