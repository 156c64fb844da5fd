import { describe, expect, it } from 'vitest';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const replicas = (cluster: IdealCluster): CoreRun =>
  rolling(cluster, { roles: ['replica'], leaveLeadership: true }, policy);
const notes = (roll: CoreRun): readonly string[] => roll.events('note').map(({ message }) => words(message));
const turns = (roll: CoreRun, many: number): void => {
  for (let turn = 0; turn < many; turn += 1) roll.step();
};

describe('a setting that somebody changed in mid-run', () => {
  it('is told once, with what it was and why it is put back', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('close-replicas');
    cluster.settings = { ...cluster.settings, assignDelayMs: 60_000 };
    roll.untilStep('heal');
    expect(cluster.settings.assignDelayMs).toBe(3_600_000);
    expect(notes(roll)).toEqual([
      'somebody set assign_delay_ms from 3600000 (1 h) to 60000 (1 min) on the leader 10.0.0.1:34601; this run did not. The run puts back what it needs: it keeps the meta from copying what a server holds that is only away for its restart',
    ]);
    roll.untilStatus('done');
    expect(notes(roll)).toHaveLength(1);
  });

  it('that raises the level is told, and put back after the tick of its proposals', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('heal');
    cluster.level = 'lively';
    roll.untilStatus('done');
    expect(notes(roll)).toEqual([
      expect.stringMatching(
        /^somebody set the level of the meta from steady to lively by hand; this run did not\. The run puts back/,
      ),
    ]);
  });

  it('is nobody’s where the run did it itself, also when the answer to its act was lost', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilNext('set-add-secondary-max');
    if (roll.next.kind === 'act') cluster.perform(roll.next.act);
    roll.tell({
      kind: 'performed',
      result: { ok: false, failure: { kind: 'timeout', message: 'no answer', raw: [] } },
    });
    roll.untilStatus('done');
    expect(notes(roll)).toEqual([]);
  });

  it('is nobody’s where another meta leads: it starts with what its own file says', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('close-replicas');
    cluster.elect(meta(2));
    roll.untilStatus('done');
    expect(notes(roll)).toEqual([]);
  });

  it('may be that of a restarted process, where the cluster could not be read for a moment', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('close-replicas');
    roll.unreadable = { kind: 'unreachable', message: 'no meta answered', raw: [] };
    turns(roll, 2);
    roll.unreadable = undefined;
    cluster.settings = { ...cluster.settings, assignDelayMs: 600_000 };
    roll.untilStep('heal');
    expect(notes(roll)).toEqual([
      expect.stringMatching(/^somebody has changed assign_delay_ms .*, or its process was restarted\./),
    ]);
  });
});

describe('a freeze by hand', () => {
  it.each(['move-primaries', 'downgrade-secondaries', 'close-replicas', 'heal'])(
    'at %s pauses the run, which leaves the level alone until somebody resumes it',
    (step) => {
      const cluster = new IdealCluster();
      const roll = replicas(cluster).untilStep(step);
      cluster.level = 'freezed';
      roll.untilStatus('paused');
      expect(inWords(roll.run)).toMatchObject({
        why: 'somebody set the level of the meta to freezed by hand: it moves and repairs nothing. Resume puts it back to steady; until then the run leaves it',
      });
      turns(roll, 20);
      expect(cluster.level).toBe('freezed');
      expect(cluster.settings.addSecondaryMax).toBeGreaterThan(0);
      roll.say('resume');
      roll.untilStatus('done');
      expect(cluster.level).toBe('lively');
      expect(roll.acts.filter((act) => act.startsWith('restart'))).toHaveLength(3);
    },
  );

  it('while a process is down brings that back first, and then pauses', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster);
    roll.outcome = () => undefined;
    roll.until(() => roll.commands.length === 1);
    cluster.level = 'freezed';
    turns(roll, 5);
    expect(roll.run.status).toBe('pausing');
    const [command] = roll.commands;
    if (command === undefined) throw new Error('no command');
    cluster.carryOut(command);
    roll.tell({ kind: 'command-finished', id: command.id, result: { kind: 'succeeded', tail: [] } });
    roll.untilStatus('paused');
    expect(cluster.level).toBe('freezed');
    expect(roll.run).toMatchObject({ progress: { targets: [{ address: server(1), processDown: false }, {}, {}] } });
  });

  it('is left as it is by an abort, and the outcome says so', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('move-primaries');
    cluster.level = 'freezed';
    roll.untilStatus('paused');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(cluster.level).toBe('freezed');
    expect(cluster.settings.assignDelayMs).toBe(600_000);
    expect(inWords(roll.events('ended')[0]?.left)).toMatch(
      /^the level of the meta is freezed, as somebody set it by hand, and was not raised/,
    );
  });

  it('that came while the bot was away pauses it, too', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('heal');
    cluster.level = 'freezed';
    roll.tell({ kind: 'recovered', awayMs: 5_000 });
    roll.untilStatus('paused');
    turns(roll, 5);
    expect(cluster.level).toBe('freezed');
  });

  it('that was taken back by hand is no reason any more; the run stands until somebody resumes it', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('move-primaries');
    cluster.level = 'freezed';
    roll.untilStatus('paused');
    cluster.level = 'steady';
    turns(roll, 5);
    expect(roll.run.status).toBe('paused');
    expect(notes(roll).at(-1)).toContain('from freezed to steady by hand');
  });
});
