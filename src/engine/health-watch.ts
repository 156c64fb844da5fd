import type { atMost } from '../lib/at-most.js';
import type { Clock } from '../lib/clock.js';
import { fail, ok, type Result } from '../lib/result.js';
import { SharedAnswer } from '../lib/shared-answer.js';
import { alwaysOpen } from '../roll/calendar.js';
import { nodesAlive } from '../roll/gates/nodes-alive.js';
import { notFrozen } from '../roll/gates/not-frozen.js';
import { partitionsFull } from '../roll/gates/partitions-full.js';
import { settingsSane } from '../roll/gates/settings-sane.js';
import { blocks } from '../roll/gates/gates.js';
import type { GateInput } from '../roll/gates/gate-input.js';
import type { Observation } from '../roll/observation.js';
import { defaultOptions } from '../roll/options.js';
import type { ClusterAccess } from './deps.js';
import type { Log } from '../lib/log.js';
import type { ClusterHealth, ClusterServers, Refusal } from './run-service.js';
import { foreign, type Message } from '../roll/message.js';

/** A look is good for so long: however often people ask, the cluster is asked no more than that. */
const freshMs = 10_000;
/** Whoever asks for all clusters does not wait longer than this for one of them. */
const patienceMs = 8_000;

interface Seen {
  readonly health: ClusterHealth;
  readonly servers: Result<ClusterServers, Refusal>;
}

/** How a cluster is, for people who ask about it outside a run. Reads it when somebody asks, never by itself. */
export class HealthWatch {
  readonly #seen: SharedAnswer<Seen>;

  constructor(
    private readonly access: Pick<ClusterAccess, 'policy' | 'admin'>,
    private readonly deps: { readonly clock: Clock; readonly log: Log },
    looking: {
      /** Begins a look when there is a place for it. */
      readonly limited: ReturnType<typeof atMost>;
      /** Ends a look; what it would have said is then unknown. */
      readonly signal: () => AbortSignal;
    },
    /** A run has its own settings on: what would be a trace of a dead tool otherwise is as it should be. */
    private readonly maintained: () => boolean,
  ) {
    this.#seen = new SharedAnswer(
      () => looking.limited(() => this.#ask(looking.signal())),
      freshMs,
      deps.clock,
      ({ servers }) => servers.ok,
    );
  }

  async look(): Promise<ClusterHealth> {
    return (await this.#seen.get()).health;
  }

  /** What a request can name, by the same look. */
  async servers(): Promise<Result<ClusterServers, Refusal>> {
    return (await this.#seen.get()).servers;
  }

  async #ask(signal: AbortSignal): Promise<Seen> {
    const { clock, log } = this.deps;
    const { policy, admin } = this.access;
    const deadline = new AbortController();
    const cancel = clock.after(patienceMs, () => {
      deadline.abort();
    });
    try {
      const reading = await admin.observe({ processes: [], ddd: false }, AbortSignal.any([signal, deadline.signal]));
      const readAt = clock.now();
      if (!reading.ok)
        return this.#unreadable(
          readAt,
          deadline.signal.aborted ? { code: 'no-answer-within', ms: patienceMs } : foreign(reading.failure.message),
        );
      const seen = reading.value;
      const input: GateInput = {
        seen,
        policy,
        options: defaultOptions,
        now: readAt,
        restarts: [],
        lock: undefined,
        calendar: alwaysOpen,
      };
      const blocking = blocks([
        nodesAlive(input),
        partitionsFull(input),
        ...(this.maintained() ? [] : [settingsSane(input)]),
        ...(levelIsLow(input) ? [notFrozen(input, 'now')] : []),
      ]);
      const counts = {
        readAt,
        replicaServers: seen.nodes.length,
        metas: seen.metas.length,
        tables: seen.tables.filter(({ status }) => status === 'AVAILABLE').length,
      };
      return {
        health: blocking.length === 0 ? { kind: 'well', ...counts } : { kind: 'troubled', ...counts, blocks: blocking },
        servers: ok(serversOf(seen)),
      };
    } catch (error) {
      log.error({ cluster: policy.cluster, err: error }, 'a cluster could not be looked at');
      return this.#unreadable(clock.now(), foreign(String(error)));
    } finally {
      cancel();
    }
  }

  #unreadable(readAt: number, why: Message): Seen {
    return {
      health: { kind: 'unreadable', readAt, why },
      servers: fail({ message: { code: 'cluster-unreadable', cluster: this.access.policy.cluster, why } }),
    };
  }
}

/**
 * The gate also says whether one server less would freeze it: that matters to a plan, not to how the cluster is now.
 */
const levelIsLow = ({ seen }: GateInput): boolean =>
  seen.effectiveLevel !== 'steady' && seen.effectiveLevel !== 'lively';

function serversOf({ nodes, tables }: Observation): ClusterServers {
  const low = tables.filter(({ status, replicaCount }) => status === 'AVAILABLE' && replicaCount < 3);
  return {
    replicaServers: nodes.map(({ address }) => address),
    lowTables: low.map(({ name, replicaCount }) => ({ name, replicaCount })),
  };
}
