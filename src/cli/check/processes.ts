import { hostRule } from '../../compose/cluster-admin.js';
import type { ClusterConfig } from '../../config/config.js';
import { toPolicy } from '../../config/policy.js';
import type { Clock } from '../../lib/clock.js';
import { fails, works, type Finding } from '../../lib/finding.js';
import { findProgram } from '../../lib/find-program.js';
import { ask } from '../../processes/ask.js';
import type { DriverCheck } from '../../processes/driver.js';
import { commandEnvironment } from '../../processes/environment.js';
import type { ProcessControl } from '../../processes/process-control.js';
import { driverOf } from '../../processes/registry.js';
import { sharedHost } from '../../roll/gates/shared-host.js';
import { roles, type NodeAddress } from '../../roll/ids.js';
import type { Observation } from '../../roll/observation.js';
import { words } from '../../words/words.js';

interface Means {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
}

/** Whether the process commands could be run; none of them is. Collectors are asked whether they are up. */
export async function checkProcesses(
  cluster: ClusterConfig,
  seen: Observation | undefined,
  control: ProcessControl,
  { env, clock }: Means,
): Promise<readonly Finding[]> {
  const { driver, install, status, collectors } = cluster.processes;
  const executable = (name: string, program: string | undefined): Promise<Finding> =>
    checkProgram(name, program, env['PATH']);
  const ofDriver = await driverOf(driver).check(driver, {
    cluster: cluster.cluster,
    servers: serversOf(cluster, seen),
    executable,
    ask: (argv) =>
      ask(argv[0] ?? '', argv, {
        clock,
        environment: commandEnvironment(env),
        mask: (text) => text,
        signal: new AbortController().signal,
      }),
  });
  const common = await Promise.all([
    ...(install === undefined ? [] : [executable('install', install[0])]),
    ...(status === undefined ? [] : [executable('status', status[0])]),
  ]);
  const up = await Promise.all(collectors.map((address, index) => checkCollector(control, address, index)));
  return [...ofDriver, ...common, ...(seen === undefined ? [] : checkHosts(cluster, seen)), ...up];
}

/** Whether the first word of an argument list could be executed; `name` is what the configuration calls it. */
export async function checkProgram(
  name: string,
  program: string | undefined,
  path: string | undefined,
): Promise<Finding> {
  if (program === undefined) return fails(`${name}: no program is named`);
  const found = await findProgram(program, path);
  return found.ok ? works(`${name}: ${found.value} can be executed (it was not)`) : fails(`${name}: ${found.failure}`);
}

/** Only those that a command may be given; any other makes the reading fail, which is told elsewhere. */
function serversOf(cluster: ClusterConfig, seen: Observation | undefined): DriverCheck['servers'] {
  const byRole = {
    replica: (seen?.nodes ?? []).map(({ address }) => address),
    meta: seen?.metas ?? cluster.metas,
    collector: cluster.processes.collectors,
  };
  const allows = hostRule(cluster) ?? (() => true);
  return roles.flatMap((role) =>
    byRole[role].map((address, index) => ({ role, address, index })).filter(({ address }) => allows(address)),
  );
}

/** The gate that a plan would meet. */
function checkHosts(cluster: ClusterConfig, seen: Observation): readonly Finding[] {
  return roles.flatMap((role) => {
    const verdict = sharedHost({ seen, policy: toPolicy(cluster) }, [role]);
    return verdict.verdict === 'pass' ? [] : [fails(words(verdict.reason))];
  });
}

async function checkCollector(control: ProcessControl, address: NodeAddress, index: number): Promise<Finding> {
  const answer = await control.isUp({ role: 'collector', address, index }, new AbortController().signal);
  return answer.up ? works(`collector ${address} is up`) : fails(`collector ${address} is not up: ${answer.why}`);
}
