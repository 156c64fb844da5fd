import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientProgram } from './client-program.js';

/** Where the programs find the served cluster. Who can read it can do anything to the cluster, so only its owner can. */
export interface Connection {
  readonly port: number;
  readonly token: string;
}

const folder = '.simulation';

const programs = {
  'run.sh': { kind: 'shell', says: 'The simulated cluster’s own run.sh: `run.sh shell --cluster A,B,C`.' },
  'process.sh': { kind: 'process', says: 'The supervisor of the simulated processes: `process.sh stop|start|restart|install|status ROLE ADDRESS [VERSION]`.' },
  'fault.sh': { kind: 'fault', says: 'What goes wrong in the simulated cluster: `fault.sh JSON`.' },
} as const;

/** Writes the programs of a served cluster into `home`, and answers with its real path. */
export async function writeHome(home: string, connection: Connection): Promise<string> {
  await mkdir(join(home, folder), { recursive: true });
  const real = await realpath(home);
  const client = join(real, folder, 'client.cjs');
  await writeFile(client, clientProgram);
  await writeFile(join(real, folder, 'connection.json'), `${JSON.stringify(connection)}\n`, { mode: 0o600 });
  for (const [name, { kind, says }] of Object.entries(programs)) {
    const script = `#!/bin/sh\n# ${says}\nexec ${quoted(process.execPath)} ${quoted(client)} ${kind} "$@"\n`;
    await writeFile(join(real, name), script, { mode: 0o755 });
  }
  return real;
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
