import type { ShellContext } from '../context.js';

/** Says that the simulation lacks what a real shell has, so that nobody takes silence for an answer. */
export function notSimulated(context: ShellContext, what: string): Promise<true> {
  context.out(`ERROR: ${what} is not part of this simulation\n`);
  return Promise.resolve(true);
}
