import { describe, expect, it } from 'vitest';
import type { RunView } from '../../../demo/page/cluster-protocol.js';
import { Timeline } from '../../../demo/view/timeline.js';

const run = (changes: Partial<RunView> = {}): RunView => ({
  id: 'cluster-x-1',
  status: 'rolling',
  ended: false,
  targets: [],
  ...changes,
});
const at = (step: string): Pick<RunView, 'at'> => ({ at: { address: '127.0.0.1:34801', step } });

describe('what has happened to a run', () => {
  it('is what it does at which server, and marked in the plot where it restarts one or is held', () => {
    const timeline = new Timeline();
    timeline.runChanged(run(at('move-primaries')), 1_000);
    timeline.runChanged(run(at('process')), 2_000);
    timeline.runChanged(
      run({ ...at('heal'), status: 'held', hold: { reason: 'second-failure', title: 'a failure' } }),
      3_000,
    );
    expect(timeline.all.map(({ text, mark }) => [text, mark])).toEqual([
      ['the run goes on', undefined],
      ['34801: moves its primaries away', undefined],
      ['34801: restarts it', '34801 ↻'],
      ['the run is held: a failure', 'held'],
      ['34801: waits for its copies', undefined],
    ]);
    expect(timeline.spans.map(({ step, from, to }) => [step, from, to])).toEqual([
      ['move-primaries', 1_000, 2_000],
      ['process', 2_000, 3_000],
      ['heal', 3_000, undefined],
    ]);
  });

  it('begins anew with the next run, which another one that has ended does not replace', () => {
    const timeline = new Timeline();
    timeline.runChanged(run(at('heal')), 1_000);
    timeline.runChanged(run({ id: 'cluster-x-2', status: 'awaiting-approval' }), 2_000);
    timeline.runChanged(run({ status: 'aborted', ended: true }), 3_000);
    expect(timeline.run?.id).toBe('cluster-x-2');
    expect(timeline.spans).toEqual([]);
  });
});
