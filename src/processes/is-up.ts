import { ask, type AskMeans } from './ask.js';
import { connects } from './connects.js';
import { fillIn, splitAddress, type Subject } from './placeholders.js';
import type { DriverChoice } from './settings.js';

/** A process that is up answers at once. */
const connectMs = 3_000;

type Answer = { readonly up: true } | { readonly up: false; readonly why: string };

/** By the status command where there is one, otherwise by a connection to the server's port. */
export async function isUp(settings: DriverChoice, subject: Subject, means: AskMeans): Promise<Answer> {
  if (settings.status === undefined) {
    const { host, port } = splitAddress(subject.address);
    return connects({ host, port: Number(port) }, connectMs, means.clock, means.signal);
  }
  const argv = fillIn(settings.status, subject);
  if (!argv.ok) return { up: false, why: `the status command cannot be run: ${argv.failure}` };
  const answer = await ask('the status command', argv.value, means);
  return answer.ok ? { up: true } : { up: false, why: answer.failure };
}
