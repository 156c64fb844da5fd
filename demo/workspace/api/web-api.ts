import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { appToken, botToken } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { Misbehaviours } from '../misbehaviour.js';
import { readArguments, type Arguments } from './arguments.js';
import { chatMethods } from './chat.js';
import { conversationMethods } from './conversations.js';
import { fileMethods } from './files.js';
import { Limits } from './limits.js';
import type { Method, Surroundings } from './method.js';
import { reactionMethods } from './reactions.js';
import { sessionMethods } from './session.js';
import { userMethods } from './users.js';
import { viewMethods } from './views.js';

const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...sessionMethods,
    ...chatMethods,
    ...conversationMethods,
    ...reactionMethods,
    ...userMethods,
    ...viewMethods,
    ...fileMethods,
  }),
);

type Bound = Context<{ Bindings: HttpBindings }>;

/** How often a method was called, and how often that went wrong (faults asked for included). */
export interface Calls {
  calls: number;
  failed: number;
}

/** `/api/METHOD`, with the faults that were asked for. */
export class WebApi {
  readonly routes = new Hono<{ Bindings: HttpBindings }>();
  readonly #around: Surroundings;
  readonly #misbehaviours: Misbehaviours;
  readonly #granted: readonly string[];
  readonly #limits: Limits;
  readonly #calls = new Map<string, Calls>();

  constructor(around: Surroundings, misbehaviours: Misbehaviours, granted: readonly string[]) {
    this.#around = around;
    this.#misbehaviours = misbehaviours;
    this.#granted = granted;
    this.#limits = new Limits(around.clock);
    this.routes.on(['GET', 'POST'], '/:method', (c) => this.#answer(c, c.req.param('method')));
  }

  calls(): Readonly<Record<string, Calls>> {
    return Object.fromEntries([...this.#calls].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  async #answer(c: Bound, name: string): Promise<Response> {
    const counted = this.#calls.get(name) ?? { calls: 0, failed: 0 };
    this.#calls.set(name, counted);
    counted.calls += 1;
    const faults = this.#misbehaviours;
    const slow = faults.forMethod('slow', name);
    if (slow !== undefined) await this.#around.clock.sleep(slow.ms);
    const limit = faults.forMethod('rate-limit', name);
    if (limit !== undefined) {
      counted.failed += 1;
      return tooOften(c, limit.retryAfterSeconds ?? 1);
    }
    const broken = faults.forMethod('server-error', name);
    if (broken !== undefined) {
      counted.failed += 1;
      return new Response('upstream error', { status: broken.status ?? 500 });
    }
    if (faults.forMethod('lost-request', name) !== undefined) {
      counted.failed += 1;
      return cut(c);
    }
    const answer = await this.#perform(c, name);
    const late = faults.forMethod('slow-answer', name);
    if (late !== undefined) await this.#around.clock.sleep(late.ms);
    const lost = faults.forMethod('lost-answer', name) !== undefined;
    if (answer['ok'] !== true || lost) counted.failed += 1;
    if (lost) return cut(c);
    if (answer['error'] === 'ratelimited') return tooOften(c, Number(answer['retry_after'] ?? 1));
    const needed = methods.get(name)?.scopes ?? [];
    return c.json(answer, 200, {
      'x-oauth-scopes': this.#granted.join(','),
      'x-accepted-oauth-scopes': needed.join(','),
    });
  }

  async #perform(c: Bound, name: string): Promise<Readonly<Record<string, unknown>>> {
    try {
      const method = methods.get(name);
      if (method === undefined || this.#misbehaviours.forMethod('absent', name) !== undefined)
        throw new SlackFailure('unknown_method', { req_method: name });
      const asked = this.#misbehaviours.forMethod('error', name);
      if (asked !== undefined) throw new SlackFailure(asked.error);
      const given = await readArguments(c.req.raw);
      this.#mayCall(method, tokenOf(c, given));
      this.#refuseBlocks(name, given);
      if (this.#misbehaviours.forMethod('hold-limits', name) !== undefined) {
        const seconds = this.#limits.secondsOver(name, given.text('channel'));
        if (seconds !== undefined) throw new SlackFailure('ratelimited', { retry_after: seconds });
      }
      return { ok: true, ...method.perform(given, this.#around) };
    } catch (failure) {
      if (failure instanceof SlackFailure) return { ok: false, error: failure.code, ...failure.extra };
      throw failure;
    }
  }

  #refuseBlocks(name: string, given: Arguments): void {
    const types = typesOf(given.json('blocks', 'invalid_blocks_format'));
    const refused = types.length === 0 ? undefined : this.#misbehaviours.forMethod('refuse-blocks', name);
    const place = types.findIndex((type) => refused?.types.includes(type));
    if (place < 0) return;
    const error = `unsupported type: ${types[place] ?? ''} [json-pointer:/blocks/${place}/type]`;
    throw new SlackFailure('invalid_blocks', {
      errors: [error],
      response_metadata: { messages: [`[ERROR] ${error}`] },
    });
  }

  #mayCall(method: Method, token: string | undefined): void {
    if (token === undefined) throw new SlackFailure('not_authed');
    if (token !== botToken && token !== appToken) throw new SlackFailure('invalid_auth');
    if ((token === appToken) !== (method.token === 'app')) throw new SlackFailure('not_allowed_token_type');
    if (method.scopes.length > 0 && !method.scopes.some((scope) => this.#granted.includes(scope))) {
      throw new SlackFailure('missing_scope', { needed: method.scopes.join(','), provided: this.#granted.join(',') });
    }
  }
}

const typesOf = (blocks: unknown): readonly string[] =>
  Array.isArray(blocks)
    ? blocks.map((block: unknown) =>
        typeof block === 'object' && block !== null && 'type' in block ? String(block.type) : '',
      )
    : [];

function tokenOf(c: Bound, given: Arguments): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const token = bearer ?? given.text('token');
  return token === '' ? undefined : token;
}

function tooOften(c: Bound, seconds: number): Response {
  return c.json({ ok: false, error: 'ratelimited' }, 429, { 'Retry-After': String(seconds) });
}

/** Ends the connection without an answer. */
function cut(c: Bound): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
