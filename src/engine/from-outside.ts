import type { Input } from '../roll/decision.js';

/** Nobody at work on the run has waited for these: they come beside a look or an act that is under way. */
const outside: ReadonlySet<Input['kind']> = new Set([
  'intent',
  'command-finished',
  'lock-changed',
  'remark',
  'recovered',
]);

export const isFromOutside = ({ kind }: Input): boolean => outside.has(kind);
