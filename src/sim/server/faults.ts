import { z } from 'zod';
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

/** Carries out `fault.sh JSON`: a fault of the supervisor, or else of the cluster. Exit code 2 for one that is not understood. */
export function applyFault(argv: readonly string[], supervisor: Supervisor, inject: InjectFault): SupervisorAnswer {
  const refused = (why: string): SupervisorAnswer => ({ exitCode: 2, out: '', err: `${why}\n` });
  const [text] = argv;
  if (text === undefined || argv.length > 1) return refused('usage: fault.sh JSON');
  let fault: unknown;
  try {
    fault = JSON.parse(text);
  } catch {
    return refused('a fault is given as JSON');
  }
  if (z.object({ kind: z.literal('command-fails') }).safeParse(fault).success) {
    const parsed = commandFaultSchema.safeParse(fault);
    if (!parsed.success) return refused(z.prettifyError(parsed.error));
    supervisor.spoil(parsed.data);
  } else {
    const why = inject(fault);
    if (why !== undefined) return refused(why);
  }
  return { exitCode: 0, out: 'done\n', err: '' };
}
