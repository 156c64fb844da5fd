import type { App, Receiver } from '@slack/bolt';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Clock } from '../../src/lib/clock.js';
import type { Line } from '../../src/slack/connect/line.js';
import { AppEvents } from '../../demo/workspace/delivery/app-events.js';
import { Courier } from '../../demo/workspace/delivery/courier.js';
import type { Delivery, Outcome, Retry } from '../../demo/workspace/delivery/delivery.js';
import { SocketMode } from '../../demo/workspace/delivery/socket-mode.js';
import { grantedScopes } from '../../demo/workspace/facts.js';
import { SlackFailure } from '../../demo/workspace/failure.js';
import { Misbehaviours } from '../../demo/workspace/misbehaviour.js';
import { Answers } from '../../demo/workspace/people/answers.js';
import { Deeds } from '../../demo/workspace/people/deeds.js';
import { seedChannels, seedGroups, seedUsers } from '../../demo/workspace/people/roster.js';
import { Views } from '../../demo/workspace/people/views.js';
import { WebApi } from '../../demo/workspace/api/web-api.js';
import { Files } from '../../demo/workspace/world/uploads.js';
import { World } from '../../demo/workspace/world/world.js';
import { never, type Life } from './life.js';

const url = 'http://slack.invalid';
const ackWithinMs = 3_000;
/** What a request waits for when nobody answers: the bot's own patience. */
const answerWithinMs = 10_000;

/**
 * The local workspace without its sockets, in this process and on the virtual clock. Requests of the bot go through
 * its Web API as they are, deliveries go to Bolt's own processing.
 */
export class SlackInProcess {
  readonly apiUrl = `${url}/api/`;
  readonly world: World;
  readonly deeds: Deeds;
  readonly faults: Misbehaviours;
  readonly courier: Courier;
  /** Requests and deliveries so far: while it grows, the world has not settled. */
  activity = 0;
  readonly #routes = new Hono<{ Bindings: HttpBindings }>();
  #app:
    | { readonly app: App; readonly life: Life; readonly onConnected: (disconnectedForMs?: number) => void }
    | undefined;
  #downSince: number | undefined;

  constructor(private readonly clock: Clock) {
    this.world = new World(clock, seedUsers, seedChannels, seedGroups);
    this.faults = new Misbehaviours(clock);
    const socketMode = new SocketMode(clock, this.faults, () => undefined);
    this.courier = new Courier(clock, this.faults, () => ({
      deliver: (delivery, retry) => this.#deliver(delivery, retry),
    }));
    const events = new AppEvents(clock, this.world, this.courier, undefined);
    const views = new Views(clock, this.world.names, () => undefined);
    const answers = new Answers(clock, this.world, url);
    this.deeds = new Deeds({
      world: this.world,
      courier: this.courier,
      events,
      answers,
      views,
      commands: ['/pegasus'],
    });
    this.#routes.route(
      '/api',
      new WebApi(
        { clock, world: this.world, socketMode, views, files: new Files(this.world.names), url },
        this.faults,
        grantedScopes,
      ).routes,
    );
    this.#routes.post('/_response/:team/:id', async (c) => {
      try {
        answers.atUrl(c.req.param('id'), await c.req.json<unknown>());
        return c.text('ok');
      } catch (failure) {
        if (failure instanceof SlackFailure) return c.json({ ok: false, error: failure.code }, 404);
        throw failure;
      }
    });
  }

  /** Nothing gets through, in either direction. */
  get down(): boolean {
    return this.#downSince !== undefined;
  }

  /** When it is over, the bot's connection comes back, and it knows for how long there was none. */
  set down(down: boolean) {
    const since = this.#downSince;
    if (down) {
      this.#downSince ??= this.clock.now();
      return;
    }
    this.#downSince = undefined;
    if (since !== undefined && this.#app?.life.alive === true) this.#app.onConnected(this.clock.now() - since);
  }

  /** Slack delivers once more what it delivered before, an event under another id. */
  deliverAgain(delivery: Delivery): void {
    void this.courier.again(delivery, this.world.names.id('Ev'));
  }

  /** The bot's way in, for one life of it. */
  line(life: Life, onConnected: (disconnectedForMs?: number) => void): Line & { readonly receiver: Receiver } {
    let app: App | undefined;
    const disconnect = (): void => {
      if (this.#app?.life === life) this.#app = undefined;
    };
    life.onKilled(disconnect);
    return {
      receiver: {
        init: (given) => {
          app = given;
        },
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      },
      open: () => {
        if (app !== undefined) this.#app = { app, life, onConnected };
        onConnected();
        return Promise.resolve();
      },
      health: () => ({ connected: true, detail: 'in process' }),
      close: () => {
        disconnect();
        return Promise.resolve();
      },
    };
  }

  /** The bot's requests, for one life of it. */
  fetch(life: Life): typeof fetch {
    return async (input, init) => {
      if (!life.alive) return never<Response>();
      this.activity += 1;
      if (this.down) {
        await life.hears(this.clock.sleep(answerWithinMs));
        throw new TypeError('fetch failed');
      }
      const connection = { lost: false };
      // As much of a socket as the workspace needs to cut the connection.
      const bindings = { incoming: { socket: { destroy: () => (connection.lost = true) } } };
      const response = await life.hears(
        Promise.resolve(this.#routes.fetch(new Request(input, withoutSignal(init)), bindings)),
      );
      this.activity += 1;
      if (connection.lost) throw new TypeError('fetch failed');
      return response;
    };
  }

  async #deliver(delivery: Delivery, _retry: Retry): Promise<Outcome> {
    this.activity += 1;
    const target = this.#app;
    const begun = this.clock.now();
    const ms = (): number => this.clock.now() - begun;
    if (target === undefined || this.down) return { acked: false, via: 'socket', ms: 0, reason: 'not_connected' };
    return new Promise((resolve) => {
      const cancel = this.clock.after(ackWithinMs, () => {
        resolve({ acked: false, via: 'socket', ms: ms(), reason: 'timeout' });
      });
      const ack = (answer?: unknown): Promise<void> => {
        cancel();
        this.activity += 1;
        if (target.life.alive)
          resolve({ acked: true, via: 'socket', ms: ms(), ...(answer === undefined ? {} : { answer }) });
        return Promise.resolve();
      };
      // A copy: what the app changes in it must not change what is delivered again.
      target.app
        .processEvent({ body: JSON.parse(JSON.stringify(delivery.payload)) as typeof delivery.payload, ack })
        .catch(() => undefined);
    });
  }
}

/** Real time has no say here: the bot's patience is counted on the virtual clock. */
function withoutSignal(init: RequestInit | undefined): RequestInit | undefined {
  if (init === undefined) return undefined;
  const { signal: _real, ...rest } = init;
  return rest;
}
