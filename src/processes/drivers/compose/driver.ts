import { z } from 'zod';
import { fail, ok } from '../../../lib/result.js';
import { aboutServer } from '../../../settings/argument-list.js';
import { mapping, text } from '../../../settings/values.js';
import { processDriver } from '../../driver.js';
import { remotePath, sshSettings } from '../../over-ssh/settings.js';
import { shellAt } from '../../over-ssh/shell-at.js';
import { fillIn, splitAddress } from '../../placeholders.js';
import { tellsApart } from '../../tells-apart.js';
import { checkServices, replaceableService } from './check.js';

/** Services of Docker Compose, on this machine or on their hosts over ssh. */
export const compose = processDriver({
  settings: (paths) => ({
    compose: mapping({
      service: aboutServer('the service of a server, such as "{role}-{index}"', /^[A-Za-z0-9_{][A-Za-z0-9_.{}-]*$/),
      file: remotePath.describe('The Compose file, on the host where the containers are.'),
      project: text('the name of a project', /^[a-z0-9][a-z0-9_-]*$/)
        .exactOptional()
        .describe('The project, if neither the file nor its folder names it.'),
      sudo: z.boolean({ error: 'true or false' }).default(false).describe('Whether docker is run with sudo.'),
    }),
    ssh: sshSettings(paths),
  }),
  ways: [['compose']],
  combine: ({ compose: services, ssh }) => {
    if (services === undefined) return fail({ at: 'compose', expected: 'a mapping with "service" and "file"' });
    // All servers are on this machine then. As text: it may be faulty in itself, which is told elsewhere.
    if (ssh === undefined && !/\{(?:host|port|address|index)\}/.test(JSON.stringify(services)))
      return fail({
        at: 'ssh',
        expected: '"ssh", or a service for each server, with {index}, {port}, {address} or {host}',
      });
    return ok({ kind: 'compose' as const, ...services, ...(ssh === undefined ? {} : { ssh }) });
  },

  /** The image comes first: nothing is down while it is brought there. */
  procedure: (_, { install }) => ({
    restart: ['restart'],
    upgrade: install ? ['install', 'restart'] : ['restart'],
  }),

  tellsApart: ({ service }) => tellsApart([[service]]),

  argumentsFor: ({ service, file, project, sudo, ssh }, command, { compiled, folder }) => {
    if (command.verb === 'install') return fail('the configuration has no command for "install"');
    const shell = shellAt(ssh, command, folder);
    if (!shell.ok) return shell;
    const name = fillIn([service], command);
    if (!name.ok) return name;
    return ok([
      process.execPath,
      compiled(new URL('./container.js', import.meta.url)),
      command.verb,
      ...name.value,
      splitAddress(command.address).host,
      sudo ? 'sudo' : 'no-sudo',
      file,
      project ?? '-',
      ...shell.value,
    ]);
  },

  check: (settings, means) => checkServices(settings, means),
  replaceable: (settings, question) => replaceableService(settings, question),
});
