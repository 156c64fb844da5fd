import type { ClusterConfig } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { Probe } from '../pegasus/probe.js';

/**
 * The probe of a cluster, one for each run. Its code is loaded when the first run begins: a bot whose clusters have no
 * probe never loads it.
 */
export const probeOf =
  (
    { metas }: Pick<ClusterConfig, 'metas'>,
    settings: NonNullable<ClusterConfig['probe']>,
    clock: Clock,
    log: Log,
  ): (() => Probe) =>
  () => {
    let probe: Probe | undefined;
    let wanted: Parameters<Probe['start']>[0] | undefined;
    let isLoading = false;
    const load = async (): Promise<void> => {
      const { TableProbe } = await import('../pegasus/native/probe/table-probe.js');
      probe = new TableProbe({ ...settings, metas, clock, log });
      if (wanted !== undefined) probe.start(wanted);
    };
    return {
      start: (mayAsk) => {
        wanted = mayAsk;
        probe?.start(mayAsk);
        if (isLoading) return;
        isLoading = true;
        load().catch((error: unknown) => {
          log.error({ err: error }, 'the probe cannot be loaded');
        });
      },
      stop: () => {
        wanted = undefined;
        probe?.stop();
      },
      take: () => probe?.take(),
    };
  };
