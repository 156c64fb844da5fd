import type { ModelEvent } from '../cluster/model/world.js';
import { eventsKept, shortName, type RunView, type StepSpan, type TimelineEvent } from '../page/cluster-protocol.js';

/** What happens to one of the cluster's processes, or who leads, in words; undefined for what nobody looks for. */
function inWords({ kind, subject, what }: ModelEvent): string | undefined {
  const name = shortName(subject);
  switch (kind) {
    case 'process':
      if (what === 'gone') return `the process of ${name} is gone`;
      if (what === 'serves') return `${name} serves`;
      if (what === 'hangs') return `${name} answers nobody`;
      if (what === 'goes on') return `${name} answers again`;
      return what.startsWith('started ') ? `${name} was started, version ${what.slice('started '.length)}` : undefined;
    case 'leader':
      return what === 'elected' ? `${name} leads the metas` : undefined;
    case 'node':
      return what === 'ALIVE' ? `the meta sees ${name} alive` : `the meta gives ${name} up`;
    case 'table':
      return `table ${subject}: ${what}`;
    case 'fault':
      return subject === 'cluster' ? undefined : `${name} ${what}`;
    case 'setting':
    case 'tick':
    case 'proposal':
    case 'partition':
    case 'replicas':
      return undefined;
  }
}

const stepWords: Readonly<Record<string, string>> = {
  'move-primaries': 'moves its primaries away',
  'downgrade-secondaries': 'takes its secondaries out of service',
  drain: 'empties it',
  'close-replicas': 'has its replicas closed',
  process: 'restarts it',
  'await-return': 'waits for it to come back',
  heal: 'waits for its copies',
  undrain: 'gives its replicas back',
};

const statusWords: Readonly<Record<string, string>> = {
  'awaiting-approval': 'a run awaits approval',
  approved: 'the run is approved',
  rolling: 'the run goes on',
  pausing: 'the run is about to pause',
  paused: 'the run is paused',
  aborting: 'the run is being aborted',
  done: 'the run is done',
  aborted: 'the run was aborted',
  failed: 'the run has failed',
  rejected: 'the run was rejected',
  expired: 'the run has expired',
};

/** What has happened, and how long the present run, or the last one, was at what. */
export class Timeline {
  #id = 0;
  #all: TimelineEvent[] = [];
  #run: RunView | undefined;
  #spans: readonly StepSpan[] = [];

  get all(): readonly TimelineEvent[] {
    return this.#all;
  }

  get run(): RunView | undefined {
    return this.#run;
  }

  get spans(): readonly StepSpan[] {
    return this.#spans;
  }

  note(by: TimelineEvent['by'], at: number, text: string, mark?: string): void {
    this.#id += 1;
    this.#all = [...this.#all, { id: this.#id, at, by, text, ...(mark === undefined ? {} : { mark }) }].slice(
      -eventsKept,
    );
  }

  clusterChanged(event: ModelEvent): void {
    const text = inWords(event);
    if (text !== undefined) this.note('cluster', event.at, text);
  }

  /** The bot tells of a run. One that has ended does not take the place of another. */
  runChanged(run: RunView, at: number): void {
    const before = this.#run;
    if (before !== undefined && before.id !== run.id && run.ended) return;
    if (before?.id !== run.id) this.#spans = [];
    this.#run = run;
    if (before?.id !== run.id || before.status !== run.status)
      this.note(
        'run',
        at,
        run.hold === undefined ? (statusWords[run.status] ?? run.status) : `the run is held: ${run.hold.title}`,
        run.hold === undefined ? undefined : 'held',
      );
    this.#stepChanged(run, at);
  }

  #stepChanged({ at: here }: RunView, at: number): void {
    const last = this.#spans.at(-1);
    if (last !== undefined && last.to === undefined) {
      if (last.address === here?.address && last.step === here.step) return;
      this.#spans = [...this.#spans.slice(0, -1), { ...last, to: at }];
    }
    if (here === undefined) return;
    this.#spans = [...this.#spans, { ...here, from: at }];
    const words = stepWords[here.step];
    const name = shortName(here.address);
    if (words !== undefined)
      this.note('run', at, `${name}: ${words}`, here.step === 'process' ? `${name} ↻` : undefined);
  }
}
