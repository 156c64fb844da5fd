import type { Step } from './progress.js';

/** The steps of a server, in their order. */
export const stepKinds = [
  'settle',
  'gates',
  'before',
  'move-primaries',
  'downgrade-secondaries',
  'drain',
  'close-replicas',
  'flush-log',
  'last-look',
  'process',
  'await-return',
  'heal',
  'verify',
  'soak',
  'after',
  'undrain',
] as const satisfies readonly Step['kind'][];
