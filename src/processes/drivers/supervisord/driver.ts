import { z } from 'zod';
import { fail, ok } from '../../../lib/result.js';
import { aboutServer } from '../../../settings/argument-list.js';
import { mapping } from '../../../settings/values.js';
import { processDriver } from '../../driver.js';
import { sshTo } from '../../over-ssh/arguments.js';
import { releaseArguments } from '../../over-ssh/release-arguments.js';
import { releaseSettings, remotePath, sshSettings, usualSsh } from '../../over-ssh/settings.js';
import { fillIn } from '../../placeholders.js';
import { tellsApart } from '../../tells-apart.js';
import { checkPrograms } from './check.js';

/** Programs of supervisord, on their hosts over ssh. */
export const supervisord = processDriver({
  settings: (paths) => ({
    supervisord: mapping({
      program: aboutServer('the program of a server, such as "pegasus-{role}"', /^[A-Za-z0-9_{][A-Za-z0-9_.:@{}-]*$/),
      config: remotePath
        .exactOptional()
        .describe('The configuration of supervisorctl on the servers, if not its usual one.'),
      sudo: z.boolean({ error: 'true or false' }).default(true).describe('Whether supervisorctl is run with sudo.'),
    }),
    ssh: sshSettings(paths),
    releases: releaseSettings(),
  }),
  ways: [['supervisord']],
  installs: 'releases',
  combine: ({ supervisord: programs, ssh, releases }) =>
    programs === undefined
      ? fail({ at: 'supervisord', expected: 'a mapping with "program", such as "pegasus-{role}"' })
      : ok({
          kind: 'supervisord' as const,
          ...programs,
          ssh: ssh ?? usualSsh,
          ...(releases === undefined ? {} : { releases }),
        }),

  procedure: ({ releases }, { install }) => ({
    restart: ['restart'],
    upgrade: install || releases !== undefined ? ['stop', 'install', 'start'] : ['restart'],
  }),

  tellsApart: ({ program }) => tellsApart([[program]]),

  argumentsFor: ({ program, sudo, config, ssh, releases }, command, { compiled, folder }) => {
    const to = sshTo(ssh, command, folder);
    if (!to.ok) return to;
    if (command.verb === 'install') return releaseArguments(releases, command, to.value, compiled);
    const name = fillIn([program], command);
    if (!name.ok) return name;
    return ok([
      process.execPath,
      compiled(new URL('./program.js', import.meta.url)),
      config ?? '-',
      command.verb,
      ...name.value,
      sudo ? 'sudo' : 'no-sudo',
      ...to.value,
    ]);
  },

  check: (settings, means) => checkPrograms(settings, means),
});
