import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { EmptinessChecks } from './emptiness.js';
import { Memberships } from './memberships.js';
import type { WaiverChecks } from './waivers.js';
import { isForced, type Watch } from './watch.js';

/** A reconfiguration: a meta tick, and what it sets off. */
const reconfigurationMs = 15_000;

/** The copies of every partition: what is taken off, and what is left. */
export class CopiesChecks {
  readonly #memberships = new Memberships();
  readonly #known: Set<string>;
  /** Made while the run went on, and never whole yet: what they lack nobody has taken from them. */
  readonly #young = new Set<string>();
  /** Since when partitions lack what they must have. */
  readonly #ill = new Map<string, number>();

  readonly #emptiness: EmptinessChecks;

  constructor(
    private readonly watch: Watch,
    private readonly waivers: WaiverChecks,
  ) {
    this.#emptiness = new EmptinessChecks(watch, this.#memberships);
    this.#known = new Set(watch.truth.partitions().map(({ gpid }) => gpid));
    // Lost before there was a bot: whatever comes of those, nobody has taken it from them now.
    for (const gpid of watch.world.lost) this.#young.add(gpid);
  }

  actBegins(act: ClusterAct): void {
    const { truth, now, readFrom } = this.watch;
    if (act.kind === 'downgrade-secondaries' || act.kind === 'drain') {
      const handedOver = act.kind === 'drain' ? act.handovers.map(({ gpid, from }) => ({ gpid, node: from })) : [];
      for (const { gpid, node } of [...handedOver, ...act.downgrades]) {
        const others = this.#memberships.mostOthers(gpid, node, readFrom, now);
        if (others < 2 && (truth.partition(gpid)?.replicas ?? 3) > 2)
          this.watch.report(
            'never below min2pc',
            `${gpid} is downgraded on ${node} while it has ${others} other members`,
          );
      }
    }
    if (act.kind === 'close-replicas') this.#emptiness.closes(act);
    if (act.kind === 'close-replicas' && this.watch.isCalm) {
      const led = truth.partitions().filter(({ primary }) => primary === act.node).length;
      if (led > 0)
        this.watch.report('a live primary', `the replicas of ${act.node} are closed while it leads ${led} partitions`);
    }
  }

  /** A replica server is about to be stopped. */
  stops(run: Run, command: ProcessCommand): void {
    this.#emptiness.stops(run, command);
    if (isForced(run, command.address)) return;
    const { truth, now, readFrom } = this.watch;
    for (const { gpid, replicas } of truth.partitions()) {
      const most = this.#memberships.mostOthers(gpid, command.address, readFrom, now);
      if (most < replicas - 1 && !this.waivers.mayBeLost(run, gpid))
        this.watch.report(
          'only the copy of that very node is missing',
          `${command.verb} ${command.address} was begun while ${gpid} has ${most} other copies of ${replicas}`,
        );
    }
  }

  /** A run stands: what it calls a second failure is one. What a new table lacks nobody has lost. */
  held(run: Run): void {
    if (run.status !== 'held' || run.hold.reason !== 'second-failure' || run.hold.nodes.length > 0) return;
    const { gpids } = run.hold;
    if (gpids.length > 0 && gpids.every((gpid) => this.#young.has(gpid)))
      this.watch.report(
        'nothing is called a failure that is none',
        `${gpids.slice(0, 3).join(', ')} were never whole, and run ${run.id} stands for a second failure`,
      );
  }

  /** A partition that lacks a copy, as the last reading must have shown. */
  notWhole(run: Run): string | undefined {
    const { truth, now, readFrom } = this.watch;
    for (const { gpid, replicas } of truth.notFull()) {
      const most = this.#memberships.mostOthers(gpid, '', readFrom, now);
      if (most < replicas && !this.waivers.mayBeLost(run, gpid)) return `${gpid} has ${most} copies of ${replicas}`;
    }
    return undefined;
  }

  /** Where no fault has struck the cluster for a while, whatever a partition lacks it lacks through the bot. */
  settled(truth: Truth): void {
    const { now, isQuiet, world } = this.watch;
    this.#memberships.note(truth, now);
    this.#noteYoung(truth);
    // A bot that is away can give nothing back: what a second failure meets then has to wait for it.
    const ill =
      isQuiet && world.up
        ? truth
            .notFull()
            .filter(
              ({ gpid, replicas, live, readable }) =>
                !this.#young.has(gpid) &&
                replicas > 2 &&
                (live.length < 2 || (world.scenario.mode === 'ha' && !readable)),
            )
        : [];
    const still = new Set(ill.map(({ gpid }) => gpid));
    for (const gpid of [...this.#ill.keys()]) if (!still.has(gpid)) this.#ill.delete(gpid);
    for (const { gpid, live, readable } of ill) {
      const since = this.#ill.get(gpid) ?? now;
      this.#ill.set(gpid, since);
      if (now - since <= reconfigurationMs) continue;
      this.watch.report(
        'no partition suffers through the bot',
        `${gpid} has ${live.length} live copies and ${readable ? 'a' : 'no'} live primary for ${Math.round((now - since) / 1000)} s, and no fault struck the cluster`,
      );
      this.#ill.set(gpid, Number.POSITIVE_INFINITY);
    }
  }

  #noteYoung(truth: Truth): void {
    const lacking = new Set(truth.notFull().map(({ gpid }) => gpid));
    for (const gpid of this.#young) if (!lacking.has(gpid)) this.#young.delete(gpid);
    for (const gpid of lacking) {
      if (this.#known.has(gpid)) continue;
      this.#known.add(gpid);
      this.#young.add(gpid);
    }
  }
}
