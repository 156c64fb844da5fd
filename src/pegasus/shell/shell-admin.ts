import type { Log } from '../../lib/log.js';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock.js';
import { ok } from '../../lib/result.js';
import type { NodeAddress } from '../../roll/ids.js';
import type { AdminFailure, Look, Observation } from '../../roll/observation.js';
import { strangerWords } from '../allowed-hosts.js';
import { askedServers } from '../asked-servers.js';
import type { ClusterAdmin } from '../cluster-admin.js';
import { Deadline } from '../native/deadline.js';
import { httpGet } from '../native/http-get.js';
import { readFlags, type AskPage } from '../read-flags.js';
import { Dialogue } from './dialogue.js';
import { failed, type Read } from './failure.js';
import { firstToAnswer } from './find-leader.js';
import { observe, observeProcessesSingly } from './observe.js';
import { parseAddress } from './parse/address.js';
import { parseClusterInfo } from './parse/cluster-info.js';
import { metasFor, perform, shellCommandOf } from './perform.js';
import type { ShellRunner } from './shell-child.js';
import { spawnShell } from './spawn-shell.js';

/** Deadlines of one operation, in milliseconds. A dead meta alone can cost 21 s (docs/pegasus.md, "Timings"). */
export interface ShellTimeouts {
  readonly observe: number;
  readonly perform: number;
}

const defaultTimeouts: ShellTimeouts = { observe: 45_000, perform: 30_000 };

/** How long one meta is waited for until it has said who leads; a shell answers within a tenth of a second. */
const whoLeadsMs = 8_000;
/** A leader can change while it is looked for; so often it is tried. */
const tries = 3;
/** After these another meta may lead, and is looked for. */
const perhapsAnother = new Set<AdminFailure['kind']>(['not-leader', 'unreachable', 'timeout']);

