import type { ProbedUntil, ProbeRecord, Stage } from './availability.js';
import { addCounts, addProbed, noOperations, type ProbeCounts, type ProbePoint } from './probed.js';

/** More points than a picture has room for are put together. */
const mostPoints = 600;

/** What a probe did before, and since then; it belongs to where the run was. */
export function withProbed(
  known: ProbeRecord | undefined,
  pieces: readonly ProbedUntil[],
  stage: Stage,
  place: string | undefined,
): ProbeRecord | undefined {
  return pieces.reduce<ProbeRecord | undefined>((sum, { at, ...piece }) => {
    const { operations, failed, slow, slowestMs } = piece.counts;
    const isIdle = operations === 0 && piece.counts.readBack === 0;
    return {
      ...addProbed(sum, piece),
      byStage: isIdle ? (sum?.byStage ?? {}) : withCounts(sum?.byStage ?? {}, stage, piece.counts),
      byTarget:
        isIdle || place === undefined ? (sum?.byTarget ?? {}) : withCounts(sum?.byTarget ?? {}, place, piece.counts),
      course: fewer([...(sum?.course ?? []), { at, operations, failed, slow, slowestMs }]),
    };
  }, known);
}

function withCounts<By extends Readonly<Partial<Record<string, ProbeCounts>>>>(
  known: By,
  key: keyof By & string,
  counts: ProbeCounts,
): By {
  return { ...known, [key]: addCounts(known[key] ?? noOperations, counts) };
}

function fewer(points: readonly ProbePoint[]): readonly ProbePoint[] {
  if (points.length <= mostPoints) return points;
  return points.flatMap((point, place) => {
    if (place % 2 === 1) return [];
    const next = points[place + 1];
    return [
      next === undefined
        ? point
        : {
            at: next.at,
            operations: point.operations + next.operations,
            failed: point.failed + next.failed,
            slow: point.slow + next.slow,
            slowestMs: Math.max(point.slowestMs, next.slowestMs),
          },
    ];
  });
}
