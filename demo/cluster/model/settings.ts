/** Levels from the lowest to the highest. */
const levels = ['stopped', 'blind', 'freezed', 'steady', 'lively'] as const;
export type Level = (typeof levels)[number];

export const isLevel = (text: string): text is Level => (levels as readonly string[]).includes(text);
/** At `freezed` and below nothing is cured and no request of a replica server is granted. */
export const atMostFreezed = (level: Level): boolean => levels.indexOf(level) <= levels.indexOf('freezed');
export const atMostSteady = (level: Level): boolean => levels.indexOf(level) <= levels.indexOf('steady');

/**
 * What the servers' config file says: every process starts with these, and a new leader falls back to them.
 * The onebox's differs from the shipped one: flow control off and 10, one live server is enough.
 */
export interface ConfigFile {
  readonly level: Level;
  readonly assignDelayMs: number;
  readonly addSecondaryMax: number;
  readonly flowControl: boolean;
  readonly livePercentage: number;
  readonly minLiveNodes: number;
  /** `mutation_2pc_min_replica_count`; 0 or less: derived from the table's replica count. */
  readonly mutation2pcMin: number;
  readonly maxReservedDropped: number;
  /** docs/pegasus.md, "Quick restarts". */
  readonly maxUnstableRestarts: number;
  readonly stableRunMs: number;
}

/** The shipped config.ini. */
export const shippedConfig: ConfigFile = {
  level: 'steady',
  assignDelayMs: 600_000,
  addSecondaryMax: 20,
  flowControl: true,
  livePercentage: 50,
  minLiveNodes: 3,
  mutation2pcMin: 2,
  maxReservedDropped: 1,
  maxUnstableRestarts: 5,
  stableRunMs: 600_000,
};

/** Live replicas a partition needs to take writes. */
export function min2pc(config: ConfigFile, replicas: number): number {
  if (config.mutation2pcMin > 0) return config.mutation2pcMin;
  return replicas <= 2 ? 1 : Math.floor(replicas / 2) + 1;
}
