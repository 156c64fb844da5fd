import { foreign, type Message } from './message.js';
import type { ProcessReading } from './observation.js';

/** Why a process is not known to run, in words for people. */
export const whySilent = (reading: Exclude<ProcessReading, { kind: 'running' }> | undefined): Message =>
  reading === undefined || reading.kind === 'not-asked' ? { code: 'not-asked' } : foreign(reading.error);
