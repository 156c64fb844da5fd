import type { Run, RunIn } from '../../roll/run.js';

/** A run that has done something, and is over. */
export type Reported = RunIn<'done' | 'aborted' | 'failed'>;

export const isReported = (run: Run): run is Reported =>
  run.status === 'done' || run.status === 'aborted' || run.status === 'failed';
