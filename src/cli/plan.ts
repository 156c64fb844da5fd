import type { ClusterConfig, Config } from '../config/config.js';
import { describeFault } from '../config/fault.js';
import { loadConfig } from '../config/load.js';
import { gatesOfRecord } from '../engine/plan-roll.js';
import type { Refusal } from '../engine/run-service.js';
import type { Result } from '../lib/result.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import type { ClusterRecord } from '../store/run-store.js';
import { parseRollOptions } from '../slack/parse/roll-options.js';
import { unknownCluster } from './find-cluster.js';
import { renderPlan } from './render-plan.js';
import { plain, plainJson, type Terminal } from './terminal.js';
import { words } from '../words/words.js';

/** What the plan command needs besides the file: somebody who reads the cluster and makes the plan. */
export interface PlanMeans {
  readonly terminal: Terminal;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** What the bot keeps of the cluster; a failure is a clause that says why that is not known. */
  readonly recordOf: (config: Config, cluster: ClusterConfig) => Promise<Result<ClusterRecord, string>>;
  readonly makePlan: (
    config: Config,
    cluster: ClusterConfig,
    record: ClusterRecord,
    options: RollOptions,
  ) => Promise<Result<Plan, Refusal>>;
}

/** Prints the plan of a roll. Exit code 0 when there is one, whether its gates pass or not. */
export async function printPlan(
  asked: { readonly config: string; readonly json: boolean; readonly words: readonly string[] },
  { terminal, env, recordOf, makePlan }: PlanMeans,
): Promise<number> {
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
  const record = await recordOf(config.value, cluster);
  const plan = await makePlan(
    config.value,
    cluster,
    record.ok ? record.value : { restarts: [] },
    request.value.options,
  );
  if (!plan.ok) {
    terminal.err(plain(words(plan.failure.message)));
    for (const line of plan.failure.raw ?? []) terminal.err(`  ${plain(line)}`);
    return 1;
  }
  const known = record.ok
    ? plan.value
    : { ...plan.value, gates: plan.value.gates.filter(({ gate }) => !gatesOfRecord.includes(gate)) };
  if (asked.json) terminal.out(plainJson(withWords(known)));
  else for (const line of renderPlan(known, !record.ok)) terminal.out(line);
  if (!record.ok)
    terminal.err(
      plain(
        `Not asked: ${gatesOfRecord.join(', ')}. What the bot keeps of ${cluster.cluster} is not known ` +
          `here: ${record.failure}.`,
      ),
    );
  return 0;
}

/** The plan with its messages as words: programs show them to people. */
const withWords = (plan: Plan): unknown => ({
  ...plan,
  skipped: plan.skipped.map((server) => ({ ...server, why: words(server.why) })),
  gates: plan.gates.map((gate) => (gate.verdict === 'pass' ? gate : { ...gate, reason: words(gate.reason) })),
});
