import { join } from 'node:path';
import { fails, works, type Finding } from '../../../lib/finding.js';
import { fail, ok } from '../../../lib/result.js';
import { mapping } from '../../../settings/values.js';
import { processDriver, type Server } from '../../driver.js';
import { oneboxArguments } from './arguments.js';
import { instanceOption } from './instance-name.js';

/** Pegasus' own `run.sh start_onebox_instance` and `stop_onebox_instance`, on this machine. */
export const onebox = processDriver({
  settings: ({ folder }) => ({ onebox: mapping({ home: folder.describe('The folder with run.sh.') }) }),
  ways: [['onebox']],
  combine: ({ onebox: settings }) =>
    settings === undefined
      ? fail({ at: 'onebox', expected: 'a mapping with "home", the folder with run.sh' })
      : ok({ kind: 'onebox' as const, ...settings }),

  procedure: (_, { install }) => ({
    restart: ['restart'],
    upgrade: install ? ['stop', 'install', 'start'] : ['restart'],
  }),

  tellsApart: () => ({ servers: true, roles: true }),

  argumentsFor: ({ home }, { verb, ...server }, { compiled }) =>
    verb === 'install'
      ? fail('the configuration has no command for "install"')
      : oneboxArguments(compiled(new URL('./instance.js', import.meta.url)), home, verb, server),

  check: async ({ home }, { servers, executable }) => [
    await executable('onebox', join(home, 'run.sh')),
    ...checkInstances(servers),
  ],
});

function checkInstances(servers: readonly Server[]): readonly Finding[] {
  const strangers = servers.flatMap(({ role, address }) => {
    const option = instanceOption(role, address);
    return option.ok ? [] : [fails(option.failure)];
  });
  return strangers.length > 0 ? strangers : [works(`all ${servers.length} servers are instances of the onebox`)];
}
