import type { ServerFacts, SimulatedPorts, SimulatedServers } from '../../servers.js';
import type { HttpAnswer } from './request.js';

/** Everything a page is made from. */
export interface Site {
  readonly cluster: SimulatedServers & SimulatedPorts;
  readonly address: string;
  readonly facts: ServerFacts;
  /** The words and pages of servers above 2.5. */
  readonly newer: boolean;
}

/** `dies`: the process ended in the middle of the page, as 2.5.0 standbys do (docs/pegasus.md, "HTTP pages"). */
export type PageOutcome = HttpAnswer | 'dies';
