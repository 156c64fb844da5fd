import { batch, computed, signal } from '@preact/signals';
import { assertNever } from '../../../src/lib/assert-never.js';
import {
  channelMessages,
  workspaceState,
  type Channel,
  type Message,
  type User,
  type View,
  type WorkspaceNews,
  type WorkspaceState,
} from '../protocol.js';
import { ask } from './ask.js';
import { attempt } from './trouble.js';

/** Who and what there is; undefined before the first answer. */
export const workspace = signal<WorkspaceState | undefined>(undefined);
/** By channel id, then by ts. */
export const messages = signal<ReadonlyMap<string, ReadonlyMap<string, Message>>>(new Map());
/** By view id, those of everybody. */
export const views = signal<ReadonlyMap<string, View>>(new Map());

const params = new URLSearchParams(location.search);
/** Id of the person that the page acts as. A name until the workspace is known. */
export const me = signal(params.get('as') ?? sessionStorage.getItem('me') ?? 'alice');

export const people = computed<readonly User[]>(
  () => workspace.value?.users.filter(({ kind }) => kind !== 'bot') ?? [],
);
export const myChannels = computed<readonly Channel[]>(
  () => workspace.value?.channels.filter(({ members }) => members.includes(me.value)) ?? [],
);
/** The bot can be reached: it is connected, or is told by HTTP. */
export const botIsThere = computed(
  () => workspace.value?.mode === 'http' || (workspace.value?.connections.length ?? 0) > 0,
);

export function actAs(user: string): void {
  me.value = user;
  sessionStorage.setItem('me', user);
}

export const userOf = (id: string): User | undefined => workspace.value?.users.find((user) => user.id === id);
export const channelOf = (id: string): Channel | undefined =>
  workspace.value?.channels.find((channel) => channel.id === id);

/** What a person sees of a channel: not what others alone see. In the order in which it was said. */
export function visibleIn(channel: string): readonly Message[] {
  const all = [...(messages.value.get(channel)?.values() ?? [])];
  return all
    .filter((message) => !message.ephemeral || message.visible_to === me.value)
    .sort((left, right) => (left.ts < right.ts ? -1 : 1));
}

/** News that came while everything was read: what was read may be older. */
let meanwhile: WorkspaceNews[] | undefined;

/** Reads everything anew: at the start, and whenever the connection had been lost. */
async function readAll(): Promise<void> {
  const held: WorkspaceNews[] = [];
  meanwhile = held;
  try {
    await readState();
    const channels = workspace.value?.channels ?? [];
    const read = await Promise.all(channels.map(({ id }) => ask('GET', `messages/${id}`, channelMessages)));
    messages.value = new Map(read.map((one) => [one.channel, new Map(one.messages.map((each) => [each.ts, each]))]));
  } finally {
    if (meanwhile === held) meanwhile = undefined;
    for (const news of held) heard(news);
  }
}

async function readState(): Promise<void> {
  const state = await ask('GET', 'state', workspaceState);
  batch(() => {
    workspace.value = state;
    views.value = new Map(state.views.map((view) => [view.id, view]));
    const mine = people.value.find(({ id, name }) => id === me.value || name === me.value) ?? people.value[0];
    if (mine !== undefined) me.value = mine.id;
  });
}

function changeChannel(id: string, change: (known: Map<string, Message>) => void): void {
  const known = new Map(messages.value.get(id));
  change(known);
  messages.value = new Map(messages.value).set(id, known);
}

/** Takes in what the demo tells of the conversation. */
export function heard(news: WorkspaceNews): void {
  if (meanwhile !== undefined && news.kind !== 'hello') {
    meanwhile.push(news);
    return;
  }
  switch (news.kind) {
    case 'hello':
      void attempt(readAll);
      return;
    case 'message':
      changeChannel(news.message.channel, (known) => known.set(news.message.ts, news.message));
      // A conversation with the bot may just have been opened.
      if (workspace.value !== undefined && channelOf(news.message.channel) === undefined) void attempt(readState);
      return;
    case 'deleted':
      changeChannel(news.channel, (known) => known.delete(news.ts));
      return;
    case 'view':
      views.value = new Map(views.value).set(news.view.id, news.view);
      return;
    case 'view-closed':
      views.value = new Map([...views.value].filter(([id]) => id !== news.id));
      return;
    case 'state':
      void attempt(readState);
      return;
    default:
      assertNever(news);
  }
}
