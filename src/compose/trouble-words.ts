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
