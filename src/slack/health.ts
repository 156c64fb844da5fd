import type { RunId } from '../roll/ids.js';
import type { GapRecord } from './connect/gaps.js';
import type { Line } from './connect/line.js';
import type { DeliveryStatus } from './publish/delivery-status.js';

export interface SlackHealth {
  /** Slack's events come in. */
  readonly connected: boolean;
  /** Slack takes the tokens of the bot; false once one of them has been revoked. */
  readonly letIn: boolean;
  /** For how long no events have come in, milliseconds. */
  readonly disconnectedForMs?: number;
  /** In words, for people. */
  readonly detail: string;
  readonly gaps: GapRecord;
  /** Runs that cannot be shown in their channel. */
  readonly unseenRuns: number;
}

export function slackHealth(
  line: ReturnType<Line['health']>,
  gaps: GapRecord,
  deliveryStatus: DeliveryStatus,
): SlackHealth {
  const lost = deliveryStatus.lostRuns();
  const troubles = [
    ...(deliveryStatus.tokenError === undefined ? [] : [`shut out: ${deliveryStatus.tokenError}`]),
    ...(deliveryStatus.appTokenError === undefined ? [] : [`app token refused: ${deliveryStatus.appTokenError}`]),
    ...[...lost].map(([run, error]: [RunId, string]) => `run ${run} cannot be shown: ${error}`),
  ];
  return {
    connected: line.connected,
    letIn: deliveryStatus.tokenError === undefined && deliveryStatus.appTokenError === undefined,
    ...(line.disconnectedForMs === undefined ? {} : { disconnectedForMs: line.disconnectedForMs }),
    detail: [line.detail, ...troubles].join('; '),
    gaps,
    unseenRuns: lost.size,
  };
}
