import type { ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent } from '../../src/roll/intent.js';
import type { Look } from '../../src/roll/observation.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { isForced, type Watch } from './watch.js';

/** A process that answered for so long was there to be asked in every last look, however long its reading took. */
const longEnoughMs = 60_000;
/** The meta's own rule has 600 s and five starts; what the bot saw a little later than it was is no violation. */
const quickMs = 500_000;
const tooManyStarts = 5;

/**
 * Servers that were started by others than the run: it goes on only when people have said so, and not against the
 * meta's patience.
 */
export class StartChecks {
  readonly #answering = new Map<string, { readonly startedAt: number; readonly since: number }>();
  /** Start times that a run under way has really read, by server. */
  readonly #read = new Map<string, number[]>();
  /** Servers that the leader did not list when a run began to change anything: it knows no start before theirs. */
  readonly #unlisted = new Map<RunId, Set<string>>();
  /** The start of each server that a run has read first. */
  readonly #firstRead = new Map<RunId, Map<string, number>>();

  /** When the run saw a server back that it had ended, by the clock of the cluster: the bot's own may be set back. */
  readonly #back = new Map<string, number>();
  readonly #away = new Set<string>();
  /** When a run began to change anything, and when people last accepted such starts. */
  readonly #begun = new Map<RunId, number>();
  readonly #accepted = new Map<RunId, number>();
  /** Servers that the present hold of a run says are down, and how often each has started while it said so. */
  readonly #saidDown = new Map<RunId, Map<string, number>>();
  /** When people who knew of one start of a server, as it had been down, last answered. */
  readonly #acceptedOne = new Map<string, number>();

  constructor(private readonly watch: Watch) {}

  settled({ process }: Truth): void {
    for (const address of this.watch.world.cluster.replicaAddresses) {
      const now = process(address);
      if (now?.answers !== true) this.#answering.delete(address);
      else if (this.#answering.get(address)?.startedAt !== now.startedAt) this.#starts(address, now.startedAt);
    }
  }

  #starts(address: string, startedAt: number): void {
    this.#answering.set(address, { startedAt, since: this.watch.now });
    for (const down of this.#saidDown.values()) if (down.has(address)) down.set(address, (down.get(address) ?? 0) + 1);
  }

  actBegins({ id }: Run): void {
    if (this.#begun.has(id)) return;
    this.#begun.set(id, this.watch.now);
    const { truth, world } = this.watch;
    this.#unlisted.set(
      id,
      new Set(world.cluster.replicaAddresses.filter((address) => truth.process(address)?.listed !== true)),
    );
  }

  changed(run: Run): void {
    if (!('progress' in run)) return;
    this.#noteDown(run);
    for (const { address, processDown } of run.progress.targets) {
      if (processDown) this.#away.add(address);
      else if (this.#away.delete(address)) this.#back.set(address, this.watch.now);
    }
  }

  #noteDown(run: Run): void {
    if (run.status !== 'held') return;
    const { reason, nodes, gates } = run.hold;
    const missing = gates.filter(({ gate }) => gate === 'nodes-alive').flatMap((gate) => gate.nodes);
    const named = reason === 'second-failure' ? nodes : missing;
    const before = this.#saidDown.get(run.id);
    this.#saidDown.set(run.id, new Map(named.map((address) => [address, before?.get(address) ?? 0])));
  }

  /** Where the bot is gone by now, nobody can say what the hold was about. */
  acknowledged(id: RunId, { kind }: Intent): void {
    if (kind !== 'retry' && kind !== 'skip') return;
    const run = this.watch.world.runs().find((each) => each.id === id);
    const held = run?.log.findLast((event) => event.kind === 'held');
    if (held === undefined || held.hold.reason === 'started-again') this.#accepted.set(id, this.watch.now);
    for (const [address, starts] of this.#saidDown.get(id) ?? [])
      if (starts <= 1) this.#acceptedOne.set(address, this.watch.now);
    this.#saidDown.delete(id);
  }

  /** A reading of these processes has come. */
  observed(from: number, { processes }: Look, run: Run | undefined): void {
    if (run === undefined || !('progress' in run) || run.status === 'approved') return;
    for (const address of processes) {
      const there = this.#answering.get(address);
      if (there === undefined || there.since > from) continue;
      const read = this.#read.get(address) ?? [];
      if (read.at(-1) !== there.startedAt) this.#read.set(address, [...read, there.startedAt]);
      const first = this.#firstRead.get(run.id) ?? new Map<string, number>();
      if (!first.has(address)) this.#firstRead.set(run.id, first.set(address, there.startedAt));
    }
  }

  /** A replica server is about to be stopped. */
  stops(run: Run, command: ProcessCommand): void {
    if (!('progress' in run) || isForced(run, command.address)) return;
    const target = run.progress.targets.find(({ address }) => address === command.address);
    // Another try of one that is down already begins no other server.
    if (target === undefined || target.attempts > 1) return;
    this.#allAccepted(run, command);
    this.#withinBudget(command);
  }

  #allAccepted(run: Run, command: ProcessCommand): void {
    const begun = this.#begun.get(run.id) ?? this.watch.now;
    for (const [address, { startedAt, since }] of this.#answering) {
      if (address === command.address || since > this.watch.readFrom - longEnoughMs) continue;
      if (
        startedAt <= begun ||
        startedAt <= Math.max(this.#accepted.get(run.id) ?? 0, this.#acceptedOne.get(address) ?? 0)
      )
        continue;
      // That a server which was allowed as dead has come back, the run says in a note of its own.
      if (run.plan.namedWaivers?.deadServers.some((dead) => dead === address) === true) continue;
      // One that joined is new to the run: that it started again nothing could show.
      if (this.#unlisted.get(run.id)?.has(address) === true && this.#firstRead.get(run.id)?.get(address) === startedAt)
        continue;
      // Until the run had seen it back, whoever started it.
      if (this.#away.has(address) || startedAt <= (this.#back.get(address) ?? 0)) continue;
      this.watch.report(
        'no server is begun while another start is unanswered',
        `${command.verb} ${command.address} was begun, and ${address} runs since ${Math.round((this.watch.now - startedAt) / 1000)} s, started by others, and nobody has said to go on`,
      );
    }
  }

  #withinBudget(command: ProcessCommand): void {
    // The first that was read was there before the run.
    const [, ...starts] = this.#read.get(command.address) ?? [];
    let later = this.watch.now;
    let quick = 0;
    for (const at of [...starts].reverse()) {
      if (later - at >= quickMs) break;
      quick += 1;
      later = at;
    }
    if (quick + 1 >= tooManyStarts)
      this.watch.report(
        'starts by others count',
        `${command.verb} ${command.address} was begun, which was seen to start ${quick} times, each soon after the one before`,
      );
  }
}
