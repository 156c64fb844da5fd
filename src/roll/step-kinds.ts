/** The steps of a server, in their order; `Step` (progress.ts) has what each of them knows. */
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
] as const;
