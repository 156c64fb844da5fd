import type { Probed } from '../roll/availability/probed.js';

/** A client of the cluster that writes and reads a table of its own while a run lasts. */
export interface Probe {
  /**
   * Begins, or goes on; nothing when it is at work. Never throws, and nobody waits for it.
   * @param mayAsk whether a server may be spoken to that the metas name
   */
  start(mayAsk: (address: string) => boolean): void;
  /** Sends nothing more. */
  stop(): void;
  /** What has ended since it was asked last; undefined before it was ever started. */
  take(): Probed | undefined;
}
