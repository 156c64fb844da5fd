import { setMaxListeners } from 'node:events';
import { App, type CustomRoute, type Receiver } from '@slack/bolt';
import type { Desk } from '../engine/desk.js';
import type { Clock } from '../lib/clock.js';
import type { RunId } from '../roll/ids.js';
import { describe } from './api/failure.js';
import { Lacks } from './api/lacks.js';
import { SlackApi } from './api/slack-api.js';
import { boltLogger } from './connect/bolt-logger.js';
import { HttpLine } from './connect/http-line.js';
import { Intake } from './connect/intake.js';
import type { Line } from './connect/line.js';
import { SocketLine } from './connect/socket-line.js';
import { Identity } from './identity.js';
import { Channels } from './intents/channels.js';
import { Gatekeeper } from './intents/gatekeeper.js';
import { listen } from './intents/listen.js';
import { Replies } from './intents/replies.js';
import type { SlackLog } from './log.js';
import { ChannelPace } from './publish/channel-pace.js';
import { Publisher } from './publish/publisher.js';
import { reactionNames, type ReactionKind, type Speech } from './reactions.js';
import { Reconciler, type VoteCheck } from './reconcile.js';

export interface SlackOptions {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly log: SlackLog;
  readonly mode: 'socket' | 'http';
  /** `app` is needed in Socket Mode, `signingSecret` in HTTP mode. */
  readonly tokens: { readonly bot: string; readonly app?: string; readonly signingSecret?: string };
  /** A Slack-compatible server instead of Slack, ending in `/api/`. */
  readonly apiUrl?: string;
  /** HTTP mode: where to listen; port 0 takes any. Slack's requests go to `/slack/events`. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** HTTP mode: further routes on the same port, such as /healthz. */
  readonly extraRoutes?: readonly CustomRoute[];
  /** For each meaning the emoji that carry it; the first is the one the bot seeds. */
  readonly reactions?: Partial<Record<ReactionKind, readonly string[]>>;
  /** The slash command with its slash; `/pegasus` unless given. */
  readonly command?: string;
  /** How requests to Slack are made, when not by the machine's own fetch. */
  readonly fetch?: typeof fetch;
  /** Another way in than `mode` says, for a program that carries Slack's events itself. */
  readonly line?: (onConnected: () => void) => Line & { readonly receiver: Receiver };
}

export interface Slack {
  /** `connected`: Slack's events come in. `deafSinceMs`: for how long they have not, in milliseconds. */
  health(): { readonly connected: boolean; readonly deafSinceMs?: number; readonly detail: string };
  /** HTTP mode: where it listens. */
  readonly address: { readonly host: string; readonly port: number } | undefined;
  /**
   * Makes the votes of a run what its message shows, through `Desk.submit`; to be called once more right
   * before an approved run starts, and not from within the run's own mailbox. `unchecked`: Slack does not say.
   */
  reconcileVotes(run: RunId): Promise<VoteCheck>;
  /** Ends it: handlers under way and posts that wait are finished, within 10 s. */
  stop(): Promise<void>;
}

/** How often a Slack that cannot be reached is asked who we are before it goes on in the background. */
const firstTries = 3;
const tryAgainMs = 1_000;
const tryLaterMs = 10_000;
const drainMs = 5_000;

/**
 * Joins the desk to a Slack workspace: commands, clicks and reactions in, the messages of its runs out.
 *
 * @returns as soon as events come in, or while connecting goes on: a Slack that cannot be reached must
 * not keep a run from being looked after (`health` says so).
 * @throws when it can never work: a token that Slack does not accept, a missing secret, a port in use.
 */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const { clock, log } = options;
  const ending = new AbortController();
  // Every lane of every run listens to it.
  setMaxListeners(0, ending.signal);
  const api = new SlackApi({ token: options.tokens.bot, log, ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }), ...(options.fetch === undefined ? {} : { fetch: options.fetch }) });
  const tools: Parts = { options, api, signal: ending.signal, speech: { reactions: reactionNames(options.reactions), command: options.command ?? '/pegasus' } };
  const needed = options.mode === 'socket' ? options.tokens.app : options.tokens.signingSecret;
  if (needed === undefined || needed === '') throw new Error(options.mode === 'socket' ? 'Socket Mode needs an app token (SLACK_APP_TOKEN)' : 'HTTP mode needs a signing secret (SLACK_SIGNING_SECRET)');

  const since = clock.now();
  const leaving = new AbortController();
  const entrance: { room?: Room; trouble: string } = { trouble: 'Slack cannot be reached' };
  const self = await introduce(api, clock, firstTries);
  if (self !== undefined) entrance.room = await openRoom(tools, self);
  else log.error({}, 'Slack cannot be reached; connecting goes on in the background');

  const enterLater = async (): Promise<void> => {
    while (entrance.room === undefined) {
      await clock.sleep(tryLaterMs, leaving.signal);
      if (leaving.signal.aborted) return;
      const found = await introduce(api, clock, 1);
      if (found !== undefined) entrance.room = await openRoom(tools, found);
    }
  };
  const entered = enterLater().catch((error: unknown) => {
    entrance.trouble = error instanceof Error ? error.message : String(error);
    log.error({ err: error }, 'Slack cannot be used');
  });

  return {
    health: () => entrance.room?.health() ?? { connected: false, deafSinceMs: clock.now() - since, detail: entrance.trouble },
    get address() {
      return entrance.room?.address();
    },
    reconcileVotes: (run) => entrance.room?.reconcileVotes(run) ?? Promise.resolve({ kind: 'unchecked', why: entrance.trouble }),
    stop: async () => {
      leaving.abort();
      await entered;
      await entrance.room?.drain();
      ending.abort();
    },
  };
}

