import { App } from '@slack/bolt';
import type { RunId } from '../roll/ids.js';
import { hasEnded } from '../roll/run.js';
import { Lacks } from './api/lacks.js';
import type { SlackApi } from './api/slack-api.js';
import { ChannelMembers } from './channel-members.js';
import { boltLogger } from './connect/bolt-logger.js';
import { Gaps } from './connect/gaps.js';
import { HttpLine } from './connect/http-line.js';
import { Intake } from './connect/intake.js';
import type { OnConnected } from './connect/line.js';
import { SocketLine } from './connect/socket-line.js';
import { slackHealth, type SlackHealth } from './health.js';
import { Identity } from './identity.js';
import { askedIn } from './intents/asked.js';
import { Channels } from './intents/channels.js';
import { EarlyReactions } from './intents/early-reactions.js';
import { isForUs, type Home } from './intents/for-us.js';
import { Gatekeeper } from './intents/gatekeeper.js';
import { listen } from './intents/listen.js';
import { RequestLimit } from './intents/request-limit.js';
import { Replies } from './intents/replies.js';
import { MissedPresses } from './missed-presses.js';
import { probeToken } from './lost/probe-token.js';
import type { ChannelPace } from './publish/channel-pace.js';
import { EditBudget } from './publish/edit-budget.js';
import { farewell } from './publish/farewell.js';
import { Publisher } from './publish/publisher.js';
import type { Reach } from './publish/reach.js';
import type { Speech } from './reactions.js';
import { Reconciler, type VoteCheck } from './reconcile.js';
import type { SlackOptions } from './slack-options.js';
import { UserGroups } from './user-groups.js';

const drainMs = 5_000;

export interface Parts {
  readonly options: SlackOptions;
  readonly api: SlackApi;
  readonly reach: Reach;
  readonly pace: ChannelPace;
  readonly signal: AbortSignal;
  readonly speech: Speech;
}

/** Who the bot is in its workspace. */
export interface Self {
  readonly userId: string;
  readonly botId: string;
  readonly teamId: string;
  readonly enterpriseId?: string;
}

/** The conversation, once it is known who we are. */
export interface Room {
  health(): SlackHealth;
  reconcileVotes(run: RunId): Promise<VoteCheck>;
  drain(): Promise<void>;
}

