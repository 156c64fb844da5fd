import type { ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { RollsBack } from '../../src/roll/options.js';
import type { Run } from '../../src/roll/run.js';
import { versionAlone } from '../../src/roll/versions.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { isForced, type Watch } from './watch.js';

/** Whoever was down so lately may have been seen down, and then comes before its turn. */
const lately = 240_000;

/** What was upgraded is put back: all of it, the last one first, once for each time that somebody asked. */
export class RollbackChecks {
  /** Replica servers and metas that a run has begun commands on, in this order. */
  readonly #begun = new Map<RunId, string[]>();
  /** When a server was last down, or the leader thought so. */
  readonly #down = new Map<string, number>();
  #asked = 0;

  constructor(private readonly watch: Watch) {}

  settled({ process }: Truth): void {
    for (const address of this.watch.world.cluster.replicaAddresses) {
      const now = process(address);
      if (now?.answers !== true || now.alive !== true) this.#down.set(address, this.watch.now);
    }
  }

  asked({ id, options: { rollsBack } }: Run): void {
    if (rollsBack === undefined) return;
    this.#asked += 1;
    const { rollbacksWanted } = this.watch.people;
    if (this.#asked > rollbacksWanted)
      this.watch.report(
        'a rollback is asked for once',
        `run ${id} is rollback ${this.#asked}, and people wanted ${rollbacksWanted}`,
      );
  }

  commandBegins(run: Run, { role, address }: ProcessCommand): void {
    if (role === 'collector') return;
    const begun = this.#begun.get(run.id) ?? [];
    if (begun.includes(address)) return;
    this.#begun.set(run.id, [...begun, address]);
    const { rollsBack } = run.options;
    if (rollsBack !== undefined && role === 'replica') this.#inOrder(run, rollsBack, address);
  }

  #inOrder(run: Run, rollsBack: RollsBack, address: string): void {
    if (!('progress' in run)) return;
    if (!this.watch.world.cluster.isUp(address)) this.watch.world.trace.note('rollback', `${address} is down`);
    const upgraded = this.#begun.get(rollsBack.run) ?? [];
    const place = upgraded.indexOf(address);
    if (place < 0)
      this.watch.report(
        'a rollback touches only what was upgraded',
        `${address} was begun, and run ${rollsBack.run} never came to it`,
      );
    const later = run.progress.targets.find(
      (target) => target.role === 'replica' && target.state === 'pending' && upgraded.indexOf(target.address) > place,
    );
    const wasDown = this.watch.now - (this.#down.get(address) ?? Number.NEGATIVE_INFINITY) < lately;
    if (later !== undefined && !wasDown)
      this.watch.report(
        'a rollback begins with what was upgraded last',
        `${address} was begun before ${later.address}, which was upgraded after it`,
      );
  }

  ended(run: Run): void {
    const { rollsBack } = run.options;
    if (rollsBack === undefined || run.status !== 'done') return;
    const leftOut = new Set<string>(
      run.progress.targets
        .filter(({ state }) => state === 'skipped' || state === 'failed')
        .map(({ address }) => address),
    );
    for (const address of this.#begun.get(rollsBack.run) ?? []) {
      const now = this.watch.truth.process(address);
      if (now?.up !== true || now.version !== versionAlone(rollsBack.from)) continue;
      if (leftOut.has(address) || isForced(run, address)) continue;
      this.watch.report(
        'a rollback that is done leaves no server on the version that it undoes',
        `run ${run.id} is done, and ${address} runs ${now.version}`,
      );
    }
  }
}
