import { join } from 'node:path';
import { z } from 'zod';
import { fails, note, works, type Finding } from '../../../lib/finding.js';
import { fail, ok } from '../../../lib/result.js';
import { mapping, text } from '../../../settings/values.js';
import { processDriver, type DriverCheck } from '../../driver.js';
import { splitAddress } from '../../placeholders.js';
import { addressesOf, parseTasks, taskOn } from './tasks.js';

/** Tasks of Minos, by the program `deploy` of its client on this machine. */
export const minos = processDriver({
  settings: ({ folder }) => ({
    minos: mapping({
      client: folder.describe('The folder of the client, with its program deploy.'),
      generation: z.literal([1, 2], { error: '1 (clusters in .cfg files) or 2 (in .yaml)' }),
      cluster: text('the cluster, as Minos calls it', /^[A-Za-z0-9][A-Za-z0-9._-]*$/).exactOptional(),
    }),
  }),
  ways: [['minos']],
  combine: ({ minos: settings }) =>
    settings === undefined
      ? fail({ at: 'minos', expected: 'a mapping with "client" and "generation"' })
      : ok({ kind: 'minos' as const, ...settings }),

  /** In an upgrade the restart itself brings the package: the command has the version then. */
  procedure: (_, { install }) => ({ restart: ['restart'], upgrade: install ? ['install', 'restart'] : ['restart'] }),

  /** A task is found by the job and the host of its server. */
  tellsApart: () => ({ servers: false, roles: true }),

  argumentsFor: ({ client, generation, cluster }, command, { compiled }) =>
    command.verb === 'install'
      ? fail('the configuration has no command for "install"')
      : ok([
          process.execPath,
          compiled(new URL('./task.js', import.meta.url)),
          command.verb,
          String(generation),
          client,
          cluster ?? command.cluster,
          command.role,
          splitAddress(command.address).host,
          command.version === undefined ? 'same' : 'upgrade',
        ]),

  check: (settings, means) => checkTasks(settings, means),
});

/** Asks Minos for the tasks of each job, which changes nothing, and looks for the one of each server. */
async function checkTasks(
  { client, cluster: named }: { readonly client: string; readonly cluster?: string },
  { cluster, servers, executable, ask }: DriverCheck,
): Promise<readonly Finding[]> {
  const program = join(client, 'deploy');
  const found = await executable('deploy', program);
  if (found.kind === 'fails') return [found];
  const findings: Finding[] = [];
  for (const job of new Set(servers.map(({ role }) => role))) {
    // Found by its own folder, as its client is started in it.
    const line = 'cd "$1" && exec ./deploy show pegasus "$2" --job "$3"';
    const shown = await ask(['/bin/sh', '-c', line, 'deploy', client, named ?? cluster, job]);
    const tasks = shown.ok ? parseTasks(job, shown.value) : shown;
    if (!tasks.ok) findings.push(fails(tasks.failure));
    else {
      const own = servers.filter(({ role }) => role === job);
      const missing: Finding[] = [];
      for (const { address } of own) {
        const task = await taskOn(splitAddress(address).host, tasks.value, addressesOf);
        if (!task.ok) missing.push(fails(`${address}: ${task.failure}`));
        else if (task.value.state !== undefined && task.value.state !== 'RUNNING')
          findings.push(note(`${address}: task ${task.value.task} is ${task.value.state} now`));
      }
      const text = `deploy shows a task of ${job} on the host of each of its ${own.length} servers`;
      findings.push(...(missing.length > 0 ? missing : [works(text)]));
    }
  }
  return findings;
}
