import type { FaultKind } from './kind.js';
import type { CommandFault } from './process-fault-injector.js';
import type { ShellFault } from './shell-fault-injector.js';

const shell = (fault: ShellFault, weight: number, lastsMs: readonly [number, number] = [2_000, 90_000]): FaultKind => ({
  name: `shell ${fault}`,
  weight,
  disturbsCluster: false,
  lastsMs,
  begin: ({ shells }, random) => {
    shells.fault = fault;
    shells.share = random.pick([0.2, 0.5, 1]) ?? 1;
    return () => {
      if (shells.fault === fault) shells.fault = undefined;
    };
  },
});

const command = (fault: CommandFault, weight: number): FaultKind => ({
  name: `command ${fault}`,
  weight,
  // What it leaves half done is a server that is down.
  disturbsCluster: true,
  lastsMs: [10_000, 200_000],
  begin: ({ processes }) => {
    processes.fault = fault;
    return () => {
      if (processes.fault === fault) processes.fault = undefined;
    };
  },
});

/** What befalls the programs through which the bot reads and acts. */
export const toolKinds: readonly FaultKind[] = [
  shell('hangs', 2),
  shell('slow', 2),
  shell('late', 1),
  shell('garbage', 3),
  shell('half', 2),
  shell('dies', 2),
  shell('stale', 2, [2_000, 30_000]),
  command('fails', 3),
  command('fails-after', 2),
  command('hangs', 1),
  command('hangs-after', 1),
  command('lies', 3),
  command('slow', 2),
];
