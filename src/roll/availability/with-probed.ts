import { fewerPoints } from './points.js';
import type { ProbedUntil, ProbeRecord, Stage } from './availability.js';
import { addCounts, addProbed, noOperations, type ProbeCounts, type ProbePoint } from './probed.js';

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
      course: fewerPoints([...(sum?.course ?? []), { at, operations, failed, slow, slowestMs }], joined),
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

const joined = (one: ProbePoint, next: ProbePoint): ProbePoint => ({
  at: next.at,
  operations: one.operations + next.operations,
  failed: one.failed + next.failed,
  slow: one.slow + next.slow,
  slowestMs: Math.max(one.slowestMs, next.slowestMs),
});
