import { signal } from '@preact/signals';
import { news, type News } from '../protocol.js';

export type Connection = 'opening' | 'open' | 'lost';

/** How it stands with the one connection on which the demo tells what happens. */
export const connection = signal<Connection>('opening');

const listeners = new Set<(told: News) => void>();
const tryAgainMs = 2_000;

/** Everything that the demo tells, from now on. */
export function onNews(listener: (told: News) => void): void {
  listeners.add(listener);
}

/** A lost connection is opened again, until the page is closed. */
export function connect(): void {
  const source = new EventSource('/_control/news');
  source.addEventListener('open', () => {
    connection.value = 'open';
  });
  source.addEventListener('message', (event) => {
    const told = news.safeParse(JSON.parse(String(event.data)));
    if (!told.success) throw new Error(`news that this page does not know: ${String(event.data).slice(0, 200)}`);
    for (const listener of listeners) listener(told.data);
  });
  source.addEventListener('error', () => {
    connection.value = 'lost';
    // The browser tries again by itself, unless the answer was not what it had asked for.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, tryAgainMs);
  });
}