interface Parts {
  readonly options: SlackOptions;
  readonly api: SlackApi;
  readonly signal: AbortSignal;
  readonly speech: Speech;
}

interface Self {
  readonly userId: string;
  readonly botId: string;
  readonly teamId: string;
  readonly enterpriseId?: string;
}

interface Room {
  health(): ReturnType<Slack['health']>;
  address(): Slack['address'];
  reconcileVotes(run: RunId): Promise<VoteCheck>;
  drain(): Promise<void>;
}

/** @returns undefined when Slack cannot be reached. @throws when it refuses the bot token. */
async function introduce(api: SlackApi, clock: Clock, tries: number): Promise<Self | undefined> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const answer = await api.whoAmI();
    if (answer.ok) return answer.value;
    if (answer.failure.kind === 'refused') throw new Error(`Slack does not accept the bot token (SLACK_BOT_TOKEN): ${describe(answer.failure)}`);
    if (attempt < tries) await clock.sleep(answer.failure.kind === 'rate-limited' ? answer.failure.retryAfterMs : tryAgainMs);
  }
  return undefined;
}

async function openRoom({ options, api, signal, speech }: Parts, self: Self): Promise<Room> {
  const { desk, clock, log } = options;
  const lacks = new Lacks(log);
  const replies = new Replies({ api, clock, log, signal, fetch: options.fetch ?? fetch });
  const gatekeeper = new Gatekeeper(desk, new Identity({ api, clock, log, home: self }));
  const publisher = new Publisher({ desk, api, self, clock, log, lacks, speech, pace: new ChannelPace(clock), signal });
  const reconciler = new Reconciler({ desk, api, gatekeeper, replies, lacks, clock, log, speech, botUserId: self.userId, signal });
  const intake = new Intake(clock, log);

  // Reactions that changed while nobody listened.
  const onConnected = (): void => {
    intake.track(reconciler.all());
  };
  const line = options.line?.(onConnected) ?? (options.mode === 'socket' ? socketLine(options, onConnected) : httpLine(options, onConnected));
  const app = new App({
    receiver: line.receiver,
    // Who we are has been asked already: the constructor would ask again, and not catch a refusal.
    authorize: () => Promise.resolve({ botToken: options.tokens.bot, botId: self.botId, botUserId: self.userId, teamId: self.teamId }),
    convoStore: false,
    logger: boltLogger(log),
    clientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }) },
  });
  // An error goes on to the intake, which then does not acknowledge the event.
  app.error((error) => Promise.reject(error));
  intake.guard(app);
  listen(app, {
    desk,
    api,
    clock,
    log,
    gatekeeper,
    replies,
    speech,
    channels: new Channels(api, lacks),
    botUserId: self.userId,
    inBackground: (work) => {
      intake.track(work);
    },
    remark: (run, text) => {
      publisher.remark(run, text);
    },
    touched: (run) => {
      reconciler.touched(run);
    },
  });

  publisher.start();
  await line.open();
  void reconciler.watch().catch((error: unknown) => {
    log.error({ err: error }, 'reactions are not looked at any more');
  });

  return {
    health: () => {
      const health = line.health();
      const troubles = publisher.troubles();
      return troubles.length === 0 ? health : { ...health, detail: [health.detail, ...troubles].join('; ') };
    },
    address: () => (line instanceof HttpLine ? line.address : undefined),
    reconcileVotes: (run) => reconciler.votes(run),
    drain: async () => {
      const patience = new AbortController();
      const within = (work: Promise<unknown>): Promise<unknown> => Promise.race([work, clock.sleep(drainMs, patience.signal)]);
      await line.close();
      await within(intake.drained());
      await within(publisher.finish(drainMs));
      patience.abort();
    },
  };
}

function socketLine(options: SlackOptions, onConnected: () => void): SocketLine {
  return new SocketLine({
    appToken: options.tokens.app ?? '',
    clock: options.clock,
    log: options.log,
    onConnected,
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
  });
}

function httpLine(options: SlackOptions, onConnected: () => void): HttpLine {
  return new HttpLine({
    signingSecret: options.tokens.signingSecret ?? '',
    listen: options.listen ?? { host: '127.0.0.1', port: 0 },
    routes: options.extraRoutes ?? [],
    clock: options.clock,
    log: options.log,
    onConnected,
  });
}
