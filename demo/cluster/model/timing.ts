/**
 * How long things take on the simulated cluster, in milliseconds unless the name says otherwise. The
 * defaults are what a real cluster took (docs/pegasus.md, "Timings").
 */
export interface SimulatedTiming {
  /** The leader's tick (`lb_interval_ms`). */
  readonly tickMs: number;
  /** Last beacon to UNALIVE: the lease and grace of the failure detector. */
  readonly detectionMinMs: number;
  readonly detectionMaxMs: number;
  /** Beacon interval: how late a server shows itself to a new leader. */
  readonly beaconMs: number;
  /** A meta's lock outlives its process by this. */
  readonly sessionMs: number;
  /** New leader to state loaded; until then ERR_SERVICE_NOT_ACTIVE. */
  readonly loadStateMs: number;
  /** One change of a partition's configuration: at least, and the spread over a batch. */
  readonly reconfigureMs: number;
  readonly reconfigureSpreadMs: number;
  /** A refused configuration update is tried again after at most this. */
  readonly retryMs: number;
  readonly configSyncMs: number;
  /** SIGTERM to gone. */
  readonly termMs: number;
  readonly metaStartMs: number;
  readonly collectorStartMs: number;
  /** Start of a replica server without its replicas, and what each of them adds. */
  readonly bootMs: number;
  /**
   * Start of a replica server to its open port: from then on it answers HTTP, and requests with ERR_HANDLER_NOT_FOUND.
   */
  readonly listenMs: number;
  readonly openReplicaMs: number;
  readonly replayMsPerMb: number;
  /** Remote commands served to the first beacon. */
  readonly firstBeaconMs: number;
  readonly learnBaseMs: number;
  readonly learnReplicaMs: number;
  readonly learnMsPerMb: number;
  readonly closeBaseMs: number;
  readonly closeReplicaMs: number;
  readonly flushMsPerMb: number;
  /** An inactive replica stays in `closing`, or in memory, for this (`gc_memory_replica_interval_ms`). */
  readonly gcReplicaMs: number;
  /** Age of the perf-counter snapshot at most. */
  readonly counterSnapshotMs: number;
  /** Share of the secondaries of a dead server that their primaries miss before the meta does, and when. */
  readonly noticeShare: number;
  readonly noticeMinMs: number;
  readonly noticeMaxMs: number;
  /** A killed replica of a live secondary is missed by its primary after at most this. */
  readonly killNoticeMaxMs: number;
  readonly createTableMs: number;
  readonly dropTableMs: number;
  readonly splitTableMs: number;
  /** What each partition is written, and holds. */
  readonly writeMbPerSecond: number;
  readonly memtableMb: number;
  readonly dataMbPerReplica: number;
}

export const fieldTiming: SimulatedTiming = {
  tickMs: 10_000,
  detectionMinMs: 20_000,
  detectionMaxMs: 22_000,
  beaconMs: 3_000,
  sessionMs: 20_000,
  loadStateMs: 700,
  reconfigureMs: 50,
  reconfigureSpreadMs: 350,
  retryMs: 1_000,
  configSyncMs: 30_000,
  termMs: 2_000,
  metaStartMs: 500,
  collectorStartMs: 500,
  bootMs: 500,
  listenMs: 300,
  openReplicaMs: 8,
  replayMsPerMb: 10,
  firstBeaconMs: 150,
  learnBaseMs: 250,
  learnReplicaMs: 9,
  learnMsPerMb: 2,
  closeBaseMs: 200,
  closeReplicaMs: 3,
  flushMsPerMb: 2,
  gcReplicaMs: 600_000,
  counterSnapshotMs: 10_000,
  noticeShare: 0.5,
  noticeMinMs: 1_500,
  noticeMaxMs: 15_000,
  killNoticeMaxMs: 100_000,
  createTableMs: 500,
  dropTableMs: 500,
  splitTableMs: 5_000,
  writeMbPerSecond: 0.002,
  memtableMb: 64,
  dataMbPerReplica: 5,
};

/** Completions of a batch are gathered in steps of this many milliseconds. */
export const grain = 50;

/** The end of the step in which `ms` is over. */
export const gathered = (ms: number): number => Math.ceil(ms / grain) * grain;
