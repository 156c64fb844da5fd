import type { ClusterAct, ProcessCommand } from '../act.js';
import type { ActiveRun } from '../active.js';
import type { Context, UpReading } from '../decision.js';
import type { Hold } from '../hold.js';
import type { Message } from '../message.js';
import type { Observation } from '../observation.js';
import type { Step, TargetProgress } from '../progress.js';

/** What a step looks at: the run, the server at hand, and one reading of the cluster. */
export interface StepInput<Kind extends Step['kind'] = Step['kind']> {
  readonly run: ActiveRun;
  readonly target: TargetProgress;
  readonly targetIndex: number;
  readonly step: Extract<Step, { kind: Kind }>;
  readonly seen: Observation;
  readonly up: UpReading | undefined;
  readonly context: Context;
}

/** What a step looks at without the step itself, for what several steps share. */
export type TargetInput = Omit<StepInput, 'step'>;

/** What a step answers. It never performs anything. */
export type Outcome =
  | { readonly kind: 'act'; readonly run: ActiveRun; readonly act: ClusterAct }
  | { readonly kind: 'command'; readonly run: ActiveRun; readonly command: ProcessCommand }
  /** Nothing to do but to look again; `what` is shown to people. */
  | { readonly kind: 'wait'; readonly run: ActiveRun; readonly what: Message; readonly since: number }
  /** The run has changed: decide again on the same reading. */
  | { readonly kind: 'reevaluate'; readonly run: ActiveRun }
  | { readonly kind: 'hold'; readonly run: ActiveRun; readonly hold: Hold }
  /** The server is done with. */
  | { readonly kind: 'target-done'; readonly run: ActiveRun };

/** A step's answer, or that nothing is left to be done. */
export type PhaseOutcome = Outcome | { readonly kind: 'ended'; readonly run: ActiveRun };

export const act = (run: ActiveRun, what: ClusterAct): Outcome => ({ kind: 'act', run, act: what });
export const reevaluate = (run: ActiveRun): Outcome => ({ kind: 'reevaluate', run });
export const wait = (run: ActiveRun, what: Message, since: number): Outcome => ({ kind: 'wait', run, what, since });
export const hold = (run: ActiveRun, why: Hold): Outcome => ({ kind: 'hold', run, hold: why });
