import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import { findProgram } from '../../lib/find-program.js';
import { fails, works, type Finding } from '../../lib/finding.js';
import { mapLimited } from '../../lib/map-limited.js';
import type { Masker } from '../../lib/mask.js';
import { ask } from '../../processes/ask.js';
import type { DriverCheck } from '../../processes/driver.js';
import { commandEnvironment } from '../../processes/environment.js';
import { fillIn } from '../../processes/placeholders.js';
import type { ProcessControl } from '../../processes/process-control.js';
import { driverOf } from '../../processes/registry.js';
import { resultsOf, type CheckResult } from '../../roll/checks/result.js';
import { roles, type NodeAddress } from '../../roll/ids.js';
import type { Observation } from '../../roll/observation.js';
import { hostRule } from '../cluster-admin.js';
import { ofFindings } from './findings.js';

interface Means {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly mask: Masker;
}

/** So many commands are under way at the same time. */
const atOnce = 8;

/** Whether the process commands could be run, and the hosts be reached by them; none of them is. */
export async function checkDriver(
  cluster: ClusterConfig,
  seen: Observation | undefined,
  { env, clock, mask }: Means,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const { driver, install, status, reach, hooks = {} } = cluster.processes;
  const executable = (name: string, program: string | undefined): Promise<Finding> =>
    checkProgram(name, program, env['PATH']);
  const servers = serversOf(cluster, seen);
  const asked: DriverCheck = {
    cluster: cluster.cluster,
    servers,
    executable,
    ask: (argv) => ask(argv[0] ?? '', argv, { clock, environment: commandEnvironment(env), mask, signal }),
  };
  const [ofDriver, common, reached] = await Promise.all([
    driverOf(driver).check(driver, asked),
    Promise.all([
      ...(install === undefined ? [] : [executable('install', install[0])]),
      ...Object.entries(hooks).map(([verb, [program]]) => executable(verb, program)),
      ...(status === undefined ? [] : [executable('status', status[0])]),
    ]),
    reach === undefined ? undefined : reachServers(reach, asked),
  ]);
  const blind = reached === undefined && driverOf(driver).checkReachesHosts === false;
  return [
    ...ofFindings('driver', [...ofDriver, ...common, ...(reached ?? [])]),
    ...(blind && servers.length > 0
      ? [resultsOf('driver')('unknown', { code: 'hosts-not-reached' }, { code: 'do-give-reach' })]
      : []),
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

/** Runs the operator's own harmless command; where it says the same of several servers, once for all of them. */
async function reachServers(
  list: readonly string[],
  { cluster, servers, ask: run }: DriverCheck,
): Promise<readonly Finding[]> {
  const commands = new Map<string, { readonly argv: readonly string[]; readonly of: NodeAddress[] }>();
  const wrong: Finding[] = [];
  for (const server of servers) {
    const argv = fillIn(list, { cluster, ...server });
    if (!argv.ok) {
      wrong.push(fails(`${server.address}: ${argv.failure}`));
      continue;
    }
    const key = JSON.stringify(argv.value);
    const known = commands.get(key);
    if (known === undefined) commands.set(key, { argv: argv.value, of: [server.address] });
    else known.of.push(server.address);
  }
  const answers = await mapLimited([...commands.values()], atOnce, async ({ argv, of }) => ({
    of,
    answer: await run(argv),
  }));
  const failed = answers.flatMap(({ of, answer }) => (answer.ok ? [] : [fails(`${of.join(', ')}: ${answer.failure}`)]));
  return wrong.length + failed.length > 0
    ? [...wrong, ...failed]
    : [works(`reach: the hosts of all ${servers.length} servers were reached`)];
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

/** Collectors are not known to the cluster: each is asked by itself. */
export async function checkCollectors(
  { processes: { collectors } }: Pick<ClusterConfig, 'processes'>,
  control: ProcessControl,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const result = resultsOf('collectors');
  return mapLimited([...collectors.entries()], atOnce, async ([index, collector]) => {
    const answer = await control.isUp({ role: 'collector', address: collector, index }, signal);
    return answer.up
      ? result('ok', { code: 'collector-seen-up', collector })
      : result('fail', { code: 'collector-seen-down', collector, why: answer.why }, { code: 'do-start-collector' });
  });
}
