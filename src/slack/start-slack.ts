import { setMaxListeners } from 'node:events';
import type { Clock } from '../lib/clock.js';
import { fail, ok, type Result } from '../lib/result.js';
import { reasonOf } from '../lib/thrown.js';
import type { RunId } from '../roll/ids.js';
import { describe } from './api/failure.js';
import { SlackApi } from './api/slack-api.js';
import { turnAway } from './connect/http-line.js';
import type { SlackHealth } from './health.js';
import { speak } from './language.js';
import { OtherWays } from './delivery-failure/alternate.js';
import { tellUnsaved } from './delivery-failure/unsaved-runs.js';
import { UnseenRuns } from './delivery-failure/unseen-runs.js';
import { ChannelPace } from './publish/channel-pace.js';
import { DeliveryStatus } from './publish/delivery-status.js';
import { reactionNames } from './reactions.js';
import type { VoteCheck } from './vote-reconciler.js';
import { openSession, type Parts, type Session, type Self } from './session.js';
import type { SlackOptions } from './slack-options.js';

export type { SlackOptions } from './slack-options.js';

export interface Slack {
  health(): SlackHealth;
  /** Why Slack refuses a token of the bot, as a sentence; it is tried on all the same. */
  readonly refused: string | undefined;
  /**
   * Makes the votes of a run what its message shows, through `RunService.submit`; to be called once more right
   * before an approved run starts, and not from within the run's own mailbox. `unchecked`: Slack does not say.
   */
  reconcileVotes(run: RunId): Promise<VoteCheck>;
  /**
   * Ends it, within 15 s: nothing new is taken, handlers under way and posts that wait are finished, and the
   * message of each run that goes on says that nobody listens.
   */
  stop(): Promise<void>;
}

/** How often a Slack that cannot be reached is asked who we are before that goes on in the background. */
const firstTries = 3;
const tryAgainMs = 1_000;
const tryLaterMs = 10_000;

/** Nobody knows yet who the bot is in its workspace. */
interface Unknown {
  readonly why: string;
  /** Slack has answered, and does not want us. */
  readonly refused: boolean;
}

/**
 * Joins the run service to a Slack workspace: commands, clicks and reactions in, the messages of its runs out.
 *
 * @returns as soon as events come in, or while connecting goes on: a Slack that cannot be reached, or does
 * not let the bot in, must not keep a run from being looked after (`health` and `refused` say so).
 * @throws when it can never work: a missing secret.
 */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const { clock, runService, log } = options;
  speak(options.language ?? 'en');
  const ending = new AbortController();
  // Every publisher listens to it.
  setMaxListeners(0, ending.signal);
  const deliveryStatus = new DeliveryStatus(log);
  const pace = new ChannelPace(clock);
  const api = new SlackApi({
    token: options.tokens.bot,
    clock,
    log,
    onAnswer: (failure) => {
      deliveryStatus.answered(failure);
    },
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const deps: Parts = {
    options,
    api,
    deliveryStatus,
    pace,
    signal: ending.signal,
    speech: { reactions: reactionNames(options.reactions), command: options.command ?? '/pegasus' },
  };
  const needed = options.mode === 'socket' ? options.tokens.app : options.tokens.signingSecret;
  if (needed === undefined || needed === '')
    throw new Error(
      options.mode === 'socket'
        ? 'Socket Mode needs an app token (SLACK_APP_TOKEN)'
        : 'HTTP mode needs a signing secret (SLACK_SIGNING_SECRET)',
    );
  if (options.mode === 'http' && options.httpServer !== undefined) turnAway(options.httpServer);
  const ways = new OtherWays(options.alternate ?? { direct: true }, { api, pace, clock, log, signal: ending.signal });
  new UnseenRuns({
    runService,
    deliveryStatus,
    ways,
    onLost: options.onLost ?? (() => 'continue'),
    log,
    runsKnown: options.runsKnown ?? Promise.resolve(),
    signal: ending.signal,
  }).watch();
  if (options.unsaved !== undefined)
    tellUnsaved({ runService, unsaved: options.unsaved, ways, deliveryStatus, signal: ending.signal });

  const since = clock.now();
  const leaving = new AbortController();
  let session: Session | undefined;
  let outside: Unknown = { why: 'not connected yet', refused: false };
  const enter = async (tries: number): Promise<void> => {
    const found = await introduce(api, clock, tries, options.signal);
    if (found.ok) {
      session = await openSession(deps, found.value);
      return;
    }
    if (found.failure.why !== outside.why) log.error({}, `${found.failure.why}; connecting goes on in the background`);
    outside = found.failure;
  };
  const enterLater = async (): Promise<void> => {
    while (session === undefined) {
      await clock.sleep(tryLaterMs, leaving.signal);
      if (leaving.signal.aborted) return;
      await enter(1);
    }
  };
  await enter(firstTries);
  const entered = enterLater().catch((error: unknown) => {
    outside = { why: reasonOf(error), refused: false };
    log.error({ err: error }, 'Slack cannot be used');
  });
  const refused = (): string | undefined => {
    if (session === undefined) return outside.refused ? outside.why : undefined;
    return deliveryStatus.appTokenError === undefined
      ? undefined
      : `Slack does not accept the app token for Socket Mode (SLACK_APP_TOKEN): ${deliveryStatus.appTokenError}`;
  };

  return {
    health: () =>
      session?.health() ?? {
        connected: false,
        letIn: refused() === undefined,
        disconnectedForMs: clock.now() - since,
        detail: outside.why,
        gaps: { count: 0, totalMs: 0 },
        unseenRuns: 0,
      },
    get refused() {
      return refused();
    },
    reconcileVotes: (run) => session?.reconcileVotes(run) ?? Promise.resolve({ kind: 'unchecked', why: outside.why }),
    stop: async () => {
      leaving.abort();
      await entered;
      await session?.drain();
      ending.abort();
    },
  };
}

/** Asks Slack who we are, up to so many times while it cannot be reached. */
async function introduce(
  api: SlackApi,
  clock: Clock,
  tries: number,
  signal: AbortSignal | undefined,
): Promise<Result<Self, Unknown>> {
  for (let attempt = 1; attempt <= tries && signal?.aborted !== true; attempt += 1) {
    const answer = await api.whoAmI();
    if (answer.ok) return ok(answer.value);
    if (answer.failure.kind === 'refused')
      return fail({
        why: `Slack does not accept the bot token (SLACK_BOT_TOKEN): ${describe(answer.failure)}`,
        refused: true,
      });
    if (attempt < tries)
      await clock.sleep(answer.failure.kind === 'rate-limited' ? answer.failure.retryAfterMs : tryAgainMs, signal);
  }
  return fail({ why: 'Slack cannot be reached', refused: false });
}
