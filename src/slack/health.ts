import type { RunId } from '../roll/ids.js';
import type { GapRecord } from './connect/gaps.js';
import type { Line } from './connect/line.js';
import type { Reach } from './publish/reach.js';

export interface SlackHealth {
  /** Slack's events come in. */
  readonly connected: boolean;
  /** Slack takes the tokens of the bot; false once one of them has been revoked. */
  readonly letIn: boolean;
  /** For how long no events have come in, milliseconds. */
  readonly deafSinceMs?: number;
  /** In words, for people. */
  readonly detail: string;
  readonly gaps: GapRecord;
  /** Runs that cannot be shown in their channel. */
  readonly unseenRuns: number;
}

export function slackHealth(line: ReturnType<Line['health']>, gaps: GapRecord, reach: Reach): SlackHealth {
  const lost = reach.lostRuns();
  const troubles = [
    ...(reach.tokenError === undefined ? [] : [`shut out: ${reach.tokenError}`]),
    ...(reach.appTokenError === undefined ? [] : [`app token refused: ${reach.appTokenError}`]),
    ...[...lost].map(([run, error]: [RunId, string]) => `run ${run} cannot be shown: ${error}`),
  ];
  return {
    connected: line.connected,
    letIn: reach.tokenError === undefined && reach.appTokenError === undefined,
    ...(line.deafSinceMs === undefined ? {} : { deafSinceMs: line.deafSinceMs }),
    detail: [line.detail, ...troubles].join('; '),
    gaps,
    unseenRuns: lost.size,
  };
}
