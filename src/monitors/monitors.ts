import type { AlertsReading, MonitorReading } from '../roll/observation.js';

/** Who watches a cluster and can be asked about it. Nothing that is asked changes anything. */
export interface Monitors {
  /** Whether the cluster is at rest, by its operator's own measure; absent: there is none. */
  settled?(signal: AbortSignal): Promise<MonitorReading>;
  /** Which alerts fire under which nothing is begun; absent: none is named. */
  alerts?(signal: AbortSignal): Promise<AlertsReading>;
}
