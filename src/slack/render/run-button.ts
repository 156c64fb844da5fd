import { z } from 'zod';
import { runId, type RunId } from '../../roll/ids.js';
import { readJson } from '../read-json.js';

const value = z.object({ run: z.string().min(1).max(200) });

/** The value of a button that stands for a run that has ended. */
export const runButtonValue = (run: RunId): string => JSON.stringify({ run });

/** The run that a click on the button `action` means; undefined: it is none of ours. */
export function readRunButton(action: string, actionId: string, text: string | undefined): RunId | undefined {
  const read = actionId === action ? readJson(value, text) : undefined;
  return read === undefined ? undefined : runId(read.run);
}
