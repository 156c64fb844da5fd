import { describe, expect, it } from 'vitest';
import { alwaysOpen, closesAt, type Calendar } from '../../src/roll/calendar.js';
import { hasEnded } from '../../src/roll/run.js';
import { alice, bob, CoreRun, policy, rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const hour = 3_600_000;
const windows = ['Mon-Fri 10:00-17:00 Asia/Shanghai'];
const monday = Date.UTC(2026, 0, 5, 2);
const closed: Calendar = { window: { kind: 'closed', opensAt: monday, windows }, freeze: { kind: 'none' } };
const open = (until: number): Calendar => ({ window: { kind: 'open', closesAt: until }, freeze: { kind: 'none' } });
const frozen: Calendar = {
  window: { kind: 'always' },
  freeze: { kind: 'in-force', until: monday, reason: 'Spring Festival' },
};

const gateOf = (roll: CoreRun, gate: string): unknown => roll.run.plan.gates.find((verdict) => verdict.gate === gate);

describe('a plan', () => {
  it('says which window is closed until when, and how to roll all the same', () => {
    const roll = new CoreRun(new IdealCluster(), {}, policy, { calendar: closed });
    expect(inWords(gateOf(roll, 'window'))).toMatchObject({
      verdict: 'block',
      lasting: true,
      reason:
        'its change window is closed until 2026-01-05 02:00 UTC (Mon-Fri 10:00-17:00 Asia/Shanghai). To roll all the same: --outside-window "why"',
    });
    expect(gateOf(roll, 'freeze')).toMatchObject({ verdict: 'pass' });
    expect(roll.run.plan.calendar).toEqual(closed);
  });

  it('says what freeze is in force', () => {
    expect(inWords(gateOf(new CoreRun(new IdealCluster(), {}, policy, { calendar: frozen }), 'freeze'))).toMatchObject({
      verdict: 'block',
      reason: expect.stringContaining('until 2026-01-05 02:00 UTC: “Spring Festival”'),
    });
  });

  it('with a reason to roll outside of it is another plan: who approves one has not approved the other', () => {
    const within = new CoreRun(new IdealCluster(), {}, policy, { calendar: closed });
    const outside = new CoreRun(new IdealCluster(), { outsideWindow: 'the disks fill up tonight' }, policy, {
      calendar: closed,
    });
    expect(gateOf(outside, 'window')).toMatchObject({ verdict: 'pass' });
    expect(outside.run.plan.id).not.toBe(within.run.plan.id);
  });

  it('of a cluster without windows and freezes has nothing to say of them', () => {
    expect(new CoreRun(new IdealCluster()).run.plan).not.toHaveProperty('calendar');
  });
});

describe('the end of what is open', () => {
  it('is the window’s, or an earlier freeze’s', () => {
    expect(closesAt(alwaysOpen)).toBeUndefined();
    expect(closesAt(open(5 * hour))).toBe(5 * hour);
    expect(
      closesAt({
        window: { kind: 'open', closesAt: 5 * hour },
        freeze: { kind: 'none', next: { from: hour, reason: 'x' } },
      }),
    ).toBe(hour);
    expect(closesAt(closed)).toBeUndefined();
  });
});

describe('a run that goes on by itself when its window opens', () => {
  const longAway = policy.timing.maxAway + 1;

  it.each([
    ['continue', longAway],
    ['pause', 1_000],
  ] as const)(
    'waits for people instead when its bot was away too long, or is to pause (onRestart: %s)',
    (onRestart, awayMs) => {
      const roll = rolling(new IdealCluster(), {}, { ...policy, onRestart, whenWindowOpens: 'continue' }).untilStep(
        'heal',
      );
      roll.context = { calendar: closed };
      roll.untilStatus('paused');
      roll.tell({ kind: 'recovered', awayMs });
      roll.context = {};
      const before = roll.acts.length;
      for (let looks = 0; looks < 20; looks += 1) roll.step();
      expect(inWords(roll.run)).toMatchObject({
        status: 'paused',
        why: expect.stringContaining('does not go on by itself'),
      });
      expect(roll.acts).toHaveLength(before);
      expect(inWords(roll.events('paused').at(-1)?.why)).toContain('resume it then');
      roll.say('resume');
      roll.untilStatus('done');
    },
  );

  it('still goes on after a short absence', () => {
    const roll = rolling(new IdealCluster(), {}, { ...policy, whenWindowOpens: 'continue' }).untilStep('heal');
    roll.context = { calendar: closed };
    roll.untilStatus('paused');
    roll.tell({ kind: 'recovered', awayMs: 1_000 });
    roll.context = {};
    roll.untilStatus('done');
  });
});

describe('a run that is approved outside its window', () => {
  it('stands paused with nothing touched, says until when, and is not resumed before', () => {
    const roll = new CoreRun(new IdealCluster(), {}, policy, { calendar: closed });
    expect(inWords(roll.say('approve'))).toEqual({
      accepted: true,
      message:
        'approved: it does not begin yet, because its change window is closed until 2026-01-05 02:00 UTC (Mon-Fri 10:00-17:00 Asia/Shanghai)',
    });
    roll.untilStatus('paused');
    expect(inWords(roll.run)).toMatchObject({ window: 'closed', why: expect.stringMatching(/resume it then$/) });
    expect(inWords(roll.say('resume'))).toMatchObject({
      accepted: false,
      message: expect.stringContaining('--outside-window'),
    });
    for (let looks = 0; looks < 10; looks += 1) roll.step();
    expect(roll.acts).toEqual([]);
  });

  it('calls for people once it is open, and goes on when they resume it, after one more look at plan and gates', () => {
    const roll = rolling(new IdealCluster(), {}, policy, { calendar: closed });
    roll.untilStatus('paused');
    roll.context = { calendar: open(roll.now + 6 * hour) };
    roll.until(() => roll.events('window-opened').length > 0);
    expect(roll.events('window-opened')).toMatchObject([{ goesOn: false, closesAt: expect.any(Number) }]);
    expect(roll.run.status).toBe('paused');
    for (let looks = 0; looks < 10; looks += 1) roll.step();
    expect(roll.events('window-opened')).toHaveLength(1);
    expect(inWords(roll.say('resume', alice))).toEqual({ accepted: true, message: 'going on' });
    expect(roll.run.status).toBe('approved');
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
  });

  it('calls again when nobody came and it opens another time', () => {
    const roll = rolling(new IdealCluster(), {}, policy, { calendar: closed });
    roll.untilStatus('paused');
    for (const calendar of [open(monday), closed, open(monday)]) {
      roll.context = { calendar };
      for (let looks = 0; looks < 3; looks += 1) roll.step();
    }
    expect(roll.events('window-opened')).toHaveLength(2);
  });

  it('goes on by itself where that is configured', () => {
    const roll = rolling(new IdealCluster(), {}, { ...policy, whenWindowOpens: 'continue' }, { calendar: closed });
    roll.untilStatus('paused');
    expect(inWords(roll.run)).toMatchObject({ why: expect.stringMatching(/it goes on by itself then$/) });
    roll.context = { calendar: alwaysOpen };
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
    expect(roll.events('window-opened')).toMatchObject([{ goesOn: true }]);
  });

  it('that would go on by itself stands when somebody pauses it, until somebody resumes it', () => {
    const roll = rolling(new IdealCluster(), {}, { ...policy, whenWindowOpens: 'continue' }, { calendar: closed });
    roll.untilStatus('paused');
    expect(inWords(roll.say('pause', bob))).toEqual({
      accepted: true,
      message: 'paused: it stands until somebody resumes it, also when its window opens',
    });
    expect(inWords(roll.run)).toMatchObject({ status: 'paused', why: `paused by <@${bob}>` });
    expect(roll.run).not.toHaveProperty('window');
    expect(inWords(roll.events('paused').at(-1))).toMatchObject({ why: `paused by <@${bob}>`, settingsStayOn: false });
    expect(inWords(roll.say('pause', alice))).toEqual({
      accepted: false,
      message: `it stands already: paused by <@${bob}>`,
    });
    expect(inWords(roll.say('resume', alice))).toMatchObject({
      accepted: false,
      message: expect.stringContaining('its change window is closed'),
    });
    roll.context = { calendar: alwaysOpen };
    for (let looks = 0; looks < 10; looks += 1) roll.step();
    expect(roll.run.status).toBe('paused');
    expect(roll.events('window-opened')).toEqual([]);
    expect(inWords(roll.say('resume', alice))).toEqual({ accepted: true, message: 'going on' });
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
  });

  it('says so when it was the bot that paused it, which had lost touch with people', () => {
    const roll = rolling(new IdealCluster(), {}, { ...policy, whenWindowOpens: 'continue' }, { calendar: closed });
    roll.untilStatus('paused');
    expect(inWords(roll.say('pause', bob, undefined, 'disconnected'))).toMatchObject({ accepted: true });
    expect(inWords(roll.run)).toMatchObject({
      status: 'paused',
      why: 'paused by the bot, which had lost touch with people in Slack',
    });
  });

  it('still goes on by itself after a cluster that could not be read for long', () => {
    const roll = new CoreRun(new IdealCluster(), {}, { ...policy, whenWindowOpens: 'continue' }, { calendar: closed });
    roll.say('approve');
    roll.untilStatus('paused');
    const at = roll.now;
    roll.unreadable = { kind: 'unreachable', message: 'no meta answers', raw: [] };
    roll.until(() => roll.now - at > 2 * policy.timing.stall);
    expect(roll.run).toMatchObject({ status: 'paused', progress: { unreadable: { message: 'no meta answers' } } });
    roll.unreadable = undefined;
    roll.context = { calendar: alwaysOpen };
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
  });

  it('begins at once when people approved that it does', () => {
    const roll = new CoreRun(new IdealCluster(), { outsideWindow: 'the disks fill up tonight' }, policy, {
      calendar: { ...closed, freeze: frozen.freeze },
    });
    expect(inWords(roll.say('approve'))).toEqual({ accepted: true, message: 'approved: it begins now' });
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
  });

  it('loses its approval when that is taken back while it stands, and awaits it again', () => {
    const roll = rolling(new IdealCluster(), {}, policy, { calendar: closed });
    roll.untilStatus('paused');
    expect(inWords(roll.say('withdraw', alice))).toMatchObject({ accepted: false });
    expect(inWords(roll.say('withdraw', bob))).toEqual({ accepted: true, message: 'your approval is taken back' });
    expect(roll.run).toMatchObject({ status: 'awaiting-approval', votes: [] });
    for (const gone of ['progress', 'why', 'since', 'window']) expect(roll.run).not.toHaveProperty(gone);
    roll.context = {};
    roll.say('approve', bob);
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
  });

  it('is held for what else is wrong, before anybody is told to wait for a window', () => {
    const cluster = new IdealCluster();
    const roll = new CoreRun(cluster, {}, policy, { calendar: closed });
    roll.context = { calendar: closed, lock: { by: 'UBOB', reason: 'disk replacement' } };
    roll.say('approve');
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { gates: [{ gate: 'lock' }] } });
  });
});

