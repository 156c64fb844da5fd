import { expect, it } from 'vitest';
import { logRuns } from '../../src/engine/log-runs.js';
import type { Log } from '../../src/lib/log.js';
import { gpid } from '../../src/roll/ids.js';
import { rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';

interface Line {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

function kept(): { readonly lines: Line[]; readonly log: Log } {
  const lines: Line[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

it('a run is a line an event and a step, with its run, cluster, node and step, and none twice', () => {
  const { lines, log } = kept();
  const saw = logRuns(log, []);
  const ideal = new IdealCluster();
  const roll = rolling(ideal, { roles: ['replica'] });
  saw(roll.run);
  roll.until((run) => {
    saw(run);
    return run.status === 'done';
  });
  saw(roll.run);
  const about = { run: roll.run.id, cluster: 'cluster-x' };
  for (const { fields } of lines) expect(fields).toMatchObject(about);
  const events = lines.flatMap(({ fields }) => ('event' in fields ? [fields.event] : []));
  expect(events).toEqual(roll.run.log.map(({ kind }) => kind));
  const ofFirst = lines.filter(({ fields }) => 'node' in fields && fields.node === server(1));
  expect(ofFirst.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['step move-primaries', 'step process', 'step heal']),
  );
  expect(ofFirst.find(({ message }) => message.startsWith('target done'))?.message).toMatch(
    new RegExp(`^target done: replica ${server(1)} in \\d+ s$`),
  );
  expect(lines.at(-1)?.message).toMatch(/^ended: done, 3 rolled/);
});

it('a hold is a warning with its reason, and what was logged before the bot started is not logged again', () => {
  const ideal = new IdealCluster();
  const roll = rolling(ideal, { roles: ['replica'] });
  roll.untilAct(`restart ${server(1)}`);
  const { lines, log } = kept();
  const saw = logRuns(log, [roll.run]);
  saw(roll.run);
  expect(lines).toEqual([]);
  ideal.ddd.push(gpid(1, 0));
  roll.untilStatus('held');
  saw(roll.run);
  const held = lines.filter(({ level }) => level === 'warn');
  expect(held).toHaveLength(1);
  expect(held[0]?.fields).toMatchObject({ event: 'held', reason: 'gate', cluster: 'cluster-x', step: 'gates' });
});
