import { setMaxListeners } from 'node:events';
import type { Clock } from '../lib/clock.js';
import { reasonOf } from '../lib/thrown.js';
import type { RunId } from '../roll/ids.js';
import { describe } from './api/failure.js';
import { SlackApi } from './api/slack-api.js';
import type { SlackHealth } from './health.js';
import { Reach } from './publish/reach.js';
import { reactionNames } from './reactions.js';
import type { VoteCheck } from './reconcile.js';
import { openRoom, type Parts, type Room, type Self } from './room.js';
import type { SlackOptions } from './slack-options.js';

export type { SlackOptions } from './slack-options.js';

export interface Slack {
  health(): SlackHealth;
  /** HTTP mode: where it listens. */
  readonly address: { readonly host: string; readonly port: number } | undefined;
  /**
   * Makes the votes of a run what its message shows, through `Desk.submit`; to be called once more right
   * before an approved run starts, and not from within the run's own mailbox. `unchecked`: Slack does not say.
   */
  reconcileVotes(run: RunId): Promise<VoteCheck>;
  /**
   * Ends it, within 15 s: nothing new is taken, handlers under way and posts that wait are finished, and the
   * message of each run that goes on says that nobody listens.
   */
  stop(): Promise<void>;
}

/** How often a Slack that cannot be reached is asked who we are before it goes on in the background. */
const firstTries = 3;
const tryAgainMs = 1_000;
const tryLaterMs = 10_000;

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
  const reach = new Reach(log);
  const api = new SlackApi({
    token: options.tokens.bot,
    clock,
    log,
    onAnswer: (failure) => {
      reach.answered(failure);
    },
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const tools: Parts = { options, api, reach, signal: ending.signal, speech: { reactions: reactionNames(options.reactions), command: options.command ?? '/pegasus' } };
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
    entrance.trouble = reasonOf(error);
    log.error({ err: error }, 'Slack cannot be used');
  });

  return {
    health: () => entrance.room?.health() ?? { connected: false, letIn: reach.tokenError === undefined, deafSinceMs: clock.now() - since, detail: entrance.trouble, gaps: { count: 0, totalMs: 0 }, unseenRuns: 0 },
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
