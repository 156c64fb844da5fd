import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock.js';
import { ok } from '../../lib/result.js';

import type { ClusterAdmin } from '../cluster-admin.js';
import { Dialogue } from './dialogue.js';
import { failed, type Read } from './failure.js';
import { observe, observeProcessesSingly } from './observe.js';
import { parseAddress } from './parse/address.js';
import { metasFor, perform, wordingOf } from './perform.js';
import type { ShellRunner } from './shell-child.js';
import { spawnShell } from './spawn-shell.js';

/** Deadlines of one operation, in milliseconds. A dead meta alone can cost 21 s (FIELD-NOTES, Behaviour 1). */
export interface ShellTimeouts {
  readonly observe: number;
  readonly perform: number;
}

const defaultTimeouts: ShellTimeouts = { observe: 45_000, perform: 30_000 };

/** The part of a pino logger that is used. */
export interface ShellLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ShellAdminOptions {
  /** The folder of a Pegasus release or of its packed tools: it holds `run.sh`. */
  readonly home: string;
  /** `host:port` of every meta server. */
  readonly metas: readonly string[];
  readonly clock: Clock;
  readonly log: ShellLog;
  readonly timeouts?: Partial<ShellTimeouts>;
  /** How a shell is started; a real process by default. */
  readonly runner?: ShellRunner;
}

/** A cluster reached through the Pegasus shell: one process for a reading, one for an act. */
export function createShellAdmin(options: ShellAdminOptions): ClusterAdmin {
  const { home, metas, clock, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const runner = options.runner ?? spawnShell(clock);
  const program = join(home, 'run.sh');
  const badMetas = metas.length === 0 || metas.some((meta) => parseAddress(meta) === undefined);

  /** One dialogue, from its start until nothing of it is left. */
  async function converse<Value>(what: string, known: readonly string[], deadlineMs: number, signal: AbortSignal, talk: (dialogue: Dialogue) => Promise<Read<Value>>): Promise<Read<Value>> {
    if (badMetas) return failed('refused', `Not asked: the meta servers "${metas.join(',')}" are not a list of host:port.`);
    if (options.runner === undefined && !(await isFile(program))) return failed('unreachable', `There is no run.sh in ${home}, so no shell can be started.`);
    if (signal.aborted) return failed('cancelled', 'The question to the cluster was cancelled.');
    const started = clock.now();
    const dialogue = new Dialogue({ runner, argv: [program, 'shell', '--cluster', known.join(',')], clock, deadlineMs, signal });
    const result = await talk(dialogue);
    await dialogue.close();
    const fields = { what, ms: clock.now() - started };
    if (result.ok) log.debug(fields, 'the shell answered');
    else if (result.failure.kind === 'cancelled') log.debug(fields, 'the shell was cancelled');
    else log.warn({ ...fields, kind: result.failure.kind, raw: result.failure.raw }, result.failure.message);
    return result;
  }

  return {
    async observe(look, signal) {
      const strange = [...look.processes, ...(look.counts === undefined ? [] : [look.counts])].find((address) => parseAddress(address) === undefined);
      if (strange !== undefined) return failed('refused', `Not asked: ${JSON.stringify(strange)} is not an address a command line may carry.`);
      const deadline = clock.now() + timeouts.observe;
      const sight = await converse('observe', metas, timeouts.observe, signal, (dialogue) => observe(dialogue, look));
      if (!sight.ok) return sight;
      if (sight.value.kind === 'whole') return ok(sight.value.observation);
      log.info({ processes: look.processes }, 'the shell cannot make an address of one of the servers; each is asked alone');
      const processes = await converse('processes', metas, Math.max(0, deadline - clock.now()), signal, (dialogue) => observeProcessesSingly(dialogue, [...new Set(look.processes)]));
      return processes.ok ? ok({ ...sight.value.observation, processes: processes.value }) : processes;
    },

    async perform(act, signal) {
      const wording = wordingOf(act);
      if (!wording.ok) return wording;
      if (wording.value.kind === 'proposals' && wording.value.proposals.length === 0) return ok({ refused: [] });
      return converse(act.kind, metasFor(wording.value, metas), timeouts.perform, signal, (dialogue) => perform(dialogue, wording.value));
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
