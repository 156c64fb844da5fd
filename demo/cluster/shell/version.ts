import type { Generation } from '../servers.js';

/** The build that a dialect's transcripts come from. */
export const shellBuilds: Readonly<
  Record<Generation, { readonly version: string; readonly commit: string; readonly type: string }>
> = {
  '2.5': { version: '2.5.0', commit: '0ca31b70eac7321bb17fb034105695597245d47b', type: 'Release' },
  newer: { version: '2.6.0-SNAPSHOT', commit: 'db756dcdf24e2af6169659a67548501ed61f106c', type: 'Release' },
};
