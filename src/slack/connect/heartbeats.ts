import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { z } from 'zod';

/** Where the WebSocket below Slack's SDK says that a ping or a pong has come; the SDK itself tells nobody. */
const channels = ['undici:websocket:ping', 'undici:websocket:pong'] as const;
const beat = z.object({ websocket: z.object({ url: z.string() }) });

/**
 * Calls `onBeat` for each ping and pong on the socket that `url` names at that moment.
 * @returns what ends it.
 */
export function onHeartbeat(url: () => string | undefined, onBeat: () => void): () => void {
  // Every WebSocket of the process speaks here.
  const heard = (message: unknown): void => {
    const socket = beat.safeParse(message);
    if (socket.success && socket.data.websocket.url === url()) onBeat();
  };
  for (const channel of channels) subscribe(channel, heard);
  return () => {
    for (const channel of channels) unsubscribe(channel, heard);
  };
}
