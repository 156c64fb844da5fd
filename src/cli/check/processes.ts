import { join } from 'node:path';
import type { ClusterConfig } from '../../config/config.js';
import { toPolicy } from '../../config/policy.js';
import { instanceOption } from '../../processes/onebox/instance-name.js';
import type { ProcessControl } from '../../processes/process-control.js';
import { sharedHost } from '../../roll/gates/shared-host.js';
import { roles, type NodeAddress, type Role } from '../../roll/ids.js';
import type { Observation } from '../../roll/observation.js';
import { fails, works, type Finding } from './finding.js';
import { findProgram } from './find-program.js';

/** Whether the process commands could be run; none of them is. Collectors are asked whether they are up. */
export async function checkProcesses(
  cluster: ClusterConfig,
  seen: Observation | undefined,
  control: ProcessControl,
  path: string | undefined,
): Promise<readonly Finding[]> {
  const { processes } = cluster;
  const programs = await Promise.all(programsOf(cluster).map(([name, program]) => checkProgram(name, program, path)));
  const instances = processes.driver.kind === 'onebox' ? checkInstances(serversOf(cluster, seen)) : [];
  const collectors = await Promise.all(
    processes.collectors.map((address, index) => checkCollector(control, address, index)),
  );
  return [...programs, ...instances, ...(seen === undefined ? [] : checkHosts(cluster, seen)), ...collectors];
}

function programsOf({
  processes: { driver, install, status },
}: ClusterConfig): readonly (readonly [name: string, program: string | undefined])[] {
  const replace: readonly (readonly [string, string | undefined])[] =
    driver.kind === 'onebox'
      ? [['onebox', join(driver.home, 'run.sh')]]
      : 'restart' in driver
        ? [['restart', driver.restart[0]]]
        : [
            ['stop', driver.stop[0]],
            ['start', driver.start[0]],
          ];
  return [
    ...replace,
    ...(install === undefined ? [] : [['install', install[0]] as const]),
    ...(status === undefined ? [] : [['status', status[0]] as const]),
  ];
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

function serversOf(cluster: ClusterConfig, seen: Observation | undefined): readonly (readonly [Role, NodeAddress])[] {
  return [
    ...(seen?.nodes ?? []).map(({ address }) => ['replica', address] as const),
    ...(seen?.metas ?? cluster.metas).map((address) => ['meta', address] as const),
    ...cluster.processes.collectors.map((address) => ['collector', address] as const),
  ];
}

/** The gate that a plan would meet. */
function checkHosts(cluster: ClusterConfig, seen: Observation): readonly Finding[] {
  return roles.flatMap((role) => {
    const verdict = sharedHost({ seen, policy: toPolicy(cluster) }, [role]);
    return verdict.verdict === 'pass' ? [] : [fails(verdict.reason)];
  });
}

function checkInstances(servers: readonly (readonly [Role, NodeAddress])[]): readonly Finding[] {
  const strangers = servers.flatMap(([role, address]) => {
    const option = instanceOption(role, address);
    return option.ok ? [] : [fails(option.failure)];
  });
  return strangers.length > 0 ? strangers : [works(`all ${servers.length} servers are instances of the onebox`)];
}

async function checkCollector(control: ProcessControl, address: NodeAddress, index: number): Promise<Finding> {
  const answer = await control.isUp({ role: 'collector', address, index }, new AbortController().signal);
  return answer.up ? works(`collector ${address} is up`) : fails(`collector ${address} is not up: ${answer.why}`);
}
