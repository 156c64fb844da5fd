import { runId } from '../../src/roll/ids.js';
import type { RollOptions } from '../../src/roll/options.js';
import { rollbackOf } from '../../src/roll/rollback.js';
import type { Run } from '../../src/roll/run.js';
import { words } from '../../src/words/words.js';
import { alice, rolling, type CoreRun } from './core-run.js';
import type { IdealCluster } from './ideal-cluster.js';

/** An upgrade of these servers that went on until `done`, then was aborted. */
export function upgraded(
  cluster: IdealCluster,
  options: Partial<RollOptions> = {},
  done: (roll: CoreRun) => boolean = () => false,
): CoreRun {
  const roll = rolling(cluster, { version: '2.5.0', ...options });
  roll.until((run) => run.status === 'done' || done(roll));
  if (roll.run.status !== 'done') roll.say('abort', alice);
  return roll.until(({ status }) => status === 'done' || status === 'aborted');
}

/** What the rollback of a run asks for; throws where there is none. */
export const optionsOf = (run: Run, reason?: string) => {
  const asked = rollbackOf(run, reason);
  if (asked.kind === 'impossible') throw new Error(words(asked.why));
  return asked.options;
};

/** The rollback, approved; its id is another one than that of the run before. */
export function rollingBack(cluster: IdealCluster, of: Run): CoreRun {
  const roll = rolling(cluster, optionsOf(of));
  roll.run = { ...roll.run, id: runId('cluster-x-0002') };
  return roll;
}

export const versions = (cluster: IdealCluster): readonly string[] =>
  cluster.nodes.map(({ address }) => {
    const reading = cluster.processes.get(address);
    return reading?.kind === 'running' ? reading.version : 'down';
  });
