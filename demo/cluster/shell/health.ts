import type { PartitionConfig } from '../servers.js';

export interface HealthCounts {
  readonly fullyHealthy: number;
  readonly unhealthy: number;
  readonly writeUnhealthy: number;
  readonly readUnhealthy: number;
}

/**
 * The shell's own definition of health (docs/pegasus.md, "Health"); its 2 for writes is fixed, whatever the
 * configuration says.
 */
export function countHealth(partitions: readonly PartitionConfig[]): HealthCounts {
  let fullyHealthy = 0;
  let writeUnhealthy = 0;
  let readUnhealthy = 0;
  for (const partition of partitions) {
    const replicas = replicaCount(partition);
    if (partition.primary === undefined) {
      writeUnhealthy += 1;
      readUnhealthy += 1;
    } else if (replicas >= partition.maxReplicaCount) fullyHealthy += 1;
    else if (replicas < 2) writeUnhealthy += 1;
  }
  return { fullyHealthy, unhealthy: partitions.length - fullyHealthy, writeUnhealthy, readUnhealthy };
}

export const replicaCount = (partition: PartitionConfig): number =>
  (partition.primary === undefined ? 0 : 1) + partition.secondaries.length;
