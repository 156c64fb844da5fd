import { describe, expect, it, onTestFinished } from 'vitest';
import type { Run } from '../../../src/roll/run.js';
import { gapOf } from '../../../src/slack/publish/edit-pace.js';
import { RunPublisher } from '../../../src/slack/publish/run-publisher.js';
import { halfway, pausing, rolling } from '../../support/told-runs.js';
import { OneRun } from './one-run.js';

const gapMs = gapOf(rolling());
/** The same run a moment later: the second server has fewer primaries left. */
const further = (left: number): Run =>
  rolling({}, halfway({ kind: 'move-primaries', since: 0, countdown: { since: 0, left, movedAt: 0 } }));

/** A run whose message shows it, a second ago. */
async function shown(): Promise<{
  readonly one: OneRun;
  readonly show: (run: Run) => void;
  readonly edits: () => readonly string[];
}> {
  const one = await OneRun.of(rolling());
  const publisher = new RunPublisher(one.deps, rolling());
  onTestFinished(() => {
    one.leave();
  });
  const edits = (): readonly string[] =>
    one.calls.flatMap(({ method, args }) =>
      method === 'chat.update' && args.get('ts') === '1.1' ? [args.get('blocks') ?? ''] : [],
    );
  const show = (run: Run): void => {
    one.now(run);
    publisher.show(run);
  };
  show(rolling());
  await one.clock.advance(1_000);
  expect(edits()).toHaveLength(1);
  return { one, show, edits };
}

describe('the message of a run', () => {
  it('shows how far it has come when its gap is over, though nothing more is heard of the run', async () => {
    const { one, show, edits } = await shown();
    show(further(4_711));
    await one.clock.advance(gapMs - 1_500);
    expect(edits()).toHaveLength(1);
    await one.clock.advance(1_000);
    expect(edits()).toHaveLength(2);
    expect(edits()[1]).toContain('4711');
  });

  it('is not edited in its gap by what only counts; what people did shows at once', async () => {
    const { one, show, edits } = await shown();
    for (const left of [30, 20, 10]) {
      show(further(left));
      await one.clock.advance(2_000);
    }
    expect(edits()).toHaveLength(1);
    show(pausing());
    await one.clock.advance(0);
    expect(edits()).toHaveLength(2);
    expect(edits()[1]).toContain('ausing');
  });
});
