import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Generation } from '../servers.js';
import { clientProgram } from './client-program.js';

/**
 * Where the programs find the served cluster. Who can read it can do anything to the cluster, so only its owner can.
 */
export interface Connection {
  readonly port: number;
  readonly token: string;
}

const folder = '.simulation';

const programs = {
  'run.sh': { kind: 'shell', says: 'The simulated cluster’s own run.sh: `run.sh shell --cluster A,B,C`.' },
  'process.sh': {
    kind: 'process',
    says: 'The supervisor of the simulated processes: `process.sh stop|start|restart|install|status ROLE ADDRESS [VERSION]`.',
  },
  'fault.sh': { kind: 'fault', says: 'What goes wrong in the simulated cluster: `fault.sh JSON`.' },
} as const;

/**
 * As the shipped run.sh of 2.0 to 2.5, which takes the folder in which it is started for its own, and says so.
 * The newer one finds its folder by its own path.
 */
const onlyAtHome = `ROOT=$(pwd)
if [ ! -f "$ROOT/src/shell/config.ini" ]; then
  echo "sed: can't read $ROOT/src/shell/config.ini: No such file or directory" >&2
  exit 2
fi
`;

/**
 * Writes the programs of a served cluster into `home`, with the run.sh of that generation, and answers with its real
 * path.
 */
export async function writeHome(home: string, connection: Connection, generation: Generation): Promise<string> {
  await mkdir(join(home, folder), { recursive: true });
  const real = await realpath(home);
  const client = join(real, folder, 'client.cjs');
  await writeFile(client, clientProgram);
  await writeFile(join(real, folder, 'connection.json'), `${JSON.stringify(connection)}\n`, { mode: 0o600 });
  await mkdir(join(real, 'src/shell'), { recursive: true });
  await writeFile(join(real, 'src/shell/config.ini'), '[apps.mimic]\n');
  for (const [name, { kind, says }] of Object.entries(programs)) {
    const script = `#!/bin/sh\n# ${says}\n${kind === 'shell' && generation === '2.5' ? onlyAtHome : ''}exec ${quoted(process.execPath)} ${quoted(client)} ${kind} "$@"\n`;
    await writeFile(join(real, name), script, { mode: 0o755 });
  }
  return real;
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
