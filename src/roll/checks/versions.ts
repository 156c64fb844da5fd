import { isInRange } from '../../lib/version-range.js';
import type { NodeAddress } from '../ids.js';
import { aliveNodes } from '../members.js';
import type { Observation } from '../observation.js';
import { resultsOf, type CheckResult } from './result.js';

/** From these on a process must resolve its own address to a name (docs/pegasus.md, "host:port names"). */
const namesServers = '>=2.6.0-0';

/** What the processes say that they run. Metas that are silent are the gate `metas-answer`'s to name. */
export function versions(seen: Observation): readonly CheckResult[] {
  const result = resultsOf('versions');
  const counts = new Map<string, number>();
  const silent: NodeAddress[] = [];
  let said = '';
  const alive = aliveNodes(seen);
  for (const address of [...seen.nodes.map((node) => node.address), ...seen.metas]) {
    const reading = seen.processes[address];
    if (reading?.kind === 'running') counts.set(reading.version, (counts.get(reading.version) ?? 0) + 1);
    else if (alive.has(address)) {
      silent.push(address);
      if (reading !== undefined && 'error' in reading) said = reading.error;
    }
  }
  const [first, ...more] = [...counts];
  return [
    ...(first === undefined
      ? []
      : more.length === 0
        ? [result('ok', { code: 'one-version', version: first[0], servers: first[1] })]
        : [
            result(
              'warn',
              { code: 'several-versions', versions: [...counts.keys()], counts: [...counts.values()] },
              { code: 'do-finish-upgrade' },
            ),
          ]),
    ...(silent.length === 0
      ? []
      : [result('warn', { code: 'processes-silent', servers: silent, said }, { code: 'do-look-at-processes' })]),
  ];
}

/** Whether there are processes that do not start without a name for their address. */
export const needsReverseNames = ({ processes }: Observation): boolean =>
  Object.values(processes).some(
    (reading) => reading.kind === 'running' && isInRange(reading.version, namesServers) === true,
  );

/** The version of the shell that is used, beside the leader's: between two releases words and answers may differ. */
export function shellVersion(shell: string, seen: Observation): readonly CheckResult[] {
  const leader = seen.processes[seen.leader];
  if (leader?.kind !== 'running') return [];
  const result = resultsOf('shell-version');
  return release(shell) === release(leader.version)
    ? [result('ok', { code: 'shell-fits', shell })]
    : [
        result(
          'warn',
          { code: 'shell-differs', shell, servers: leader.version },
          { code: 'do-take-other-shell', servers: leader.version },
        ),
      ];
}

/** `2.5` of `2.5.0`: within a release nothing of the shell has changed. */
const release = (version: string): string => /^\d+\.\d+/.exec(version)?.[0] ?? version;
