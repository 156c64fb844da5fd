import type { ClusterConfig, Config } from '../config/config.js';
import { describeFault } from '../config/fault.js';
import { loadConfig } from '../config/load.js';
import type { Refusal } from '../engine/desk.js';
import type { Result } from '../lib/result.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import { parseRollOptions } from '../slack/parse/roll-options.js';
import { unknownCluster } from './find-cluster.js';
import { renderPlan } from './render-plan.js';
import { plain, type Terminal } from './terminal.js';

/** What the plan command needs besides the file: somebody who reads the cluster and makes the plan. */
export interface PlanMeans {
  readonly terminal: Terminal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly makePlan: (config: Config, cluster: ClusterConfig, options: RollOptions) => Promise<Result<Plan, Refusal>>;
}

/** Prints the plan of a roll. Exit code 0 when there is one, whether its gates pass or not. */
export async function printPlan(asked: { readonly config: string; readonly json: boolean; readonly words: readonly string[] }, { terminal, env, makePlan }: PlanMeans): Promise<number> {
  const request = parseRollOptions(asked.words);
  if (!request.ok) {
    terminal.err(request.failure);
    return 2;
  }
  const config = await loadConfig(asked.config, env);
  if (!config.ok) {
    for (const fault of config.failure) terminal.err(describeFault(fault));
    return 1;
  }
  const cluster = config.value.clusters.find(({ cluster: name }) => name === request.value.cluster);
  if (cluster === undefined) {
    terminal.err(unknownCluster(request.value.cluster, config.value));
    return 1;
  }
  const plan = await makePlan(config.value, cluster, request.value.options);
  if (!plan.ok) {
    terminal.err(plain(plan.failure.text));
    for (const line of plan.failure.raw ?? []) terminal.err(`  ${plain(line)}`);
    return 1;
  }
  if (asked.json) terminal.out(JSON.stringify(plan.value, null, 2));
  else for (const line of renderPlan(plan.value)) terminal.out(line);
  return 0;
}
