import { isHook, type ClusterAct, type ProcessCommand } from '../../src/roll/act.js';
import type { StatusEvent } from '../../src/roll/event.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent } from '../../src/roll/intent.js';
import type { Run } from '../../src/roll/run.js';
import type { SettingsChecks } from './settings.js';
import type { Watch } from './watch.js';

/** What lowers the cluster's spare copies. */
const draining: readonly ClusterAct['kind'][] = ['move-primaries', 'downgrade-secondaries', 'drain', 'close-replicas'];

/** What people asked of a run under way, and what must not begin any more since then. */
export class StopRequests {
  /** When people were first told that their abort was taken. */
  readonly #aborted = new Map<RunId, number>();
  readonly #commands: { readonly at: number; readonly command: ProcessCommand }[] = [];

  constructor(
    private readonly watch: Watch,
    private readonly settings: SettingsChecks,
  ) {}

  acknowledged(run: RunId, { kind }: Intent): void {
    if ((kind === 'abort' || kind === 'abort-to-roll-back') && !this.#aborted.has(run))
      this.#aborted.set(run, this.watch.now);
  }

  actBegins(run: Run, act: ClusterAct): void {
    if (draining.includes(act.kind)) {
      this.#notAfterAbort(run, act.kind);
      if (isPaused(run)) this.#report('nothing new after a pause', run, act.kind);
    }
    const wrong = this.#notPuttingBack(run, act);
    if (wrong !== undefined) this.#notAfterAbort(run, wrong);
  }

  commandBegins(run: Run, command: ProcessCommand): void {
    const { verb, address } = command;
    const before = this.#commands.filter((other) => other.command.run === run.id && other.command.address === address);
    this.#commands.push({ at: this.watch.now, command });
    if (verb === 'stop' || verb === 'restart') {
      this.#notAfterAbort(run, `${verb} ${address}`);
      // People may have asked to try one again before they paused.
      if (isPaused(run) && before.length === 0) this.#report('nothing new after a pause', run, `${verb} ${address}`);
    }
    if (isHook(verb)) this.#notAfterAbort(run, `${verb} ${address}`);
    if (verb === 'before' && isPaused(run)) this.#report('nothing new after a pause', run, `${verb} ${address}`);
    // What was stopped is installed and started all the same.
    if (
      verb === 'install' &&
      !before.some(({ at, command: { verb: earlier } }) => earlier === 'stop' && at <= this.#abortedAt(run))
    )
      this.#notAfterAbort(run, `${verb} ${address}`);
  }

  #abortedAt(run: Run): number {
    return this.#aborted.get(run.id) ?? Number.POSITIVE_INFINITY;
  }

  #notAfterAbort(run: Run, what: string): void {
    if (this.#aborted.has(run.id))
      this.#report(
        'nothing new after an abort',
        run,
        `${what}, ${(this.watch.now - this.#abortedAt(run)) / 1000} s after the abort was acknowledged`,
      );
  }

  #report(invariant: string, run: Run, what: string): void {
    this.watch.report(invariant, `run ${run.id} began ${what}`);
  }

  /** A setting that neither gives replicas back, nor keeps a server that is stopped, nor was there before. */
  #notPuttingBack(run: Run, act: ClusterAct): string | undefined {
    if (act.kind === 'set-level')
      return act.level === 'steady' || act.level === this.settings.before(run)?.storedLevel
        ? undefined
        : `${act.kind} ${act.level}`;
    if (act.kind !== 'set-add-secondary-max' || act.value !== 0) return undefined;
    const step = 'progress' in run && run.progress.phase.kind === 'target' ? run.progress.phase.step.kind : undefined;
    return step === 'process' || step === 'await-return' ? undefined : `${act.kind} ${act.value}`;
  }
}

/** Whoever or whatever paused it: it goes on when people say so. */
function isPaused({ log }: Run): boolean {
  const last = log.findLast(({ kind }) => stops.includes(kind) || goesOn.includes(kind));
  return last !== undefined && stops.includes(last.kind);
}

const stops: readonly StatusEvent['kind'][] = ['pausing', 'paused'];
const goesOn: readonly StatusEvent['kind'][] = ['resumed', 'answered', 'approved'];

/**
 * How often people asked, at this server, to try something again: what was answered after it was begun, and before the
 * next.
 */
export function timesAsked({ log }: Run, address: string): number {
  let at: string | undefined;
  let times = 0;
  for (const event of log) {
    if (event.kind === 'target-started') at = event.address;
    if (event.kind === 'target-done' || event.kind === 'target-skipped') at = undefined;
    if (at === address && event.kind === 'answered' && (event.choice === 'retry' || event.choice === 'force'))
      times += 1;
  }
  return times;
}