describe.each([
  ['window', closed],
  ['freeze', frozen],
])('a run that meets the end of its window: %s', (_what, ending) => {
  it.each(['move-primaries', 'downgrade-secondaries', 'close-replicas', 'last-look', 'await-return', 'heal'])(
    'in %s finishes the server at hand, pauses, and leaves every partition whole',
    (step) => {
      const cluster = new IdealCluster();
      const roll = rolling(cluster);
      roll.untilStep(step);
      roll.context = { calendar: ending };
      roll.untilStatus('paused');
      expect(roll.commands.map(({ address }) => address)).toEqual([server(1)]);
      expect(roll.run).toMatchObject({ window: 'closed' });
      expect(roll.events('target-done')).toHaveLength(1);
      expect(cluster.settings.addSecondaryMax).not.toBe(0);
      roll.context = {};
      roll.until(() => roll.events('window-opened').length > 0);
      roll.say('resume', alice);
      roll.until(hasEnded);
      expect(roll.run.status).toBe('done');
      expect(roll.events('target-done')).toHaveLength(7);
    },
  );

  it('can be aborted while it stands, and puts the settings back', () => {
    const cluster = new IdealCluster();
    const before = { ...cluster.settings };
    const roll = rolling(cluster);
    roll.untilStep('heal');
    roll.context = { calendar: ending };
    roll.untilStatus('paused');
    expect(inWords(roll.say('abort', alice))).toMatchObject({ accepted: true });
    roll.until(hasEnded);
    expect(roll.run.status).toBe('aborted');
    expect(cluster.settings).toEqual(before);
  });

  it('does not begin to balance leadership then', () => {
    const cluster = new IdealCluster();
    cluster.level = 'steady';
    const roll = rolling(cluster, { rebalance: true, roles: ['collector'] });
    roll.untilStep('await-return');
    roll.context = { calendar: ending };
    roll.until(hasEnded);
    expect(roll.run.status).toBe('done');
    expect(roll.acts).not.toContain('level lively');
    expect(inWords(roll.events('note'))).toMatchObject([
      { message: expect.stringContaining('leadership is not given back evenly') },
    ]);
  });

  it('answers a hold only as far as the server at hand goes', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.outcome = ({ address }) => {
      roll.cluster.kill(address);
      return { kind: 'failed', reason: 'exit code 1', tail: [] };
    };
    roll.say('approve');
    roll.untilStatus('held');
    roll.context = { calendar: ending };
    roll.outcome = (command) => {
      roll.cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    expect(inWords(roll.say('retry'))).toMatchObject({ accepted: true });
    roll.untilStatus('paused');
    expect(roll.events('target-done')).toHaveLength(1);
  });

  it('does not begin a server anew that its command left running', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.outcome = () => ({ kind: 'failed', reason: 'exit code 1', tail: [] });
    roll.say('approve');
    roll.untilStatus('held');
    roll.context = { calendar: ending };
    expect(inWords(roll.say('retry'))).toMatchObject({ accepted: true });
    roll.untilStatus('paused');
    expect(roll.commands).toHaveLength(1);
    expect(
      roll.cluster
        .observe({ processes: [], ddd: false })
        .tables.every(({ partitions }) => partitions.every(({ secondaries }) => secondaries.length === 2)),
    ).toBe(true);
  });
});
