import { z } from 'zod';
import { commandMeaning, recordsPlace } from '../../store/command-records.js';

/** What the bot asks a supervisor to do, sent as one JSON text on its standard input. */
export const order = z.object({
  meaning: commandMeaning,
  records: recordsPlace,
  argv: z.array(z.string()).min(1),
  timeoutMs: z.number().positive(),
  graceMs: z.number().nonnegative(),
  secrets: z.array(z.string()),
});
export type Order = z.infer<typeof order>;

/** The exit code of a supervisor that could not claim its id: the records cannot be written. */
export const cannotClaim = 73;
