import { spawn } from 'node:child_process';
import { assertNever } from '../../lib/assert-never.js';
import type { Clock } from '../../lib/clock.js';
import type { ParentLog } from '../../lib/log.js';
import type { Result } from '../../lib/result.js';
import type { Masker } from '../../lib/mask.js';
import { reasonOf } from '../../lib/thrown.js';
import type { CommandResult, ProcessCommand } from '../../roll/act.js';
import type { CommandMeaning, CommandRecords, Outcome } from '../../store/command-records.js';
import { isAlive } from './process-identity.js';
import { cannotClaim, type Order } from './order.js';
import { tailOf } from './tail.js';

/** Between SIGTERM and SIGKILL for a command that takes too long. */
const graceMs = 5_000;
/** A supervisor needs so much, beyond the time limit of its command, to say what came of it. */
const supervisorMs = 30_000;
const pollsMs = { eager: 25, patient: 250 };
const eagerForMs = 2_000;
/** Of the output of one command at most so much goes to the log, characters. */
const loggedOutput = 64 * 1024;
/** What people are shown is taken from so much of its end, characters. */
const shownOutput = 16 * 1024;

export interface ExecutionSettings {
  readonly records: CommandRecords;
  readonly supervisorPath: string;
  /** What supervisors and commands see of the bot's environment. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly secrets: readonly string[];
  readonly mask: Masker;
  readonly clock: Clock;
  readonly log: ParentLog;
}

/** What the records say of a command at one moment. */
type Standing =
  | { readonly kind: 'unclaimed' }
  | { readonly kind: 'under-way' }
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Runs one command under a supervisor of its own, or joins the execution that an earlier call, perhaps
 * of a bot that is no more, has begun. Every answer comes from the records.
 * @param argv what to run; or why it cannot be begun, which is no answer for one that was
 */
export async function execute(
  settings: ExecutionSettings,
  command: ProcessCommand,
  argv: Result<readonly string[], string>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { records } = settings;
  const log = settings.log.child({
    command: command.id,
    run: command.run,
    verb: command.verb,
    address: command.address,
  });
  try {
    const meaning = meaningOf(command);
    const end = await finalStanding(
      settings,
      {
        meaning,
        records: records.place,
        argv: argv.ok ? [...argv.value] : [],
        timeoutMs,
        graceMs,
        secrets: [...settings.secrets],
      },
      argv.ok ? undefined : argv.failure,
      signal,
      log,
    );
    return await answer(settings, meaning, end, log);
  } catch (error) {
    // Records that cannot be read leave open what was done.
    const reason = `its records in ${records.whereIs(command.run)} cannot be read or written: ${reasonOf(error)}`;
    log.error({ err: error }, 'the records of a process command fail');
    return { kind: 'lost', reason, tail: [] };
  }
}

async function finalStanding(
  settings: ExecutionSettings,
  order: Order,
  whyNot: string | undefined,
  signal: AbortSignal,
  log: ParentLog,
): Promise<Standing> {
  const { clock, records } = settings;
  let supervisor: Supervisor | undefined;
  // Counted, not read off a clock: one that is set forward, or a machine that slept, must not declare a command lost
  // that runs, or people try it again while it does.
  let waited = 0;
  while (!signal.aborted) {
    // Asked before the look: who has ended by now has left all its records.
    const supervisorEnded = supervisor?.ended() ?? false;
    const standing = await standingOf(records, order.meaning);
    if (standing.kind === 'unclaimed') {
      if (whyNot !== undefined) return { kind: 'refused', reason: whyNot };
      if (supervisor === undefined) {
        log.info({ argv: order.argv, timeoutMs: order.timeoutMs }, 'process command begins');
        await records.prepare(order.meaning.run);
        supervisor = startSupervisor(settings, order);
        continue;
      }
      // Whoever comes later finds the id taken: what is answered as never run is never run.
      if (supervisorEnded) await records.claim({ by: 'nobody', meaning: order.meaning, why: supervisor.why() });
    } else if (standing.kind !== 'under-way') {
      return standing;
    }
    if (waited > order.timeoutMs + graceMs + supervisorMs)
      return { kind: 'lost', reason: 'neither it nor its supervisor ended in time; it may still be running' };
    const poll = waited < eagerForMs ? pollsMs.eager : pollsMs.patient;
    await clock.sleep(poll, signal);
    waited += poll;
  }
  return { kind: 'lost', reason: 'the bot stopped waiting for it; it may still be running' };
}

async function standingOf(records: CommandRecords, meaning: CommandMeaning): Promise<Standing> {
  const { claim } = await records.find(meaning);
  if (claim.kind === 'removed')
    return { kind: 'refused', reason: 'the records of this run were cleaned up long ago; begin a new run' };
  if (claim.kind === 'absent') return { kind: 'unclaimed' };
  if (claim.kind === 'unreadable') return { kind: 'lost', reason: claim.why };
  if (!sameMeaning(claim.value.meaning, meaning))
    return { kind: 'refused', reason: 'its id was used for another command before' };
  if (claim.value.by === 'nobody') return { kind: 'ended', outcome: { kind: 'failed', reason: claim.value.why } };
  const alive = await isAlive(claim.value.supervisor);
  // Read after the look at the process: one that is gone has written all it ever will.
  const { outcome, child } = await records.find(meaning);
  if (outcome.kind === 'found') return { kind: 'ended', outcome: outcome.value };
  if (outcome.kind === 'unreadable') return { kind: 'lost', reason: outcome.why };
  if (alive) return { kind: 'under-way' };
  // Without its supervisor the command cannot say how it ends, but nobody should act while it runs.
  if (child.kind === 'found' && (await isAlive(child.value))) return { kind: 'under-way' };
  return { kind: 'lost', reason: 'its supervisor was killed before it could say what came of it' };
}

interface Supervisor {
  ended(): boolean;
  why(): string;
}

function startSupervisor(settings: ExecutionSettings, order: Order): Supervisor {
  let end: string | undefined;
  try {
    const child = spawn(process.execPath, [settings.supervisorPath], {
      // A session of its own: neither the bot's end nor a Ctrl-C in its terminal reaches it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: settings.environment,
    });
    child.once('exit', (code, signal) => {
      end =
        code === cannotClaim
          ? `cannot write to ${settings.records.whereIs(order.meaning.run)}`
          : `ended early, ${signal === null ? `exit code ${String(code)}` : signal}`;
    });
    child.once('error', (error) => {
      end = error.message;
    });
    // A supervisor that ended before it read its order closes the pipe; its exit says the same.
    child.stdin.once('error', () => undefined);
    child.stdin.end(JSON.stringify(order));
    child.unref();
  } catch (error) {
    end = reasonOf(error);
  }
  return { ended: () => end !== undefined, why: () => `its supervisor could not take it on: ${end ?? ''}` };
}

async function answer(
  settings: ExecutionSettings,
  meaning: CommandMeaning,
  standing: Standing,
  log: ParentLog,
): Promise<CommandResult> {
  const { records } = settings;
  const output = await records.output(meaning);
  const tail = tailOf(settings.mask(endOf(output, shownOutput)));
  const result = resultOf(standing, tail);
  log.info(
    {
      result: result.kind,
      ...('reason' in result ? { reason: result.reason } : {}),
      output: settings.mask(endOf(output, loggedOutput)),
      records: records.whereIs(meaning.run),
    },
    'process command ended',
  );
  if (standing.kind === 'ended') {
    // Without this mark the records are kept for good, which is no reason to withhold an answer.
    await records.noteAnswered(meaning).catch((error: unknown) => {
      log.warn({ err: error }, 'that a process command was answered cannot be noted');
    });
  }
  return result;
}

/** The last lines, whole: a line that is cut could hold half a secret, which nothing would know for one. */
function endOf(output: string, characters: number): string {
  if (output.length <= characters) return output;
  const end = output.slice(-characters);
  return end.slice(end.indexOf('\n') + 1);
}

function resultOf(standing: Standing, tail: readonly string[]): CommandResult {
  switch (standing.kind) {
    case 'ended':
      return { ...standing.outcome, tail };
    case 'lost':
      return { kind: 'lost', reason: standing.reason, tail };
    case 'refused':
      return { kind: 'failed', reason: standing.reason, tail: [] };
    case 'unclaimed':
    case 'under-way':
      return { kind: 'lost', reason: 'it is still under way', tail };
    default:
      return assertNever(standing);
  }
}

const meaningOf = ({ id, verb, cluster, run, role, address, version }: ProcessCommand): CommandMeaning => ({
  id,
  verb,
  cluster,
  run,
  role,
  address,
  ...(version === undefined ? {} : { version }),
});

function sameMeaning(left: CommandMeaning, right: CommandMeaning): boolean {
  const names = ['id', 'verb', 'cluster', 'run', 'role', 'address', 'version'] as const;
  return names.every((name) => left[name] === right[name]);
}
