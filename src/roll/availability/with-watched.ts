import { isActive } from '../active.js';
import type { Phase } from '../progress.js';
import type { Run } from '../run.js';
import type { Availability, Shown, StageBegun, Watched } from './availability.js';
import { addOutages, noOutages, noTime, ofEachKind, addBounds, type Bounds, type OfEachKind } from './outage.js';
import { fewerPoints } from './points.js';
import { withProbed } from './with-probed.js';
import { showsTheSame } from './follow-partitions.js';

const mostStages = 4_000;
/** What was seen is taken into the run at least this often, so that a crash loses no more of it. */
const longestUntakenMs = 30_000;

/**
 * The run as a decision left it, with what was watched until then, which belongs to where the run was `before` it. As
 * long as nothing else changes, it is not taken at each reading.
 */
export function withWatched<Any extends Run>(before: Run, after: Any, watched: Watched | undefined, now: number): Any {
  if (!('progress' in after) || !isActive(before)) return after;
  const known = after.progress.availability;
  const isWorthIt = watched !== undefined && (after !== before || watched.to - (known?.until ?? 0) >= longestUntakenMs);
  const seen = isWorthIt ? added(known, watched, before.progress.phase) : known;
  if (seen === undefined) return after;
  const stages = withStage(seen.stages, stageOf(after), now);
  if (seen === known && stages === seen.stages) return after;
  return { ...after, progress: { ...after.progress, availability: { ...seen, stages } } };
}

/** One piece and the next, as one. */
export const joinWatched = (one: Watched | undefined, next: Watched): Watched =>
  one === undefined
    ? next
    : {
        from: one.from,
        to: next.to,
        readings: one.readings + next.readings,
        longestGapMs: Math.max(one.longestGapMs, next.longestGapMs),
        outages: ofEachKind((kind) => addOutages(one.outages[kind], next.outages[kind])),
        shown: continued(one.shown, next.shown),
        ...(one.probed === undefined && next.probed === undefined
          ? {}
          : { probed: [...(one.probed ?? []), ...(next.probed ?? [])] }),
      };

function added(known: Availability | undefined, watched: Watched, phase: Phase): Availability {
  const { outages, readings, longestGapMs, from, to } = watched;
  // A piece that was taken already, or a clock that was set back.
  if (known !== undefined && to <= known.until) return known;
  const times = ofEachKind((kind) => ({ least: outages[kind].least, most: outages[kind].most }));
  const stage = phase.kind === 'target' ? phase.step.kind : phase.kind;
  const place = phase.kind === 'target' ? String(phase.target) : undefined;
  const probe = withProbed(known?.probe, watched.probed ?? [], stage, place);
  return {
    since: known?.since ?? from,
    until: to,
    readings: (known?.readings ?? 0) + readings,
    longestGapMs: Math.max(known?.longestGapMs ?? 0, longestGapMs),
    unwatchedMs: (known?.unwatchedMs ?? 0) + Math.max(0, from - (known?.until ?? from)),
    outages: ofEachKind((kind) => addOutages(known?.outages[kind] ?? noOutages, outages[kind])),
    byStage: withTimes(known?.byStage ?? {}, stage, times),
    byTarget: place === undefined ? (known?.byTarget ?? {}) : withTimes(known?.byTarget ?? {}, place, times),
    course: fewerPoints(continued(known?.course ?? [], watched.shown), worse),
    stages: known?.stages ?? [],
    ...(probe === undefined ? {} : { probe }),
  };
}

function withTimes<By extends Readonly<Partial<Record<string, OfEachKind<Bounds>>>>>(
  known: By,
  key: keyof By & string,
  times: OfEachKind<Bounds>,
): By {
  const before = known[key];
  if (Object.values(times).every(({ most }) => most === 0)) return known;
  return {
    ...known,
    [key]: ofEachKind((kind) => addBounds(before?.[kind] ?? noTime, times[kind])),
  };
}

function continued(course: readonly Shown[], shown: readonly Shown[]): readonly Shown[] {
  const last = course.at(-1);
  const [first, ...rest] = shown;
  if (first === undefined) return course;
  return last !== undefined && showsTheSame(last, first) ? [...course, ...rest] : [...course, ...shown];
}

/** Of two points that follow each other the worse one stays. */
const worse = (one: Shown, other: Shown): Shown => ({
  at: one.at,
  of: Math.max(one.of, other.of),
  withoutPrimary: Math.max(one.withoutPrimary, other.withoutPrimary),
  unwritable: Math.max(one.unwritable, other.unwritable),
  short: Math.max(one.short, other.short),
});

/** Where a run is; undefined once it is over. */
function stageOf(run: Run): Omit<StageBegun, 'at'> | undefined {
  if (!isActive(run)) return undefined;
  const { phase } = run.progress;
  const target = phase.kind === 'target' ? { target: phase.target } : {};
  if (run.status === 'held' || run.status === 'paused') return { stage: 'standing', ...target };
  return { stage: phase.kind === 'target' ? phase.step.kind : phase.kind, ...target };
}

function withStage(
  stages: readonly StageBegun[],
  stage: Omit<StageBegun, 'at'> | undefined,
  now: number,
): readonly StageBegun[] {
  const last = stages.at(-1);
  if (stage === undefined || stages.length >= mostStages) return stages;
  if (last?.stage === stage.stage && last.target === stage.target) return stages;
  return [...stages, { at: now, ...stage }];
}