export interface ShellAdminOptions {
  /** The folder of a Pegasus release or of its packed tools: it holds `run.sh`. */
  readonly home: string;
  /** `host:port` of every meta server. */
  readonly metas: readonly string[];
  /** Whether a shell may be started for a leader that a meta names; any unless it is said. */
  readonly mayAsk?: (leader: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts?: Partial<ShellTimeouts>;
  /** How a shell is started; a real process by default. */
  readonly runner?: ShellRunner;
  /** How a server is asked for a page that no shell shows; over HTTP by default. */
  readonly askPage?: AskPage;
}

/**
 * A cluster reached through the Pegasus shell: one process for a reading, one for an act. Only flags are asked of the
 * servers themselves, over HTTP: no shell shows them.
 */
export function createShellAdmin(options: ShellAdminOptions): ClusterAdmin {
  const { home, metas, clock, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const runner = options.runner ?? spawnShell(clock);
  const program = join(home, 'run.sh');
  const badMetas = metas.length === 0 || metas.some((meta) => parseAddress(meta) === undefined);

  /** Who led when it was asked last, by the name that the cluster has for it. */
  let lastLeader: NodeAddress | undefined;

  /** One dialogue, from its start until nothing of it is left. */
  async function converse<Value>(
    what: string,
    known: readonly string[],
    { deadlineMs, firstAnswerMs }: { readonly deadlineMs: number; readonly firstAnswerMs?: number },
    signal: AbortSignal,
    talk: (dialogue: Dialogue) => Promise<Read<Value>>,
  ): Promise<Read<Value>> {
    if (badMetas)
      return failed('refused', `Not asked: the meta servers "${metas.join(',')}" are not a list of host:port.`);
    if (options.runner === undefined && !(await isFile(program)))
      return failed('unreachable', `There is no run.sh in ${home}, so no shell can be started.`);
    if (signal.aborted) return failed('cancelled', 'The question to the cluster was cancelled.');
    const started = clock.now();
    const dialogue = new Dialogue({
      runner,
      argv: [program, 'shell', '--cluster', known.join(',')],
      clock,
      deadlineMs,
      ...(firstAnswerMs === undefined ? {} : { firstAnswerMs }),
      signal,
    });
    const result = await talk(dialogue);
    await dialogue.close();
    const fields = { what, ms: clock.now() - started };
    if (result.ok) log.debug(fields, 'the shell answered');
    else if (result.failure.kind === 'cancelled') log.debug(fields, 'the shell was cancelled');
    else log.warn({ ...fields, kind: result.failure.kind, raw: result.failure.raw }, result.failure.message);
    return result;
  }

  /** The leader's name as it gives it itself: only a leader answers, and a follower passes the question on to it. */
  const findLeader = (deadlineMs: number, signal: AbortSignal): Promise<Read<NodeAddress>> => {
    if (badMetas)
      return Promise.resolve(
        failed('refused', `Not asked: the meta servers "${metas.join(',')}" are not a list of host:port.`),
      );
    return firstToAnswer(metas, signal, (meta, over) =>
      converse('find the leader', [meta], { deadlineMs: Math.min(deadlineMs, whoLeadsMs) }, over, async (dialogue) => {
        const info = await dialogue.read('cluster_info -j', parseClusterInfo);
        return info.ok ? ok(info.value.leader) : info;
      }),
    );
  };

  /**
   * One reading by a shell that knows the leader and nobody else: on newer servers a follower answers some questions
   * wrongly (docs/pegasus.md, "What followers answer"), and a shell that knows several metas asks any of them.
   */
  async function observeLeader(
    look: Look,
    deadline: number,
    signal: AbortSignal,
  ): Promise<Read<{ readonly observation: Observation; readonly whole: boolean }>> {
    let leader = lastLeader;
    for (let nth = 1; ; nth += 1) {
      if (leader === undefined) {
        const found = await findLeader(Math.max(0, deadline - clock.now()), signal);
        if (!found.ok) return found;
        leader = found.value;
      }
      const asked = leader;
      if (options.mayAsk?.(asked) === false)
        return failed('refused', `Not asked: a meta says that ${asked} leads. ${strangerWords(asked)}.`, [asked]);
      const limits = { deadlineMs: Math.max(0, deadline - clock.now()), firstAnswerMs: whoLeadsMs };
      const reading = await converse('observe', [asked], limits, signal, (dialogue) => observe(dialogue, look, asked));
      if (!reading.ok) {
        lastLeader = perhapsAnother.has(reading.failure.kind) ? undefined : asked;
        return reading;
      }
      switch (reading.value.kind) {
        case 'whole':
        case 'without-processes':
          lastLeader = asked;
          return ok({ observation: reading.value.observation, whole: reading.value.kind === 'whole' });
        case 'another-leads':
          leader = reading.value.leader;
          break;
        case 'nobody-leads':
          leader = undefined;
          if (nth === tries || !perhapsAnother.has(reading.value.failure.kind))
            return { ok: false, failure: reading.value.failure };
      }
      lastLeader = undefined;
      log.info({ asked, leader }, 'the meta that led when it was asked last does not any more');
      if (nth === tries) return failed('not-leader', `The leader changed ${tries} times while the cluster was read.`);
    }
  }

  async function flagsOf(flag: NonNullable<Look['flag']>, signal: AbortSignal): Promise<Pick<Observation, 'flags'>> {
    const deadline = new Deadline(signal, clock, timeouts.observe);
    try {
      return { flags: await readFlags(flag, deadline, options.askPage ?? httpGet) };
    } finally {
      deadline.end();
    }
  }

  async function observeByShell(look: Look, signal: AbortSignal): Promise<Read<Observation>> {
    const deadline = clock.now() + timeouts.observe;
    const reading = await observeLeader(look, deadline, signal);
    if (!reading.ok) return reading;
    const { observation, whole } = reading.value;
    if (whole) return ok(observation);
    log.info(
      { processes: look.processes },
      'the shell cannot make an address of one of the servers; each is asked alone',
    );
    const limits = { deadlineMs: Math.max(0, deadline - clock.now()) };
    const processes = await converse('processes', [observation.leader], limits, signal, (dialogue) =>
      observeProcessesSingly(dialogue, [...new Set(look.processes)]),
    );
    return processes.ok ? ok({ ...observation, processes: processes.value }) : processes;
  }

  return {
    async observe(look, signal) {
      const strange = askedServers(look).find((address) => parseAddress(address) === undefined);
      if (strange !== undefined)
        return failed('refused', `Not asked: ${JSON.stringify(strange)} is not an address a command line may carry.`);
      const [reading, flags] = await Promise.all([
        observeByShell(look, signal),
        look.flag === undefined ? {} : flagsOf(look.flag, signal),
      ]);
      return reading.ok ? ok({ ...reading.value, ...flags }) : reading;
    },

    async perform(act, signal) {
      const wording = shellCommandOf(act);
      if (!wording.ok) return wording;
      if (wording.value.kind === 'proposals' && wording.value.proposals.length === 0) return ok({ refused: [] });
      return converse(act.kind, metasFor(wording.value, metas), { deadlineMs: timeouts.perform }, signal, (dialogue) =>
        perform(dialogue, wording.value),
      );
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
