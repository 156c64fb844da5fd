#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { showAudit } from './cli/audit/show.js';
import { verifyAudit } from './cli/audit/verify.js';
import { checkSetup } from './cli/check/check.js';
import { exportRuns } from './cli/runs/export.js';
import { listRuns } from './cli/runs/list.js';
import { showRun } from './cli/runs/show.js';
import { packageVersion } from './cli/package-version.js';
import { printPlan } from './cli/plan.js';
import { createProgram } from './cli/program.js';
import { printSchema } from './cli/schema.js';
import type { Terminal } from './cli/terminal.js';
import { clusterAccess } from './compose/bot.js';
import { checkedAccess } from './compose/check/access.js';
import { systemMeans } from './compose/check/system-means.js';
import { clusterAdmin } from './compose/cluster-admin.js';
import { start } from './compose/start.js';
import { planRoll, readForPlan } from './engine/plan-roll.js';
import { realClock } from './lib/clock.js';
import { createLog, parseLogLevel } from './lib/create-log.js';
import type { ParentLog } from './lib/log.js';
import { readClusterRecord } from './store/files/read-cluster.js';

const terminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};
// `plan | head` has seen enough, and a terminal that was closed takes nothing any more. The command goes on to its end
// all the same; what it still prints goes nowhere.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** A command that prints for people logs only what it cannot say otherwise, unless asked to. */
function quietly(command: (log: ParentLog) => Promise<number>): Promise<number> {
  const level = parseLogLevel(process.env['LOG_LEVEL'], 'error');
  if (level.ok) return command(createLog({ level: level.value, secrets: [] }));
  terminal.err(level.failure);
  return Promise.resolve(1);
}

const program = createProgram(
  {
    start,
    demo: async ({ port = 4280, speed = 10, nodes = 5, partitions }) => {
      // No bot needs it: it is loaded when it is asked for, and the image of the bot is without it.
      if (!existsSync(new URL('../demo/demo.js', import.meta.url))) {
        terminal.err('The demo is not part of this installation. It is in the npm package and in the repository.');
        return 1;
      }
      return (await import('../demo/demo.js')).demo({
        port,
        speed,
        nodes,
        ...(partitions === undefined ? {} : { partitions }),
      });
    },
    check: (asked) =>
      quietly((log) =>
        checkSetup(asked, {
          terminal,
          env: process.env,
          clock: realClock,
          log,
          fetch,
          accessOf: (config, cluster) =>
            checkedAccess(cluster, {
              ...systemMeans(cluster, realClock),
              secrets: [],
              adminOf: (admin) => clusterAdmin(cluster, admin, realClock, log),
              processes: clusterAccess(config, cluster, [], realClock, log).processes,
            }),
          recordOf: (config, { cluster }) => readClusterRecord(config.store.path, cluster),
        }),
      ),
    plan: (asked) =>
      quietly((log) =>
        printPlan(asked, {
          terminal,
          env: process.env,
          recordOf: (config, { cluster }) => readClusterRecord(config.store.path, cluster),
          makePlan: async (config, cluster, record, options) => {
            const access = clusterAccess(config, cluster, [], realClock, log);
            return planRoll(
              await readForPlan(access, new AbortController().signal, options),
              access,
              record,
              options,
              realClock.now(),
            );
          },
        }),
      ),
    schema: () => printSchema(terminal),
    runs: (asked) => listRuns(asked, { terminal, env: process.env }),
    showRun: (asked) => showRun(asked, { terminal, env: process.env }),
    exportRuns: (asked) => exportRuns(asked, { terminal, env: process.env }),
    auditVerify: (asked) => verifyAudit(asked, { terminal, env: process.env }),
    auditShow: (asked) => showAudit(asked, { terminal, env: process.env }),
  },
  { version: packageVersion(), env: process.env, terminal },
);
process.exitCode = await program.run(process.argv.slice(2));
