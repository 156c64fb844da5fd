/**
 * Told when events come in, each time anew. `disconnectedForMs`: for how long none did since anything had last come in.
 */
export type OnConnected = (disconnectedForMs?: number) => void;

/** The way Slack's events come in. */
export interface Line {
  /** Resolves when events come in, or while connecting goes on; rejects only when trying on is useless. */
  open(): Promise<void>;
  /** Whether events come in now. `disconnectedForMs`: for how long they have not, in milliseconds. */
  health(): { readonly connected: boolean; readonly disconnectedForMs?: number; readonly detail: string };
  close(): Promise<void>;
}
