import { App } from '@slack/bolt';
import type { RunId } from '../roll/ids.js';
import { hasEnded } from '../roll/run.js';
import { MissingScopes } from './api/missing-scopes.js';
import type { SlackApi } from './api/slack-api.js';
import { ChannelMembers } from './channel-members.js';
import { boltLogger } from './connect/bolt-logger.js';
import { Gaps } from './connect/gaps.js';
import { HttpLine } from './connect/http-line.js';
import { EventGateway } from './connect/event-gateway.js';
import type { OnConnected } from './connect/line.js';
import { SocketLine } from './connect/socket-line.js';
import { slackHealth, type SlackHealth } from './health.js';
import { Identity } from './identity.js';
import { requesterOf } from './intents/requester.js';
import { Channels } from './intents/channels.js';
import { EarlyReactions } from './intents/early-reactions.js';
import { forAnotherApp, isForThisApp, type Home } from './intents/for-this-app.js';
import { Gatekeeper } from './intents/gatekeeper.js';
import { listen } from './intents/listen.js';
import { Campaigns } from './intents/campaigns.js';
import { WantedRollbacks } from './intents/wanted-rollbacks.js';
import { RequestLimit } from './intents/request-limit.js';
import { Replies } from './intents/replies.js';
import { MissedReactions } from './missed-reactions.js';
import { probeToken } from './delivery-failure/probe-token.js';
import type { ChannelPace } from './publish/channel-pace.js';
import { EditBudget } from './publish/edit-budget.js';
import { shutdownNotice } from './publish/shutdown-notice.js';
import { AllRunsPublisher } from './publish/all-runs-publisher.js';
import type { DeliveryStatus } from './publish/delivery-status.js';
import type { Speech } from './reactions.js';
import { VoteReconciler, type VoteCheck } from './vote-reconciler.js';
import type { SlackOptions } from './slack-options.js';
import { UserGroups } from './user-groups.js';

const drainMs = 5_000;

