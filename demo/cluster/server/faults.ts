import { z } from 'zod';
import type { NativeServers } from '../native/serve-native.js';
import { socketFaults } from '../native/socket-faults.js';
import type { ShellNoise } from '../shell/noise.js';
import { demoFaultExamples, faultExamples, faultHelp } from './fault-help.js';
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

const shellFaultSchema = z.strictObject({ kind: z.literal('garble-shell'), garbled: z.boolean() });

/** What faults are done to. */
export interface Faulty {
  readonly supervisor: Pick<Supervisor, 'spoil'>;
  readonly cluster: InjectFault;
  readonly shell: ShellNoise;
  /** Absent: the servers have no ports. */
  readonly native?: Pick<NativeServers, 'disturb'>;
  /** What is around the cluster, in the demo; absent: nothing. */
  readonly around?: InjectFault;
  /** Told of each that was carried out. */
  readonly onFault?: (fault: Readonly<Record<string, unknown>>) => void;
}

/** Carries out `fault.sh JSON`. Exit code 2 for what is not understood. */
export function applyFault(argv: readonly string[], faulty: Faulty): SupervisorAnswer {
  const refused = (why: string): SupervisorAnswer => ({ exitCode: 2, out: '', err: `${why}\n` });
  const help = faultHelp(examplesOf(faulty));
  const [text] = argv;
  if (text === undefined || argv.length > 1) return refused(help);
  if (text === '--help' || text === '-h') return { exitCode: 0, out: `${help}\n`, err: '' };
  let fault: unknown;
  try {
    fault = JSON.parse(text);
  } catch {
    return refused(`a fault is given as JSON\n${help}`);
  }
  const why = carryOutFault(fault, faulty);
  return why === undefined ? { exitCode: 0, out: 'done\n', err: '' } : refused(why);
}

const examplesOf = ({ around }: Faulty): typeof faultExamples =>
  around === undefined ? faultExamples : [...faultExamples, ...demoFaultExamples];

/** Answers with what is wrong about it, or undefined. Throws nothing. */
export function carryOutFault(fault: unknown, faulty: Faulty): string | undefined {
  const wrong = carryOut(fault, faulty);
  const carriedOut = z.record(z.string(), z.unknown()).safeParse(fault);
  if (wrong === undefined && carriedOut.success) faulty.onFault?.(carriedOut.data);
  return wrong;
}

/** A fault of the supervisor, of a connection, of the shell, of what is around the cluster, or else of the cluster. */
function carryOut(fault: unknown, faulty: Faulty): string | undefined {
  const kind = z.object({ kind: z.string() }).safeParse(fault).data?.kind;
  const isOf = (examples: typeof faultExamples): boolean => examples.some(([, example]) => example['kind'] === kind);
  if (kind === undefined || !isOf(examplesOf(faulty)))
    return `there is no fault ${JSON.stringify(kind ?? '')}\n${faultHelp(examplesOf(faulty))}`;
  if (isOf(demoFaultExamples)) return faulty.around?.(fault);
  switch (kind) {
    case 'command-fails': {
      const parsed = commandFaultSchema.safeParse(fault);
      if (!parsed.success) return z.prettifyError(parsed.error);
      faulty.supervisor.spoil(parsed.data);
      return undefined;
    }
    case 'socket': {
      const parsed = socketFaultSchema.safeParse(fault);
      if (!parsed.success) return z.prettifyError(parsed.error);
      if (faulty.native === undefined) return 'the servers have no ports';
      const { address, how } = parsed.data;
      return faulty.native.disturb(address, how === 'well' ? undefined : how) ? undefined : `no server ${address}`;
    }
    case 'garble-shell': {
      const parsed = shellFaultSchema.safeParse(fault);
      if (!parsed.success) return z.prettifyError(parsed.error);
      faulty.shell.garbled = parsed.data.garbled;
      return undefined;
    }
    default:
      return faulty.cluster(fault);
  }
}
