import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { WorkspaceHandle } from '../../demo/workspace/start.js';
import { compiledProgram } from './compiled.js';

export interface StartedProgram {
  readonly pid: number;
  /** Where its database is. */
  readonly data: string;
  /** All that it has printed so far. */
  readonly output: () => string;
  /** Resolves when it has said this. */
  readonly says: (words: string) => Promise<void>;
  /** Its exit code. */
  readonly ended: Promise<unknown>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/**
 * The program as it is started in production, in this folder; its cluster cannot be reached, and nobody asks for it.
 * Killed when the test ends.
 */
export function startProgram(
  folder: string,
  { botToken, appToken, apiUrl }: WorkspaceHandle,
  { program: file = compiledProgram('src/main.ts'), env = {} }: { program?: string; env?: NodeJS.ProcessEnv } = {},
): StartedProgram {
  const config = unreachableCluster(folder);
  const program = spawn(process.execPath, [file, 'start', '--config', config], {
    env: {
      ...process.env,
      ...env,
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: apiUrl,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    program.kill('SIGKILL');
  });
  let output = '';
  for (const stream of [program.stdout, program.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const { pid } = program;
  if (pid === undefined) throw new Error('the program was not started');
  return {
    pid,
    data: join(folder, 'data'),
    output: () => output,
    says: async (words) => {
      await expect.poll(() => output, { timeout: 20_000, interval: 20 }).toContain(words);
    },
    ended: once(program, 'exit').then(([code]: unknown[]) => code),
    kill: (signal) => void program.kill(signal),
  };
}

/** Writes the configuration of a cluster that cannot be reached; answers with its file. */
export function unreachableCluster(folder: string): string {
  const file = join(folder, 'pegasus-roll.yml');
  writeFileSync(file, configuration);
  return file;
}

const configuration = `slack: { mode: socket }
http: { listen: "127.0.0.1:0" }
store: { path: ./data }
clusters:
  cluster-x:
    channel: pegasus
    metas: ["127.0.0.1:9"]
    admin: { kind: native }
    processes: { driver: command, restart: ["true"] }
`;
