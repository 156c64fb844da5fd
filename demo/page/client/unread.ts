import { signal } from '@preact/signals';
import { me, visibleIn } from './workspace.js';

const key = 'read';

/** By person and channel, the ts of the last message that was before them; kept over a reload. */
const read = signal<Readonly<Record<string, string>>>(kept());

function kept(): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return Object.fromEntries(
      Object.entries(value ?? {}).flatMap(([name, ts]) => (typeof ts === 'string' ? [[name, ts]] : [])),
    );
  } catch {
    return {};
  }
}

const nameOf = (channel: string): string => `${me.value}/${channel}`;

/** Somebody else has said something there since the person last looked. */
export function isUnread(channel: string): boolean {
  const until = read.value[nameOf(channel)] ?? '';
  return visibleIn(channel).some(
    ({ ts, user, thread_ts }) => ts > until && user !== me.value && thread_ts === undefined,
  );
}

export function markRead(channel: string): void {
  const last = visibleIn(channel).at(-1)?.ts;
  if (last === undefined || read.peek()[nameOf(channel)] === last) return;
  read.value = { ...read.peek(), [nameOf(channel)]: last };
  sessionStorage.setItem(key, JSON.stringify(read.value));
}
