import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../src/lib/clock.js';
import type { SimulatedCluster } from '../cluster/model/simulated-cluster.js';
import type { ScaledClock } from '../cluster/scaled-clock.js';
import {
  secondsKept,
  shortName,
  type ClusterChange,
  type ClusterNews,
  type RunView,
  type ServerView,
  type StandingFault,
  type TrafficSecond,
} from '../page/cluster-protocol.js';
import { breaks, offeredBreaks } from './breaks.js';
import { SimulatedClients, usualHabits } from './clients.js';
import { Timeline } from './timeline.js';
import { PartitionWatch } from './partition-watch.js';
import { cellOf, tablesOf, takeSnapshot } from './snapshot.js';
import { TrafficSums } from './traffic-sums.js';
import { inWords } from './words.js';

export interface ViewOptions {
  readonly cluster: SimulatedCluster;
  readonly name: string;
  /** The cluster's own. */
  readonly time: ScaledClock;
  /** Everybody else's. */
  readonly clock: Clock;
}

/** A few times a second is all that people can follow. */
const tellEveryMs = 250;

/**
 * What the cluster is and does, for the page: all of it at first, and then what has changed since it was told last.
 * Exact, from the model itself: what the bot believes of the cluster is in the conversation.
 */
export class ClusterView {
  readonly #options: ViewOptions;
  readonly #watch: PartitionWatch;
  readonly #clients: SimulatedClients;
  readonly #timeline = new Timeline();
  readonly #listeners = new Set<(news: ClusterNews) => void>();
  readonly #changedCells = new Set<string>();
  /** The addresses of the servers, in the order in which the page knows them. */
  readonly #places: ReadonlyMap<string, number>;
  #told: ClusterChange;
  #tellsAnew = false;
  #lastEvent = 0;
  #seconds: readonly TrafficSecond[] = [];
  readonly #sums = new TrafficSums();
  #standing: readonly StandingFault[] = [];
  #botUp = false;
  readonly #stopHearing: () => void;
  #stopTelling: () => void = () => undefined;

