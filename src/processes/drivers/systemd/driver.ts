import { z } from 'zod';
import { fail, ok } from '../../../lib/result.js';
import { aboutServer } from '../../../settings/argument-list.js';
import { mapping } from '../../../settings/values.js';
import { processDriver } from '../../driver.js';
import { sshTo } from '../../over-ssh/arguments.js';
import { releaseArguments } from '../../over-ssh/release-arguments.js';
import { releaseSettings, sshSettings, usualSsh } from '../../over-ssh/settings.js';
import { fillIn } from '../../placeholders.js';
import { tellsApart } from '../../tells-apart.js';
import { checkUnits } from './check.js';

/** Units of systemd, on their hosts over ssh. */
export const systemd = processDriver({
  settings: (paths) => ({
    systemd: mapping({
      unit: aboutServer('the unit of a server, such as "pegasus-{role}"', /^[A-Za-z0-9_{][A-Za-z0-9_.:@{}-]*$/),
      sudo: z
        .boolean({ error: 'true or false' })
        .default(true)
        .describe('Whether who logs in stops and starts units with sudo.'),
    }),
    ssh: sshSettings(paths),
    releases: releaseSettings(),
  }),
  ways: [['systemd']],
  installs: 'releases',
  combine: ({ systemd: units, ssh, releases }) =>
    units === undefined
      ? fail({ at: 'systemd', expected: 'a mapping with "unit", such as "pegasus-{role}"' })
      : ok({
          kind: 'systemd' as const,
          ...units,
          ssh: ssh ?? usualSsh,
          ...(releases === undefined ? {} : { releases }),
        }),

  procedure: ({ releases }, { install }) => ({
    restart: ['restart'],
    upgrade: install || releases !== undefined ? ['stop', 'install', 'start'] : ['restart'],
  }),

  tellsApart: ({ unit }) => tellsApart([[unit]]),

  argumentsFor: ({ unit, sudo, ssh, releases }, command, { compiled, folder }) => {
    const to = sshTo(ssh, command, folder);
    if (!to.ok) return to;
    if (command.verb === 'install') return releaseArguments(releases, command, to.value, compiled);
    const name = fillIn([unit], command);
    if (!name.ok) return name;
    const program = compiled(new URL('./unit.js', import.meta.url));
    return ok([process.execPath, program, command.verb, ...name.value, sudo ? 'sudo' : 'no-sudo', ...to.value]);
  },

  check: (settings, means) => checkUnits(settings, means),
});
