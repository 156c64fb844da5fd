import type { Clock } from '../../lib/clock.js';
import type { RunService } from '../../engine/run-service.js';
import type { UnsavedRuns } from '../../engine/run-service.js';
import type { RunId } from '../../roll/ids.js';
import type { MissingScopes } from '../api/missing-scopes.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Log } from '../../lib/log.js';
import type { Speech } from '../reactions.js';
import type { ChannelPace } from './channel-pace.js';
import type { Dialects } from './dialects.js';
import type { EditBudget } from './edit-budget.js';
import type { Self } from './find-post.js';
import type { DeliveryStatus } from './delivery-status.js';

/** What the publishers of all runs share. */
export interface RunPublisherDeps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly self: Self;
  readonly clock: Clock;
  readonly log: Log;
  readonly missingScopes: MissingScopes;
  readonly pace: ChannelPace;
  readonly budget: EditBudget;
  readonly deliveryStatus: DeliveryStatus;
  readonly dialects: Dialects;
  readonly speech: Speech;
  readonly signal: AbortSignal;
  /** Runs that cannot be saved now; undefined: nobody knows of any. */
  readonly unsaved: UnsavedRuns | undefined;
  /** A message stands, and is known to: what people put on it a moment ago was not understood. */
  readonly onStanding?: (run: RunId, how: 'posted' | 'found') => void;
  /** Where every run has one line; undefined: nowhere. */
  readonly digestChannel: string | undefined;
  /** A drawing as PNG; undefined: runs end without a picture. */
  readonly rasterize: ((svg: string) => Promise<Uint8Array>) | undefined;
}

/** After an answer that got lost, Slack is given this long before its history is believed. */
export const settleMs = 1_500;
/** Somebody has to do something (invite the bot, unarchive the channel): asked again this often. */
export const refusedAgainMs = 30_000;
