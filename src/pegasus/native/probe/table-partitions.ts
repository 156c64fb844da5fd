import type { Clock } from '../../../lib/clock.js';
import { methods } from '../../../wire/methods.js';
import type { ConnectionPool } from '../connection-pool.js';
import type { Deadline } from '../deadline.js';

const metaTimeoutMs = 1_000;
/** After one look at the configuration the next one waits so long, however many operations ask for it. */
const leastPauseMs = 200;

export interface ProbeTarget {
  readonly metas: readonly string[];
  readonly table: string;
}

/** Which server leads each partition of a table, as a client knows it: from the metas, asked again when it is wrong. */
export class TablePartitions {
  #primaries: readonly (string | undefined)[] = [];
  #appId = 0;
  #looking: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #leader: string | undefined;

  constructor(
    private readonly connections: ConnectionPool,
    private readonly target: ProbeTarget,
    private readonly mayAsk: (address: string) => boolean,
    private readonly clock: Clock,
  ) {}

  /** 0 until the table has been found. */
  get count(): number {
    return this.#primaries.length;
  }

  get appId(): number {
    return this.#appId;
  }

  primaryOf(index: number): string | undefined {
    return this.#primaries[index];
  }

  /** Asks the metas anew; whoever wants it at the same time waits for the same answer. */
  refresh(deadline: Deadline): Promise<void> {
    this.#looking ??= this.#look(deadline).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(deadline: Deadline): Promise<void> {
    const early = this.#lookedAt + leastPauseMs - this.clock.now();
    if (early > 0) await deadline.pause(early);
    this.#lookedAt = this.clock.now();
    const { metas, table } = this.target;
    const order = this.#leader === undefined ? metas : [this.#leader, ...metas.filter((each) => each !== this.#leader)];
    for (const meta of order) {
      const answer = await this.connections
        .to(meta)
        .call(methods.queryConfig, { appName: table, indices: [] }, { deadline, timeoutMs: metaTimeoutMs });
      if (deadline.over !== undefined) return;
      if (!answer.ok || answer.value.err !== 'ERR_OK') continue;
      this.#leader = meta;
      this.#appId = answer.value.appId;
      const primaries = new Array<string | undefined>(answer.value.partitionCount).fill(undefined);
      for (const { pid, primary, hpPrimary } of answer.value.partitions) {
        const address = hpPrimary ?? primary;
        if (address !== undefined && this.mayAsk(address)) primaries[pid.index] = address;
      }
      this.#primaries = primaries;
      return;
    }
  }
}