  constructor(options: ViewOptions) {
    this.#options = options;
    const { cluster } = options;
    this.#clients = new SimulatedClients(options.time.now());
    this.#places = new Map(cluster.replicaAddresses.map((address, place) => [address, place]));
    this.#watch = new PartitionWatch(cluster, {
      changed: (before, now, at) => {
        this.#clients.change(now.place, before, now, at);
        this.#changedCells.add(now.gpid);
      },
      restarted: (at) => {
        this.#clients.restart(at);
        this.#tellsAnew = true;
      },
    });
    this.#stopHearing = cluster.onChange((event) => {
      this.#timeline.clusterChanged(event);
    });
    this.#tellsAnew = false;
    this.#told = this.#present();
    this.#changedCells.clear();
    this.#tellLater();
  }

  botChanged(up: boolean): void {
    if (this.#botUp === up) return;
    this.#botUp = up;
    const what = up ? 'the bot is up' : 'the bot is gone';
    this.#timeline.note('bot', this.#now(), what, what);
  }

  runChanged(run: RunView): void {
    this.#timeline.runChanged(run, this.#now());
  }

  speedChanged(speed: number): void {
    this.#notePerson(speed === 0 ? 'time stands still' : `time goes ${speed} times as fast as yours`);
  }

  /** A fault was done to the cluster, by the page or by fault.sh. */
  faultDone(fault: Readonly<Record<string, unknown>>): void {
    const { kind, address } = fault;
    const on = typeof address === 'string' ? address : undefined;
    const is = (other: Readonly<Record<string, unknown>> | undefined): boolean =>
      other !== undefined && Object.entries(other).every(([name, value]) => isDeepStrictEqual(fault[name], value));
    const begun = breaks.find((each) => is(each.fault(on ?? '')));
    const ended = breaks.find((each) => is(each.end?.(on ?? '')));
    const name = (begun ?? ended)?.name;
    const others = this.#standing.filter((each) => each.name !== name || each.address !== on);
    this.#standing =
      begun?.end === undefined
        ? others
        : [...others, { name: begun.name, ...(on === undefined ? {} : { address: on }) }];
    const what = begun?.title ?? ended?.ends ?? String(kind);
    this.#notePerson(on === undefined ? what : `${shortName(on)}: ${what}`);
  }

  /** What a page that has just connected is told. */
  first(): readonly ClusterNews[] {
    this.#tell();
    return [this.#everything()];
  }

  subscribe(listener: (news: ClusterNews) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close(): void {
    this.#watch.close();
    this.#stopHearing();
    this.#stopTelling();
  }

  #now(): number {
    return this.#options.time.now();
  }

  #notePerson(what: string): void {
    this.#timeline.note('person', this.#now(), what, what);
  }

  #tellLater(): void {
    this.#stopTelling = this.#options.clock.after(tellEveryMs, () => {
      this.#tell();
      this.#tellLater();
    });
  }

  #everything(): ClusterNews {
    const { name, cluster } = this.#options;
    const { readsPerSecond, writesPerSecond, timeoutMs } = usualHabits;
    return {
      kind: 'cluster',
      whole: {
        name,
        tables: [...tablesOf(cluster)],
        clients: { reads: readsPerSecond, writes: writesPerSecond, timeoutMs },
        breaks: [...offeredBreaks],
      },
      change: {
        ...this.#told,
        cells: [...this.#watch.all()].map((partition) => cellOf(partition, this.#places)),
        seconds: [...this.#seconds],
        sums: this.#sums.told,
        events: [...this.#timeline.all],
      },
    };
  }

  /** Tells everybody what has changed since the last time. */
  #tell(): void {
    const present = this.#present();
    const change = this.#changes(present);
    const anew = this.#tellsAnew;
    this.#tellsAnew = false;
    this.#told = present;
    this.#changedCells.clear();
    if (this.#listeners.size === 0) return;
    const news: ClusterNews = anew ? this.#everything() : { kind: 'cluster', change };
    for (const listener of this.#listeners) listener(news);
  }

  /** All that can be compared. */
  #present(): ClusterChange {
    const { cluster, time, name } = this.#options;
    this.#watch.settle();
    const { servers, metas, settings } = takeSnapshot(cluster, this.#watch.all());
    const partitions = { all: 0, full: 0, short: 0, unwritable: 0, unreadable: 0 };
    for (const { state } of this.#watch.all()) {
      partitions.all += 1;
      partitions[state] += 1;
    }
    const { run, spans } = this.#timeline;
    const speed = time.speed;
    return {
      at: time.now(),
      speed,
      botUp: this.#botUp,
      servers: [...servers],
      metas: [...metas],
      settings,
      run: run ?? null,
      spans: [...spans],
      standing: [...this.#standing],
      words: inWords({
        name,
        speed,
        botUp: this.#botUp,
        servers,
        metas,
        run,
        standing: this.#standing,
        partitions,
      }),
    };
  }

  #changes(present: ClusterChange): ClusterChange {
    const told = this.#told;
    this.#clients.pass(present.at);
    const seconds = this.#clients.take();
    this.#seconds = [...this.#seconds, ...seconds].slice(-secondsKept);
    const sumsBefore = this.#sums.told;
    this.#sums.add(seconds, this.#seconds, present.spans?.[0]?.from);
    const sums = this.#sums.told;
    const events = this.#timeline.all.filter(({ id }) => id > this.#lastEvent);
    this.#lastEvent = events.at(-1)?.id ?? this.#lastEvent;
    const cells = [...this.#changedCells].flatMap((gpid) => {
      const partition = this.#watch.get(gpid);
      return partition === undefined ? [] : [cellOf(partition, this.#places)];
    });
    const servers = changedServers(told.servers ?? [], present.servers ?? []);
    const same = <Key extends keyof ClusterChange>(key: Key): Pick<ClusterChange, Key> | object =>
      isDeepStrictEqual(told[key], present[key]) ? {} : { [key]: present[key] };
    return {
      at: present.at,
      ...same('speed'),
      ...same('botUp'),
      ...(servers.length === 0 ? {} : { servers }),
      ...same('metas'),
      ...same('settings'),
      ...same('run'),
      ...same('spans'),
      ...same('words'),
      ...same('standing'),
      ...(cells.length === 0 ? {} : { cells }),
      ...(seconds.length === 0 ? {} : { seconds: [...seconds] }),
      ...(isDeepStrictEqual(sumsBefore, sums) ? {} : { sums }),
      ...(events.length === 0 ? {} : { events: [...events] }),
    };
  }
}

function changedServers(before: readonly ServerView[], now: readonly ServerView[]): ServerView[] {
  return now.filter((server, place) => !isDeepStrictEqual(before[place], server));
}
