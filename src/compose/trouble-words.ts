import type { LoopState } from '../engine/loop-watch.js';
import { standsStill } from '../engine/loop-watch.js';
import type { UnsavedRuns } from '../engine/run-service.js';
import { formatDuration } from '../lib/duration.js';

/** What the engine knows of its own troubles. */
export interface EngineHealth {
  loops(): readonly LoopState[];
  readonly unsaved: Pick<UnsavedRuns, 'all'>;
  /** Since when the space that is kept for a full disk has been used. */
  readonly shortOfRoom: number | undefined;
}

/** A line for each, for `/readyz`; none when the engine is well. */
export function troubleLines(engine: EngineHealth, now: number): readonly string[] {
  const stuck = engine.loops().filter((loop) => standsStill(loop, now));
  return [
    ...[...engine.unsaved.all()].map(
      ([run, { since, why }]) =>
        `Run ${run} cannot be saved for ${formatDuration(now - since)}: ${why}. Nothing new is begun in it`,
    ),
    ...(engine.shortOfRoom === undefined
      ? []
      : [
          `The disk of the database is full since ${new Date(engine.shortOfRoom).toISOString()}, and ` +
            'the space that is kept for this is in use: make room',
        ]),
    ...stuck.map(
      ({ run, decidedAt }) =>
        `Run ${run} has decided nothing for ${formatDuration(now - decidedAt)}, although it should move`,
    ),
  ];
}

export function troubleMetrics(engine: EngineHealth, now: number): readonly string[] {
  const unsaved = [...engine.unsaved.all().values()];
  const seconds = (since: number): number => Math.max(0, now - since) / 1_000;
  return [
    '# HELP pegasus_roll_unsaved_runs Runs whose state cannot be saved.',
    '# TYPE pegasus_roll_unsaved_runs gauge',
    `pegasus_roll_unsaved_runs ${unsaved.length}`,
    '# HELP pegasus_roll_unsaved_seconds For how long the state of some run could not be saved.',
    '# TYPE pegasus_roll_unsaved_seconds gauge',
    `pegasus_roll_unsaved_seconds ${Math.max(0, ...unsaved.map(({ since }) => seconds(since)))}`,
    '# HELP pegasus_roll_reserve_given_back Whether the space that is kept for a full disk is in use.',
    '# TYPE pegasus_roll_reserve_given_back gauge',
    `pegasus_roll_reserve_given_back ${engine.shortOfRoom === undefined ? 0 : 1}`,
    '# HELP pegasus_roll_last_decision_seconds How long ago a run that has not ended decided last.',
    '# TYPE pegasus_roll_last_decision_seconds gauge',
    ...engine
      .loops()
      .map(
        ({ run, cluster, decidedAt }) =>
          `pegasus_roll_last_decision_seconds{run="${run}",cluster="${cluster}"} ${seconds(decidedAt)}`,
      ),
    '# HELP pegasus_roll_stuck_runs Runs that should move and have decided nothing for too long.',
    '# TYPE pegasus_roll_stuck_runs gauge',
    `pegasus_roll_stuck_runs ${engine.loops().filter((loop) => standsStill(loop, now)).length}`,
  ];
}
