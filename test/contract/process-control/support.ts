import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { realClock, type Clock } from '../../../src/lib/clock.js';
import type { ParentLog } from '../../../src/lib/log.js';
import { createProcessControl } from '../../../src/processes/create.js';
import type { ProcessControl } from '../../../src/processes/process-control.js';
import type { DriverChoice } from '../../../src/processes/settings.js';
import type { ProcessCommand } from '../../../src/roll/act.js';
import { openCommandRecords } from '../../../src/store/open-command-records.js';
import { clusterName, commandId, nodeAddress, runId } from '../../../src/roll/ids.js';
import { compiledProgram } from '../../support/compiled.js';
import { silent } from '../../support/silent.js';

export const cluster = clusterName('cluster-x');
export const never = new AbortController().signal;

export const compiledSupervisor = compiledProgram('src/processes/supervision/supervisor.ts');

/** A little program that stands for an operator's own. */
export const program = (name: string): string => join(import.meta.dirname, 'programs', name);

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  // A supervisor that came second may still be taking its draft away.
  onTestFinished(() =>
    vi.waitFor(
      () => {
        rmSync(folder, { recursive: true, force: true });
      },
      { timeout: 10_000 },
    ),
  );
  return folder;
}

export function command(changes: Partial<ProcessCommand> = {}): ProcessCommand {
  return {
    id: commandId('cluster-x-7f3a/replica/10.0.0.1:34801/restart'),
    verb: 'restart',
    cluster,
    run: runId('cluster-x-7f3a'),
    role: 'replica',
    address: nodeAddress('10.0.0.1:34801'),
    index: 0,
    ...changes,
  };
}

export function restartBy(argv: readonly string[], changes: Partial<DriverChoice> = {}): DriverChoice {
  return { driver: { kind: 'command', restart: argv }, timeoutMs: 30_000, ...changes };
}

export function controlOf(
  settings: DriverChoice,
  folder: string,
  changes: {
    readonly secrets?: readonly string[];
    readonly environment?: NodeJS.ProcessEnv;
    readonly log?: ParentLog;
    readonly supervisor?: string;
    readonly clock?: Clock;
    readonly allows?: (address: string) => boolean;
  } = {},
): ProcessControl {
  return createProcessControl({
    settings,
    cluster,
    records: openCommandRecords({ kind: 'files', folder }),
    folder,
    compiled: (url) => compiledProgram(fileURLToPath(url)),
    ...(changes.supervisor === undefined ? {} : { supervisor: changes.supervisor }),
    secrets: changes.secrets ?? [],
    clock: changes.clock ?? realClock,
    log: changes.log ?? silent,
    ...(changes.allows === undefined ? {} : { allows: changes.allows }),
    ...(changes.environment === undefined ? {} : { environment: changes.environment }),
  });
}

/** How often `programs/succeed.sh` was run. */
export const timesRun = (counter: string): number =>
  existsSync(counter) ? readFileSync(counter, 'utf8').split('\n').length - 1 : 0;

/** The one record of this kind among all commands, when it is there. */
export function recordOf(folder: string, ending: string): string | undefined {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const name = names.find((each) => each.endsWith(ending));
  return name === undefined ? undefined : join(folder, name);
}

/** The path of a record, as soon as it is there. */
export const recordThere = (folder: string, ending: string): Promise<string> =>
  vi.waitFor(
    () => {
      const path = recordOf(folder, ending);
      if (path === undefined) throw new Error(`there is no ${ending} yet`);
      return path;
    },
    { timeout: 10_000, interval: 5 },
  );

/** Whether a process is there and not merely waiting to be buried. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export const gone = (pid: number): Promise<void> =>
  vi.waitFor(
    () => {
      if (isRunning(pid)) throw new Error(`process ${pid} is still there`);
    },
    { timeout: 10_000, interval: 10 },
  );
