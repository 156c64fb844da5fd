import { batch, computed, signal } from '@preact/signals';
import * as z from 'zod/mini';
import { ask } from '../client/ask.js';
import { attempt } from '../client/trouble.js';
import {
  eventsKept,
  partitionStates,
  secondsKept,
  type ClusterChange,
  type ClusterNews,
  type ClusterWhole,
  type TimelineEvent,
  type MetaView,
  type RunView,
  type TrafficSecond,
  type ServerView,
  type LeaderSettings,
  type StepSpan,
  type StandingFault,
  type TrafficTotal,
  type Summary,
} from '../cluster-protocol.js';

/** What is there of the cluster whatever happens in it; undefined before the demo has told. */
export const whole = signal<ClusterWhole | undefined>(undefined);
export const servers = signal<readonly ServerView[]>([]);
export const metas = signal<readonly MetaView[]>([]);
export const settings = signal<LeaderSettings | undefined>(undefined);
export const run = signal<RunView | undefined>(undefined);
export const spans = signal<readonly StepSpan[]>([]);
export const words = signal<Summary | undefined>(undefined);
export const standing = signal<readonly StandingFault[]>([]);
export const speed = signal(1);
export const botUp = signal(true);
export const seconds = signal<readonly TrafficSecond[]>([]);
export const sums = signal<TrafficTotal | undefined>(undefined);
export const events = signal<readonly TimelineEvent[]>([]);
/** The cluster's time when it told last. */
export const now = signal(0);

/** Of each partition, by its place: its state and its primary, as `Cell` has them. Changed in place. */
export const cells: { states: Uint8Array; primaries: Int16Array } = {
  states: new Uint8Array(0),
  primaries: new Int16Array(0),
};
/** Another number after each change of `cells`. */
export const cellsVersion = signal(0);

/** How many partitions are in each state, in the order of `partitionStates`. */
export const counts = computed<readonly number[]>(() => {
  void cellsVersion.value;
  const found = partitionStates.map(() => 0);
  for (const state of cells.states) found[state] = (found[state] ?? 0) + 1;
  return found;
});

/** Takes in what the demo tells of the cluster. */
export function heardOfCluster(news: ClusterNews): void {
  batch(() => {
    if (news.whole !== undefined) begin(news.whole);
    take(news.change);
  });
}

function begin(told: ClusterWhole): void {
  const all = told.tables.reduce((sum, { partitions }) => sum + partitions, 0);
  whole.value = told;
  cells.states = new Uint8Array(all);
  cells.primaries = new Int16Array(all).fill(-1);
  servers.value = [];
  seconds.value = [];
  events.value = [];
}

function take(change: ClusterChange): void {
  now.value = change.at;
  if (change.speed !== undefined) speed.value = change.speed;
  if (change.botUp !== undefined) botUp.value = change.botUp;
  if (change.servers !== undefined) servers.value = merged(servers.value, change.servers);
  if (change.metas !== undefined) metas.value = change.metas;
  if (change.settings !== undefined) settings.value = change.settings ?? undefined;
  if (change.run !== undefined) run.value = change.run ?? undefined;
  if (change.spans !== undefined) spans.value = change.spans;
  if (change.words !== undefined) words.value = change.words;
  if (change.standing !== undefined) standing.value = change.standing;
  if (change.seconds !== undefined) seconds.value = [...seconds.value, ...change.seconds].slice(-secondsKept);
  if (change.sums !== undefined) sums.value = change.sums;
  if (change.events !== undefined) events.value = [...events.value, ...change.events].slice(-eventsKept);
  if (change.cells === undefined) return;
  for (const [place, state, primary] of change.cells) {
    cells.states[place] = state;
    cells.primaries[place] = primary;
  }
  cellsVersion.value += 1;
}

/** Those that have changed in the place of those before; in the order in which all were told first. */
function merged(before: readonly ServerView[], changed: readonly ServerView[]): readonly ServerView[] {
  const byAddress = new Map(changed.map((server) => [server.address, server]));
  const known = before.map((server) => byAddress.get(server.address) ?? server);
  return [...known, ...changed.filter(({ address }) => !before.some((server) => server.address === address))];
}

const done = z.object({ ok: z.literal(true) });

export const setSpeed = (next: number) => attempt(() => ask('POST', 'cluster/speed', done, { speed: next }));
export const startServer = (address: string) => attempt(() => ask('POST', 'cluster/start', done, { address }));
export const breakIt = (name: string, address: string | undefined, end = false) =>
  attempt(() => ask('POST', 'cluster/break', done, { name, end, ...(address !== undefined && { address }) }));