export interface Parts {
  readonly options: SlackOptions;
  readonly api: SlackApi;
  readonly deliveryStatus: DeliveryStatus;
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
export interface Session {
  health(): SlackHealth;
  reconcileVotes(run: RunId): Promise<VoteCheck>;
  drain(): Promise<void>;
}

export async function openSession(
  { options, api, deliveryStatus, pace, signal, speech: configured }: Parts,
  self: Self,
): Promise<Session> {
  const { runService, clock, log } = options;
  const groups = new UserGroups({ api, clock, log });
  const speech: Speech = { ...configured, groupIds: groups.ids };
  const missingScopes = new MissingScopes(log);
  const replies = new Replies({ api, clock, log, signal, fetch: options.fetch ?? fetch, apiUrl: options.apiUrl });
  const channels = new Channels(api, missingScopes);
  const members = new ChannelMembers({ api, idOf: (channel) => channels.idOf(channel), clock, log });
  const gatekeeper = new Gatekeeper(
    runService,
    new Identity({ api, clock, log, groups, channels: members, home: self }),
  );
  const publisher = new AllRunsPublisher({
    runService,
    api,
    self,
    clock,
    log,
    missingScopes,
    speech,
    deliveryStatus,
    pace,
    budget: new EditBudget(clock),
    digestChannel: options.digestChannel,
    rasterize: options.rasterize,
    signal,
    unsaved: options.unsaved,
    onStanding: (run, how) => {
      const at = runService.conversation(run);
      if (at?.ts !== undefined) gateway.track(early.known(at.channel, at.ts));
      if (at?.campaign?.ts !== undefined) gateway.track(early.known(at.campaign.channel, at.campaign.ts));
      gateway.track(reconciler.votes(run).then(() => undefined));
      if (how === 'found') gateway.track(missedReactions.look(() => runService.runs().filter(({ id }) => id === run)));
    },
  });
  const campaigns = new Campaigns({
    runService,
    clock,
    log,
    gatekeeper,
    channels,
    signal,
    note: (run, change) => publisher.note(run, change),
  });
  const early = new EarlyReactions(clock);
  const reconciler = new VoteReconciler({
    runService,
    api,
    gatekeeper,
    replies,
    missingScopes,
    clock,
    log,
    speech,
    botUserId: self.userId,
    signal,
  });
  const missedReactions = new MissedReactions({
    runService,
    api,
    gatekeeper,
    clock,
    log,
    speech,
    campaigns,
    botUserId: self.userId,
    signal,
    note: (run, change) => publisher.note(run, change),
    remark: (run, text) => {
      publisher.remark(run, text);
    },
  });
  const home = await homeOf(api, self);
  const gateway = new EventGateway(
    clock,
    log,
    (body) => isForThisApp(body, home),
    async (body) => {
      const asked = requesterOf(body);
      if (asked !== undefined) await replies.tell(asked, { text: forAnotherApp() });
    },
  );
  const gaps = new Gaps(clock);

  const onConnected: OnConnected = (disconnectedForMs) => {
    // Reactions that changed while nobody listened.
    gateway.track(reconciler.all());
    if (disconnectedForMs === undefined) {
      gateway.track(missedReactions.look(() => missedReactions.active()));
      return;
    }
    const gap = gaps.ended(disconnectedForMs);
    options.onGap?.(gap);
    void missedReactions.afterGap(gap);
  };
  const line =
    options.line?.(onConnected) ??
    (options.mode === 'socket' ? socketLine(options, deliveryStatus, onConnected) : httpLine(options, onConnected));
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
  // An error goes on to the event gateway, which then does not acknowledge the event.
  app.error((error) => Promise.reject(error));
  gateway.guard(app);
  listen(app, {
    runService,
    api,
    clock,
    log,
    gatekeeper,
    replies,
    speech,
    channels,
    groups: options.groups ?? new Map(),
    limit: options.limit ?? new RequestLimit(clock),
    botUserId: self.userId,
    pace,
    signal,
    inBackground: (work) => {
      gateway.track(work);
    },
    remark: (run, text) => {
      publisher.remark(run, text);
    },
    missedReactions,
    campaigns,
    early,
    touched: (run) => {
      reconciler.touched(run);
    },
    refused: (run, kind, by) => {
      reconciler.refused(run, kind, by);
    },
  });

  publisher.start();
  const endWanted = new WantedRollbacks({
    runService,
    api,
    gatekeeper,
    channels,
    replies,
    inBackground: (work) => {
      gateway.track(work);
    },
  }).start();
  const endCampaigns = campaigns.start();
  await line.open();
  // Runs are taken up after that: what was put on their messages while nobody was there.
  void options.runsKnown?.then(() => missedReactions.look(() => missedReactions.active()));
  void (options.runsKnown ?? Promise.resolve()).then(() => {
    campaigns.takeUp();
  });
  void reconciler.watch().catch((error: unknown) => {
    log.error({ err: error }, 'reactions are not looked at any more');
  });
  void groups
    .watch(() => runService.clusters().flatMap(({ approvals }) => approvals.approvers), signal)
    .catch((error: unknown) => {
      log.error({ err: error }, 'user groups are only read when somebody approves');
    });
  void members
    .watch(
      () =>
        runService
          .runs()
          .flatMap((run) => (hasEnded(run) || run.plan.approvals.approvers.length > 0 ? [] : [run.channel])),
      signal,
    )
    .catch((error: unknown) => {
      log.error({ err: error }, 'the members of channels are only read when somebody approves');
    });
  void probeToken({ api, clock, signal });

  return {
    health: () => slackHealth(line.health(), gaps.record, deliveryStatus),
    reconcileVotes: (run) => reconciler.votes(run),
    drain: async () => {
      const patience = new AbortController();
      const within = (work: Promise<unknown>): Promise<unknown> =>
        Promise.race([work, clock.sleep(drainMs, patience.signal)]);
      endWanted();
      endCampaigns();
      await line.close();
      await within(gateway.drained());
      await within(publisher.finish(drainMs, shutdownNotice(clock.now())));
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

function socketLine(options: SlackOptions, deliveryStatus: DeliveryStatus, onConnected: OnConnected): SocketLine {
  return new SocketLine({
    appToken: options.tokens.app ?? '',
    clock: options.clock,
    log: options.log,
    onConnected,
    onAnswer: (refusal) => {
      deliveryStatus.connection(refusal);
    },
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
  });
}

function httpLine(options: SlackOptions, onConnected: OnConnected): HttpLine {
  if (options.httpServer === undefined) throw new Error('HTTP mode needs a port to listen at');
  return new HttpLine({
    signingSecret: options.tokens.signingSecret ?? '',
    httpServer: options.httpServer,
    log: options.log,
    onConnected,
  });
}
