import { describe, expect, it } from 'vitest';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { decide } from '../../src/roll/decide.js';
import type { Intent } from '../../src/roll/intent.js';
import { documentedTiming } from '../../src/roll/policy.js';
import type { Run } from '../../src/roll/run.js';
import { runSchema } from '../../src/store/codec/run.js';
import { alice, awaiting, bob, held, logged, night, paused, rolling } from '../support/told-runs.js';

const context = {
  now: night + 900_000,
  policy: {
    cluster: rolling().cluster,
    clusterName: undefined,
    metas: [],
    collectors: [],
    approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
    onRestart: 'continue' as const,
    timing: documentedTiming,
    mutation2pcMinReplicaCount: 0,
    minLiveNodes: 3,
    livePercentage: 0,
    procedure: {
      replica: { restart: ['restart'], upgrade: ['restart'] },
      meta: { restart: ['restart'], upgrade: ['restart'] },
      collector: { restart: ['restart'], upgrade: ['restart'] },
    } as const,
  },
  restarts: [],
  lock: undefined,
  calendar: alwaysOpen,
};
const say = (run: Run, intent: Omit<Intent, 'via'>): ReturnType<typeof decide> =>
  decide(run, { kind: 'intent', intent: { via: 'reaction', ...intent } }, context);
const since = (minutes: number): number => night + minutes * 60_000;
const pausedAt = (minutes: number): Run =>
  paused({
    log: [
      {
        kind: 'paused',
        why: { code: 'paused-by', by: { code: 'person', user: bob } },
        settingsStayOn: true,
        seq: 1,
        at: since(minutes),
      },
    ],
  });

describe('a press', () => {
  it('counts once, and is remembered with the run', () => {
    const first = say(pausedAt(5), { kind: 'resume', by: alice, userAction: { key: 'a', at: since(6) } });
    expect(first).toMatchObject({ run: { status: 'rolling', handledActions: ['a'] }, answer: { accepted: true } });
    const stopped = say(first.run, { kind: 'pause', by: bob, userAction: { key: 'b', at: since(15) } });
    expect(stopped.run).toMatchObject({ status: 'pausing', handledActions: ['a', 'b'] });
    const again = say(stopped.run, { kind: 'resume', by: alice, userAction: { key: 'a', at: since(14) } });
    expect(again.run).toBe(stopped.run);
    expect(again.answer).toMatchObject({ accepted: false, repeated: true });
    expect(runSchema.parse(JSON.parse(JSON.stringify(stopped.run)))).toMatchObject({ handledActions: ['a', 'b'] });
  });

  it('that was refused is not taken later, when it would mean something', () => {
    const refused = say(rolling(), { kind: 'resume', by: alice, userAction: { key: 'a' } });
    expect(refused).toMatchObject({ run: { status: 'rolling', handledActions: ['a'] }, answer: { accepted: false } });
    const stopped = say(refused.run, { kind: 'pause', by: bob });
    expect(say(stopped.run, { kind: 'resume', by: alice, userAction: { key: 'a' } }).run.status).toBe('pausing');
  });

  it('keeps the request that awaits approval waiting for its end, when it is repeated or late', () => {
    const asked = awaiting();
    const run: Run = {
      ...asked,
      handledActions: ['a'],
      expiresAt: context.now + 1_000_000,
      log: logged({ kind: 'approval-withdrawn', by: bob }),
    };
    for (const userAction of [{ key: 'a' }, { key: 'b', at: night - 1_000 }])
      expect(say(run, { kind: 'approve', by: bob, planId: run.plan.id, userAction }).next).toMatchObject({
        kind: 'rest',
        until: expect.any(Number),
      });
  });

  it('remembers no more than people press', () => {
    let run: Run = rolling();
    for (let nth = 0; nth < 250; nth += 1)
      run = say(run, { kind: 'resume', by: alice, userAction: { key: `press ${nth}` } }).run;
    expect(run.handledActions).toHaveLength(200);
    expect(run.handledActions?.at(-1)).toBe('press 249');
  });

  it.each<[string, Run, Intent['kind'], number, boolean]>([
    ['a resume from before the pause', pausedAt(5), 'resume', 4, false],
    ['a resume after it', pausedAt(5), 'resume', 6, true],
    ['a retry from before the hold', held(), 'retry', 4, false],
    ['a retry after it', held(), 'retry', 6, true],
    [
      'a pause from before somebody resumed it',
      rolling({ log: [{ kind: 'resumed', by: bob, seq: 1, at: since(5) }] }),
      'pause',
      4,
      false,
    ],
    [
      'a pause at about that moment: the safe side',
      rolling({ log: [{ kind: 'resumed', by: bob, seq: 1, at: since(5) }] }),
      'pause',
      4.9,
      true,
    ],
    [
      'an abort from before somebody resumed it',
      rolling({ log: [{ kind: 'resumed', by: bob, seq: 1, at: since(5) }] }),
      'abort',
      4,
      false,
    ],
    ['an abort that is old, while nothing has been decided since', rolling(), 'abort', 1, true],
  ])('%s', (_what, run, kind, minutes, counts) => {
    const { run: next, answer } = say(run, { kind, by: alice, userAction: { key: 'x', at: since(minutes) } });
    expect(answer?.accepted).toBe(counts);
    if (!counts) expect(next).toEqual({ ...run, handledActions: ['x'], updatedAt: context.now });
  });

  it('to resume counts while the pause that was asked for before it is still on its way, or has just come', () => {
    const log = logged(
      { kind: 'pausing', by: { code: 'person', user: bob } },
      { kind: 'paused', why: { code: 'paused-by', by: { code: 'person', user: bob } }, settingsStayOn: true },
    );
    const between = { key: 'x', at: night + 30_000 };
    expect(say(paused({ log }), { kind: 'resume', by: alice, userAction: between }).answer).toMatchObject({
      accepted: true,
    });
  });
});
