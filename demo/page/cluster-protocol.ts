import * as z from 'zod/mini';

/**
 * What the page is told of the simulated cluster, on the connection that tells it of the conversation. Moments are
 * milliseconds since the epoch by the cluster's own clock, which goes at `speed` times the speed of everybody else's.
 */

/** What people call a server where all of them are on one host: its port. */
export const shortName = (address: string): string => address.slice(address.lastIndexOf(':') + 1);

/** Half an hour of the cluster's time is kept for the plot of its clients, and so many events for the timeline. */
export const secondsKept = 1_800;
export const eventsKept = 300;

/** As the clients of the cluster meet a partition, from well to lost. */
export const partitionStates = ['full', 'short', 'unwritable', 'unreadable'] as const;
export type PartitionState = (typeof partitionStates)[number];

const processState = z.enum(['serving', 'starting', 'stopping', 'down', 'hung']);
export type ProcessState = z.infer<typeof processState>;

const server = z.object({
  address: z.string(),
  state: processState,
  /** What the leader believes; absent without a leader. */
  alive: z.optional(z.boolean()),
  version: z.string(),
  startedAt: z.number(),
  primaries: z.number(),
  secondaries: z.number(),
  /** Replicas that it has still to open. */
  opening: z.number(),
  /** Free on its fullest disk, in percent. */
  free: z.number(),
});
export type ServerView = z.infer<typeof server>;

const meta = z.object({
  address: z.string(),
  state: processState,
  leads: z.boolean(),
  version: z.string(),
  startedAt: z.number(),
});
export type MetaView = z.infer<typeof meta>;

/** What the leader has in force; all of it is lost when another meta leads. */
const settings = z.object({ level: z.string(), assignDelayMs: z.number(), addSecondaryMax: z.number() });
export type LeaderSettings = z.infer<typeof settings>;

/**
 * One partition, by its place among those of all tables: the place of its state in `partitionStates`, and the place of
 * its primary among the servers, -1 without one.
 */
const cell = z.tuple([z.number(), z.number(), z.number()]);
export type Cell = z.infer<typeof cell>;

/** One second of the clients, by the cluster's time: how many operations ended in it at once, late, and not at all. */
const second = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type TrafficSecond = z.infer<typeof second>;

/** What the clients have met since the present run or the last one began, or before any since the demo was started. */
const sums = z.object({ sinceRun: z.boolean(), done: z.number(), slow: z.number(), failed: z.number() });
export type TrafficTotal = z.infer<typeof sums>;

const event = z.object({
  id: z.number(),
  at: z.number(),
  /** Who did it; `person`: somebody at the page, or with fault.sh. */
  by: z.enum(['run', 'cluster', 'person', 'bot']),
  text: z.string(),
  /** What is written at its line in the plot of the clients; absent: nothing. */
  mark: z.optional(z.string()),
});
export type TimelineEvent = z.infer<typeof event>;

const target = z.object({
  address: z.string(),
  role: z.enum(['replica', 'meta', 'collector']),
  state: z.enum(['pending', 'active', 'done', 'skipped', 'failed']),
});

/** What the bot says of its run. */
export const runView = z.object({
  id: z.string(),
  status: z.string(),
  ended: z.boolean(),
  /** The server at hand, and what is done with it. */
  at: z.optional(z.object({ address: z.string(), step: z.string() })),
  /** In the order in which they are rolled. */
  targets: z.array(target),
  /** What it is held for: the reason, and its title in the conversation. */
  hold: z.optional(z.object({ reason: z.string(), title: z.string() })),
});
export type RunView = z.infer<typeof runView>;

/** What the run did at a server; it is at the last one still, unless that says until when. */
const span = z.object({ address: z.string(), step: z.string(), from: z.number(), to: z.optional(z.number()) });
export type StepSpan = z.infer<typeof span>;

/** What one sees, and where to look or what to do next. */
const inWords = z.object({ sees: z.string(), next: z.string() });
export type Summary = z.infer<typeof inWords>;

/** A fault that goes on until somebody ends it, by the name of what brought it. */
const standing = z.object({ name: z.string(), address: z.optional(z.string()) });
export type StandingFault = z.infer<typeof standing>;

/** Something that can be broken, on servers of a kind or on none of them. */
const offered = z.object({
  name: z.string(),
  title: z.string(),
  on: z.enum(['server', 'meta', 'leader', 'all']),
  /** What will follow, and which hold to expect. */
  follows: z.string(),
  /** How to end it; absent: it ends by itself. */
  ends: z.optional(z.string()),
});
export type BreakOffer = z.infer<typeof offered>;

/** All that changes. In a change what is absent is as it was; `seconds` and `events` are added to those before. */
const change = z.object({
  at: z.number(),
  speed: z.optional(z.number()),
  botUp: z.optional(z.boolean()),
  /** Those that have changed. */
  servers: z.optional(z.array(server)),
  metas: z.optional(z.array(meta)),
  settings: z.optional(z.nullable(settings)),
  cells: z.optional(z.array(cell)),
  seconds: z.optional(z.array(second)),
  sums: z.optional(sums),
  events: z.optional(z.array(event)),
  run: z.optional(z.nullable(runView)),
  /** Of the run; all of them. */
  spans: z.optional(z.array(span)),
  words: z.optional(inWords),
  standing: z.optional(z.array(standing)),
});
export type ClusterChange = z.infer<typeof change>;

const table = z.object({ name: z.string(), partitions: z.number(), copies: z.number() });
export type Table = z.infer<typeof table>;

/** For a page that has just come, and when tables have come or gone. */
const whole = z.object({
  name: z.string(),
  tables: z.array(table),
  /** Reads and writes a second that the clients ask of every partition, and when an operation has failed. */
  clients: z.object({ reads: z.number(), writes: z.number(), timeoutMs: z.number() }),
  breaks: z.array(offered),
});
export type ClusterWhole = z.infer<typeof whole>;

/** With `whole` everything is told, and what was told before is over. */
export const clusterNews = z.object({ kind: z.literal('cluster'), whole: z.optional(whole), change });
export type ClusterNews = z.infer<typeof clusterNews>;
