import type { Clock } from '../lib/clock.js';
import { nodesAlive } from '../roll/gates/nodes-alive.js';
import { notFrozen } from '../roll/gates/not-frozen.js';
import { partitionsFull } from '../roll/gates/partitions-full.js';
import { settingsSane } from '../roll/gates/settings-sane.js';
import { blocks } from '../roll/gates/gates.js';
import type { GateScene } from '../roll/gates/gate-scene.js';
import { defaultOptions } from '../roll/options.js';
import type { ClusterAccess, Log } from './deps.js';
import type { ClusterHealth } from './desk.js';

/** A look is good for so long: however often people ask, the cluster is asked no more than that. */
const freshMs = 10_000;
/** Whoever asks for all clusters does not wait longer than this for one of them. */
const patienceMs = 8_000;

/** How a cluster is, for people who ask about it outside a run. Reads it when somebody asks, never by itself. */
export class HealthWatch {
  #last: ClusterHealth | undefined;
  #asking: Promise<ClusterHealth> | undefined;

  constructor(
    private readonly access: Pick<ClusterAccess, 'policy' | 'admin'>,
    private readonly deps: { readonly clock: Clock; readonly log: Log },
  ) {}

  /** @param signal ends the look; what it would have said is then unknown. */
  look(signal: AbortSignal): Promise<ClusterHealth> {
    const { clock } = this.deps;
    if (this.#last !== undefined && clock.now() - this.#last.readAt < freshMs) return Promise.resolve(this.#last);
    this.#asking ??= this.#ask(signal).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(signal: AbortSignal): Promise<ClusterHealth> {
    const { clock, log } = this.deps;
    const { policy, admin } = this.access;
    const deadline = new AbortController();
    const cancel = clock.after(patienceMs, () => {
      deadline.abort();
    });
    try {
      const reading = await admin.observe({ processes: [], ddd: false }, AbortSignal.any([signal, deadline.signal]));
      const readAt = clock.now();
      if (!reading.ok) return this.#keep({ kind: 'unreadable', readAt, why: reading.failure.message });
      const seen = reading.value;
      const scene: GateScene = { seen, policy, options: defaultOptions, now: readAt, restarts: [], lock: undefined };
      const blocking = blocks([nodesAlive(scene), partitionsFull(scene), settingsSane(scene), ...(levelIsLow(scene) ? [notFrozen(scene)] : [])]);
      const counts = { readAt, replicaServers: seen.nodes.length, metas: seen.metas.length, tables: seen.tables.filter(({ status }) => status === 'AVAILABLE').length };
      return this.#keep(blocking.length === 0 ? { kind: 'well', ...counts } : { kind: 'troubled', ...counts, blocks: blocking });
    } catch (error) {
      log.error({ cluster: policy.cluster, err: error }, 'a cluster could not be looked at');
      return this.#keep({ kind: 'unreadable', readAt: clock.now(), why: String(error) });
    } finally {
      cancel();
    }
  }

  #keep(health: ClusterHealth): ClusterHealth {
    this.#last = health;
    return health;
  }
}

/** The gate also says whether one server less would freeze it: that matters to a plan, not to how the cluster is now. */
const levelIsLow = ({ seen }: GateScene): boolean => seen.effectiveLevel !== 'steady' && seen.effectiveLevel !== 'lively';
