import type { ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { isForced, type Watch } from './watch.js';

/** Whoever was restarted so lately may have been read before. */
const lately = 30_000;

/** The rest of a restart: nothing is restarted once more that is another process already, and nothing is forgotten. */
export class ContinuationChecks {
  /** The start of each server's process when a run first ran a command for it. */
  readonly #before = new Map<RunId, Map<string, number>>();
  /** When the present process of each server was first seen. */
  readonly #since = new Map<string, { readonly startedAt: number; readonly at: number }>();
  /** The start of each process when the first run of a row of continuations was asked for. */
  readonly #atFirst = new Map<RunId, Map<string, number>>();

  constructor(private readonly watch: Watch) {}

  settled({ process }: Truth): void {
    for (const address of this.watch.world.cluster.replicaAddresses) {
      const startedAt = process(address)?.startedAt ?? 0;
      if (this.#since.get(address)?.startedAt !== startedAt)
        this.#since.set(address, { startedAt, at: this.watch.now });
    }
  }

  asked({ id, options: { continues } }: Run): void {
    const now = new Map<string, number>(
      this.watch.world.cluster.replicaAddresses.map((address) => [
        address,
        this.watch.truth.process(address)?.startedAt ?? 0,
      ]),
    );
    this.#atFirst.set(id, (continues === undefined ? undefined : this.#atFirst.get(continues.run)) ?? now);
  }

  commandBegins(run: Run, { role, address }: ProcessCommand): void {
    if (role !== 'replica') return;
    const begun = this.#before.get(run.id) ?? new Map<string, number>();
    this.#before.set(run.id, begun);
    if (begun.has(address)) return;
    const startedAt = this.watch.truth.process(address)?.startedAt ?? 0;
    begun.set(address, startedAt);
    const { continues, version, stale } = run.options;
    // What a server runs or has says then whether it is restarted, and not when it was.
    if (continues === undefined || version !== undefined || stale !== undefined) return;
    const before = this.#before.get(continues.run)?.get(address);
    const since = this.#since.get(address)?.at ?? this.watch.now;
    if (before === undefined || before === startedAt || since > run.plan.madeAt - lately) return;
    this.watch.report(
      'a continuation restarts nothing that was restarted already',
      `${address} was restarted by run ${continues.run}, and ${run.id} restarts it once more`,
    );
  }

  ended(run: Run): void {
    const { continues, version, stale, nodes, skip, from } = run.options;
    if (continues === undefined || version !== undefined || stale !== undefined || run.status !== 'done') return;
    if (nodes !== undefined || skip.length > 0 || from !== undefined || !run.options.roles.includes('replica')) return;
    for (const address of this.watch.world.cluster.replicaAddresses) {
      const target = run.progress.targets.find((each) => each.role === 'replica' && each.address === address);
      const wasLeftOut =
        target?.state === 'skipped' ||
        isForced(run, address) ||
        continues.servers.some((server) => server.address === address && server.leftOut === true);
      const now = this.watch.truth.process(address)?.startedAt;
      if (wasLeftOut || now !== this.#atFirst.get(run.id)?.get(address)) continue;
      this.watch.report(
        'a continuation that is done has left no server as it was',
        `run ${run.id} is done, and ${address} runs the process from before ${continues.run}`,
      );
    }
  }
}
