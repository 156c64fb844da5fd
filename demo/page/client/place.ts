import { computed, effect, signal } from '@preact/signals';
import { channelOf, myChannels, workspace } from './workspace.js';

/** What is shown of the conversation: the Home tab of the bot, or a channel and perhaps a thread in it. */
export type Place =
  | { readonly kind: 'home' }
  | {
      readonly kind: 'channel';
      readonly id: string;
      readonly thread?: string;
      /** A message that a link led to. */
      readonly shown?: string;
    };

const wanted = signal<Place | undefined>(fromAddress());
/** On a narrow screen one of the two is shown. */
export const pane = signal<'conversation' | 'cluster'>('conversation');

/** Where the page is; undefined when there is no channel that the person may enter. */
export const place = computed<Place | undefined>(() => {
  const here = wanted.value;
  if (here?.kind === 'home') return here;
  if (here !== undefined && myChannels.value.some(({ id }) => id === here.id)) return here;
  const named = here === undefined ? undefined : myChannels.value.find(({ name }) => name === here.id);
  const id = named?.id ?? myChannels.value[0]?.id;
  return id === undefined ? undefined : { kind: 'channel', id };
});

export function goTo(there: Place): void {
  wanted.value = there;
  pane.value = 'conversation';
}
export function openThread(ts: string): void {
  const here = place.value;
  if (here?.kind === 'channel') goTo({ kind: 'channel', id: here.id, thread: ts });
}
export function closeThread(): void {
  const here = place.value;
  if (here?.kind === 'channel') goTo({ kind: 'channel', id: here.id });
}

/** `#home`, `#CHANNEL`, `#CHANNEL/TS` for a message, `#CHANNEL/thread/TS`; a channel by id or name. */
function fromAddress(): Place | undefined {
  const [id = '', second, third] = decodeURIComponent(location.hash.slice(1)).split('/');
  if (id === '') return undefined;
  if (id === 'home') return { kind: 'home' };
  if (second === 'thread' && third !== undefined) return { kind: 'channel', id, thread: third };
  return { kind: 'channel', id, ...(second !== undefined && second !== '' && { shown: second }) };
}

function asAddress(here: Place): string {
  if (here.kind === 'home') return '#home';
  return `#${here.id}${here.thread === undefined ? '' : `/thread/${here.thread}`}`;
}

/** The address follows the place, so that it is still there after a reload; and the place follows links. */
export function followAddress(): void {
  addEventListener('hashchange', () => {
    wanted.value = fromAddress();
  });
  effect(() => {
    const here = place.value;
    if (workspace.value === undefined || here === undefined || (here.kind === 'channel' && here.shown !== undefined))
      return;
    history.replaceState(null, '', asAddress(here));
  });
}

export const titleOf = (here: Place): string => {
  if (here.kind === 'home') return workspace.value?.bot.name ?? '';
  const channel = channelOf(here.id);
  if (channel === undefined) return here.id;
  return channel.is_im ? (workspace.value?.bot.name ?? '') : `# ${channel.name}`;
};
