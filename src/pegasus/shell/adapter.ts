import { fail, ok } from '../../lib/result.js';
import { adminAdapter } from '../adapter.js';
import { homeSetting } from '../home-setting.js';
import { createShellAdmin } from './shell-admin.js';
import { shellVersion } from './shell-version.js';

/** The shell of a Pegasus installation. */
export const shell = adminAdapter({
  settings: (paths) => ({ home: homeSetting(paths) }),
  combine: ({ home }) =>
    home === undefined ? fail({ at: 'home', expected: 'the path of a folder' }) : ok({ kind: 'shell' as const, home }),
  title: 'the shell',
  advice:
    'kind: native works here too: it is faster, needs nothing installed, and sees what a newer server ' +
    'holds; kind: shell stays right',
  create: ({ home }, { metas, allows, clock, log }) =>
    createShellAdmin({ home, metas, clock, log, ...(allows === undefined ? {} : { mayAsk: allows }) }),
  programVersion: ({ home }, { metas, clock }, signal) => shellVersion({ home, metas, clock, signal }),
});
