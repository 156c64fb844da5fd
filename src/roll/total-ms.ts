import type { TargetProgress } from './progress.js';

/**
 * Milliseconds of work on a server, from its first check on: what its steps took, and not what people took to answer.
 */
export const totalMs = (spent: TargetProgress['spent']): number =>
  Object.values(spent).reduce((sum, ms) => sum + ms, 0);
