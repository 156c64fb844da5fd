import type { Receiver } from '@slack/bolt';
import type { RunService } from '../engine/run-service.js';
import type { UnsavedRuns } from '../engine/run-service.js';
import type { Clock } from '../lib/clock.js';
import type { ClusterName } from '../roll/ids.js';
import type { HttpServer } from '../lib/http-server.js';
import type { OnCall } from './api/api-calls.js';
import type { Gap } from './connect/gaps.js';
import type { Line, OnConnected } from './connect/line.js';
import type { Log } from '../lib/log.js';
import type { Alternate } from './delivery-failure/alternate.js';
import type { RequestLimit } from './intents/request-limit.js';
import type { OnLostOf } from './delivery-failure/unseen-runs.js';
import type { Language } from '../words/words.js';
import type { ReactionKind } from './reactions.js';

export interface SlackOptions {
  readonly runService: RunService;
  readonly clock: Clock;
  readonly log: Log;
  readonly mode: 'socket' | 'http';
  /** `app` is needed in Socket Mode, `signingSecret` in HTTP mode. */
  readonly tokens: { readonly bot: string; readonly app?: string; readonly signingSecret?: string };
  /** A Slack-compatible server instead of Slack, ending in `/api/`. */
  readonly apiUrl?: string;
  /** Needed in HTTP mode: where Slack's requests come in, at `/slack/events`. */
  readonly httpServer?: HttpServer;
  /** For each meaning the emoji that carry it; the first is the one the bot seeds. */
  readonly reactions?: Partial<Record<ReactionKind, readonly string[]>>;
  /** In which people are answered; English by default. */
  readonly language?: Language;
  /** Clusters that are rolled one after the other, by the name of their group. */
  readonly groups?: ReadonlyMap<string, readonly ClusterName[]>;
  /** The slash command with its slash; `/pegasus` unless given. */
  readonly command?: string;
  /** How requests to Slack are made, when not by the machine's own fetch. */
  readonly fetch?: typeof fetch;
  /** Another way in than `mode` says, for a program that carries Slack's events itself. */
  readonly line?: (onConnected: OnConnected) => Line & { readonly receiver: Receiver };
  /** Id of the channel in which every run has one line. */
  readonly digestChannel?: string;
  /** A drawing as PNG; without it runs end without a picture. */
  readonly rasterize?: (svg: string) => Promise<Uint8Array>;
  /** Nobody waits any more for a Slack that cannot be reached: `startSlack` comes back, and is to be stopped. */
  readonly signal?: AbortSignal;
  /**
   * Resolves when the run service knows the runs that were under way; by default it knows them. What becomes of them is
   * decided then.
   */
  readonly runsKnown?: Promise<void>;
  /** What becomes of a run that people cannot see or steer any more; by default it goes on. */
  readonly onLost?: OnLostOf;
  /** How people are told of it; by default those who asked and approved, directly. */
  readonly alternate?: Alternate;
  /** Runs that cannot be saved now: their messages say so, and people are told in another way, too. */
  readonly unsaved?: UnsavedRuns;
  /** How often people may ask for plans and lists; by default as often as people do. */
  readonly limit?: RequestLimit;
  /** Told of every call to Slack's Web API. */
  readonly onCall?: OnCall;
  /** Told when Slack is heard again after a time in which it was not. */
  readonly onGap?: (gap: Gap) => void;
}
