import type { ParentLog } from '../../src/lib/log.js';

export const silent: ParentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
