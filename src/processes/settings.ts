import type { z } from 'zod';
import type { DeepReadonly } from '../lib/deep-readonly.js';
import { argumentList } from '../settings/argument-list.js';
import type { PathSettings } from '../settings/paths.js';
import { evenIfFaulty, settingsOfKinds } from '../settings/kinds.js';
import { duration, mapping, serverAddresses } from '../settings/values.js';
import { drivers, waysToInstall } from './registry.js';

/** `processes:` of a cluster: what all drivers have, and the settings of each. */
export function processSettings(paths: PathSettings) {
  const kinds = settingsOfKinds('driver', drivers, paths);
  return mapping({
    driver: kinds.word,
    ...kinds.shape,
    install: argumentList('install').exactOptional(),
    before: argumentList('command')
      .exactOptional()
      .describe('Run before a server is touched, once. A failure holds the run.'),
    verify: argumentList('command')
      .exactOptional()
      .describe(
        'Whether a server that is back is well: exit code 0. It changes nothing, and is run again while the ' +
          'server soaks.',
      ),
    after: argumentList('command')
      .exactOptional()
      .describe('Run once a server is full again and verified, once. A failure holds the run.'),
    /** Exit code 0 says that the process is up; without it a TCP connection to its port does. */
    status: argumentList('status').exactOptional(),
    reach: argumentList('status')
      .exactOptional()
      .describe('Harmless, and run by `check` for each server: exit code 0 says that its host can be reached.'),
    collectors: serverAddresses('10.0.0.1:34101', 'collector')
      .default([])
      .describe('Addresses of the collectors, which the cluster itself does not tell.'),
    timeout: duration().prefault('5m').describe('A command that takes longer is ended, and the run holds.'),
  })
    .superRefine(kinds.refuseClashes, evenIfFaulty)
    .superRefine((written, context) => {
      for (const installs of waysToInstall) {
        if (!(installs in written) || !('install' in written)) continue;
        const expected = `"install" or "${installs}", not both`;
        context.addIssue({ code: 'custom', message: expected, path: [installs], params: { together: true } });
      }
    }, evenIfFaulty)
    .transform(({ install, status, reach, collectors, timeout, before, verify, after, ...written }) => ({
      driver: kinds.combine(written),
      ...(before === undefined && verify === undefined && after === undefined
        ? {}
        : {
            /** The operator's own commands around a server. */
            hooks: {
              ...(before === undefined ? {} : { before }),
              ...(verify === undefined ? {} : { verify }),
              ...(after === undefined ? {} : { after }),
            },
          }),
      ...(install === undefined ? {} : { install }),
      ...(status === undefined ? {} : { status }),
      ...(reach === undefined ? {} : { reach }),
      collectors,
      timeoutMs: timeout,
    }));
}

export type ProcessSettings = DeepReadonly<z.output<ReturnType<typeof processSettings>>>;
/** As far as it says how processes are replaced, and not whose. */
export type DriverChoice = Omit<ProcessSettings, 'collectors'>;
