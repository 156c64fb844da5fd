/**
 * A program of its own, started detached by the bot: it takes the id of one command, runs the command
 * to its end and writes down what came of it, whatever becomes of the bot meanwhile.
 *
 *   bot ── order on stdin ─▶ supervisor ── claim (on disk) ─▶ command ─▶ outcome (on disk)
 *
 * - Killed before the claim: nothing was run; the next supervisor of this id runs it.
 * - Two of one id at the same time: the claim is created once; who comes second ends without a word.
 * - Killed after the claim: nobody runs it again. There is no outcome, so the bot says `lost`.
 *
 * It must not share the bot's fate: under systemd the unit needs `KillMode=process`; in a container
 * it ends with the container.
 */
import { text } from 'node:stream/consumers';
import { realClock } from '../../lib/clock.js';
import { createMasker } from '../../lib/mask.js';
import { parseJson } from '../../lib/parse-json.js';
import type { CommandRecords, Outcome } from '../../store/command-records.js';
import { openCommandRecords } from '../../store/open-command-records.js';
import { runProgram, type ProgramEnd } from '../program.js';
import { identify } from './process-identity.js';
import { cannotClaim, order, type Order } from './order.js';

// The command is seen to its end even while the machine's supervisor tells everybody to go.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

// An order that was cut off by the bot's death was never given.
const json = parseJson(await text(process.stdin));
const given = json.ok ? order.safeParse(json.value) : undefined;
if (given?.success === true) process.exitCode = await supervise(given.data, openCommandRecords(given.data.records));

async function supervise(asked: Order, records: CommandRecords): Promise<number> {
  try {
    if (!(await claimed(asked, records))) return 0;
  } catch {
    return cannotClaim;
  }
  const output = records.openOutput(asked.meaning, createMasker(asked.secrets));
  const program = runProgram({
    argv: asked.argv,
    environment: process.env,
    timeoutMs: asked.timeoutMs,
    graceMs: asked.graceMs,
    clock: realClock,
    onOutput: (chunk) => {
      output.write(chunk);
    },
  });
  const noted = noteChild(asked, records, program.pid);
  const end = await program.ended;
  output.end();
  await noted;
  await records.noteOutcome(asked.meaning, outcomeOf(end));
  // A server that the command left behind may still hold this pipe, and would die of writing to a closed one.
  await program.closed;
  return 0;
}

async function claimed({ meaning }: Order, records: CommandRecords): Promise<boolean> {
  const supervisor = await identify(process.pid);
  if (supervisor === undefined) throw new Error('this process cannot be told from others');
  return records.claim({ by: 'supervisor', meaning, supervisor });
}

/** Lets the bot wait for the command itself, should this supervisor be killed. */
async function noteChild({ meaning }: Order, records: CommandRecords, pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  try {
    const child = await identify(pid);
    if (child !== undefined) await records.noteChild(meaning, child);
  } catch {
    // Only the waiting after a second mishap depends on it.
  }
}

function outcomeOf(end: ProgramEnd): Outcome {
  if (end.kind === 'exited')
    return end.code === 0 ? { kind: 'succeeded' } : { kind: 'failed', reason: `it ended with exit code ${end.code}` };
  if (end.kind === 'killed') return { kind: 'failed', reason: `it was ended by ${end.signal}` };
  if (end.kind === 'timed-out') return end;
  return { kind: 'failed', reason: end.kind === 'not-started' ? end.reason : 'it was cancelled' };
}
