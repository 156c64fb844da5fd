import { z } from 'zod';
import type { NativeServers } from '../native/serve-native.js';
import { socketFaults } from '../native/socket-faults.js';
import { faultExamples, faultHelp } from './fault-help.js';
import { verbs, type Supervisor, type SupervisorAnswer } from './supervisor.js';

/** A fault of the cluster itself; answers with what was wrong about it, or undefined. Throws nothing. */
export type InjectFault = (fault: unknown) => string | undefined;

const commandFaultSchema = z.strictObject({
  kind: z.literal('command-fails'),
  verb: z.enum(verbs),
  address: z.string(),
  message: z.string().default('the simulated supervisor was told to fail'),
  exitCode: z.int().min(1).max(255).default(1),
  times: z.int().min(1).default(1),
});

/** Between the clients and one server; `well` ends it. */
const socketFaultSchema = z.strictObject({
  kind: z.literal('socket'),
  address: z.string(),
  how: z.enum([...socketFaults, 'well']),
});

/**
 * Carries out `fault.sh JSON`: a fault of the supervisor, of a connection, or else of the cluster. Exit code 2 for one
 * that is not understood.
 */
export function applyFault(
  argv: readonly string[],
  supervisor: Supervisor,
  inject: InjectFault,
  native?: Pick<NativeServers, 'disturb'>,
): SupervisorAnswer {
  const refused = (why: string): SupervisorAnswer => ({ exitCode: 2, out: '', err: `${why}\n` });
  const [text] = argv;
  if (text === undefined || argv.length > 1) return refused(faultHelp());
  if (text === '--help' || text === '-h') return { exitCode: 0, out: `${faultHelp()}\n`, err: '' };
  let fault: unknown;
  try {
    fault = JSON.parse(text);
  } catch {
    return refused(`a fault is given as JSON\n${faultHelp()}`);
  }
  const why = carryOut(fault, supervisor, inject, native);
  return why === undefined ? { exitCode: 0, out: 'done\n', err: '' } : refused(why);
}

/** Answers with what is wrong about the fault. */
function carryOut(
  fault: unknown,
  supervisor: Supervisor,
  inject: InjectFault,
  native: Pick<NativeServers, 'disturb'> | undefined,
): string | undefined {
  const kind = z.object({ kind: z.string() }).safeParse(fault).data?.kind;
  if (kind === 'command-fails') {
    const parsed = commandFaultSchema.safeParse(fault);
    if (!parsed.success) return z.prettifyError(parsed.error);
    supervisor.spoil(parsed.data);
    return undefined;
  }
  if (kind === undefined || !faultExamples.some(([, example]) => example['kind'] === kind))
    return `there is no fault ${JSON.stringify(kind ?? '')}\n${faultHelp()}`;
  if (kind !== 'socket') return inject(fault);
  const parsed = socketFaultSchema.safeParse(fault);
  if (!parsed.success) return z.prettifyError(parsed.error);
  if (native === undefined) return 'the servers have no ports';
  const { address, how } = parsed.data;
  return native.disturb(address, how === 'well' ? undefined : how) ? undefined : `no server ${address}`;
}