export async function openRoom(
  { options, api, reach, pace, signal, speech: configured }: Parts,
  self: Self,
): Promise<Room> {
  const { desk, clock, log } = options;
  const groups = new UserGroups({ api, clock, log });
  const speech: Speech = { ...configured, groupIds: groups.ids };
  const lacks = new Lacks(log);
  const replies = new Replies({ api, clock, log, signal, fetch: options.fetch ?? fetch, apiUrl: options.apiUrl });
  const channels = new Channels(api, lacks);
  const members = new ChannelMembers({ api, idOf: (channel) => channels.idOf(channel), clock, log });
  const gatekeeper = new Gatekeeper(desk, new Identity({ api, clock, log, groups, channels: members, home: self }));
  const publisher = new Publisher({
    desk,
    api,
    self,
    clock,
    log,
    lacks,
    speech,
    reach,
    pace,
    budget: new EditBudget(clock),
    digestChannel: options.digestChannel,
    signal,
    unsaved: options.unsaved,
    onStanding: (run, how) => {
      const at = desk.conversation(run);
      if (at?.ts !== undefined) intake.track(early.known(at.channel, at.ts));
      intake.track(reconciler.votes(run).then(() => undefined));
      if (how === 'found') intake.track(presses.look(() => desk.runs().filter(({ id }) => id === run)));
    },
  });
  const early = new EarlyReactions(clock);
  const reconciler = new Reconciler({
    desk,
    api,
    gatekeeper,
    replies,
    lacks,
    clock,
    log,
    speech,
    botUserId: self.userId,
    signal,
  });
  const presses = new MissedPresses({
    desk,
    api,
    gatekeeper,
    clock,
    log,
    speech,
    botUserId: self.userId,
    signal,
    note: (run, change) => publisher.note(run, change),
    remark: (run, text) => {
      publisher.remark(run, text);
    },
  });
  const home = await homeOf(api, self);
  const intake = new Intake(
    clock,
    log,
    (body) => isForUs(body, home),
    async (body) => {
      const asked = askedIn(body);
      if (asked !== undefined)
        await replies.tell(asked, { text: 'That was for another app or another workspace, so I did nothing.' });
    },
  );
  const gaps = new Gaps(clock);

  const onConnected: OnConnected = (deafForMs) => {
    // Reactions that changed while nobody listened.
    intake.track(reconciler.all());
    if (deafForMs === undefined) {
      intake.track(presses.look(() => presses.active()));
      return;
    }
    const gap = gaps.ended(deafForMs);
    options.onGap?.(gap);
    void presses.afterGap(gap);
  };
  const line =
    options.line?.(onConnected) ??
    (options.mode === 'socket' ? socketLine(options, reach, onConnected) : httpLine(options, onConnected));
  const app = new App({
    receiver: line.receiver,
    // Who we are has been asked already: the constructor would ask again, and not catch a refusal.
    authorize: () =>
      Promise.resolve({ botToken: options.tokens.bot, botId: self.botId, botUserId: self.userId, teamId: self.teamId }),
    convoStore: false,
    logger: boltLogger(log),
    clientOptions: {
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    },
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
    channels,
    limit: options.limit ?? new RequestLimit(clock),
    botUserId: self.userId,
    pace,
    signal,
    inBackground: (work) => {
      intake.track(work);
    },
    remark: (run, text) => {
      publisher.remark(run, text);
    },
    presses,
    early,
    touched: (run) => {
      reconciler.touched(run);
    },
    refused: (run, kind, by) => {
      reconciler.refused(run, kind, by);
    },
  });

  publisher.start();
  await line.open();
  // Runs are taken up after that: what was put on their messages while nobody was there.
  void options.runsKnown?.then(() => presses.look(() => presses.active()));
  void reconciler.watch().catch((error: unknown) => {
    log.error({ err: error }, 'reactions are not looked at any more');
  });
  void groups
    .watch(() => desk.clusters().flatMap(({ approvals }) => approvals.approvers), signal)
    .catch((error: unknown) => {
      log.error({ err: error }, 'user groups are only read when somebody approves');
    });
  void members
    .watch(
      () =>
        desk.runs().flatMap((run) => (hasEnded(run) || run.plan.approvals.approvers.length > 0 ? [] : [run.channel])),
      signal,
    )
    .catch((error: unknown) => {
      log.error({ err: error }, 'the members of channels are only read when somebody approves');
    });
  void probeToken({ api, clock, signal });

  return {
    health: () => slackHealth(line.health(), gaps.record, reach),
    reconcileVotes: (run) => reconciler.votes(run),
    drain: async () => {
      const patience = new AbortController();
      const within = (work: Promise<unknown>): Promise<unknown> =>
        Promise.race([work, clock.sleep(drainMs, patience.signal)]);
      await line.close();
      await within(intake.drained());
      await within(publisher.finish(drainMs, farewell(clock.now())));
      patience.abort();
    },
  };
}

/** Slack tells which app a bot belongs to in the bot's own profile. Without it, the workspace alone is compared. */
async function homeOf(api: SlackApi, { userId, teamId, enterpriseId }: Self): Promise<Home> {
  const own = await api.user(userId);
  const appId = own.ok ? own.value.profile?.api_app_id : undefined;
  return { teamId, ...(enterpriseId === undefined ? {} : { enterpriseId }), ...(appId === undefined ? {} : { appId }) };
}

function socketLine(options: SlackOptions, reach: Reach, onConnected: OnConnected): SocketLine {
  return new SocketLine({
    appToken: options.tokens.app ?? '',
    clock: options.clock,
    log: options.log,
    onConnected,
    onAnswer: (refusal) => {
      reach.connection(refusal);
    },
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
  });
}

function httpLine(options: SlackOptions, onConnected: OnConnected): HttpLine {
  if (options.door === undefined) throw new Error('HTTP mode needs a port to listen at');
  return new HttpLine({
    signingSecret: options.tokens.signingSecret ?? '',
    door: options.door,
    log: options.log,
    onConnected,
  });
}
