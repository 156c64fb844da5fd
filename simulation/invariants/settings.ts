import type { RunId } from '../../src/roll/ids.js';
import type { Run, RunIn } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import type { Lasting, Tries } from './lasting.js';
import type { Watch } from './watch.js';

/** A setting that does not take is tried less and less often, */
const settings: Tries = {
  acts: ['set-level', 'set-assign-delay', 'set-flow-control', 'set-min-live-nodes'],
  againMs: 60_000,
  onlyInTime: true,
};
/** but for the one without which the meta repairs nothing; that waits for none of the others. */
const release: Tries = { acts: ['set-add-secondary-max'], againMs: 10_000 };
/** Between two looks of a run that stands there are so many poll intervals, and a bit. */
const seldom = 7;

/** The settings of the cluster: what they are while a run lasts, and that it leaves them as it found them. */
export class SettingsChecks {
  /** What each run found, at the moment of its first act. */
  readonly #before = new Map<RunId, LeaderSettings>();
  /** Since when some server is dead beside a run that stands. */
  #deadSince: number | undefined;
  readonly #balances = new Set<RunId>();
  /** When the cluster was read at the end of each run. */
  readonly #endRead = new Map<RunId, number>();

  constructor(
    private readonly watch: Watch,
    private readonly lasting: Lasting,
  ) {}

  actBegins(run: Run): void {
    if (run.plan.targets.length === 0) this.#balances.add(run.id);
    const { leader } = this.watch.truth;
    if (leader !== undefined && !this.#before.has(run.id)) this.#before.set(run.id, settingsOf(leader));
  }

  settled({ leader, notFull, process }: Truth, run: Run | undefined): void {
    // A run that only balances may find nothing to set for a while: what it found is what there was when it looked.
    if (run !== undefined && 'progress' in run && run.progress.saved !== undefined) this.actBegins(run);
    const { policy, scenario } = this.watch.world;
    const zero = leader?.loaded === true && leader.addSecondaryMax === 0;
    // A partition of a table with one copy can never have two.
    const urgent = zero
      ? notFull().find(
          (partition) =>
            partition.replicas > 2 && partition.primary !== undefined && membersAlive(partition, process) < 2,
        )
      : undefined;
    this.lasting.look(
      'add_secondary is not 0 while a partition needs urgent repair',
      urgent !== undefined && !this.#mayStillEnd(run, process),
      () => `${urgent?.gpid ?? ''} has fewer than two copies`,
      release,
    );
    const standing = zero ? whyNotZero(run) : undefined;
    this.lasting.look('add_secondary is never left at 0', standing !== undefined, () => standing ?? '', release);
    const inMaintenance = run?.status === 'rolling' && run.progress.phase.kind === 'target' && scenario.mode === 'ha';
    this.lasting.look(
      'every leader has the settings of the run',
      inMaintenance &&
        leader?.loaded === true &&
        (leader.assignDelayMs !== policy.timing.assignDelay || !leader.flowControl),
      () => `${leader?.meta ?? ''} has an assign delay of ${leader?.assignDelayMs ?? 0} ms`,
      settings,
    );
    const standsFor = run?.status === 'held' || run?.status === 'paused' ? this.#deadByItself(run, process) : undefined;
    if (standsFor === undefined) this.#deadSince = undefined;
    else this.#deadSince ??= this.watch.now;
    // A run that stands looks seldom.
    const dead =
      this.#deadSince !== undefined && this.watch.now - this.#deadSince > seldom * policy.timing.pollInterval
        ? standsFor
        : undefined;
    this.lasting.look(
      'while a run stands, a dead server is repaired after the delay of the cluster itself',
      dead !== undefined && leader?.loaded === true && leader.assignDelayMs === policy.timing.assignDelay,
      () => `${dead ?? ''} is dead, and the meta waits ${leader?.assignDelayMs ?? 0} ms`,
    );
  }

  /** Its command came to nothing, or is slower than it says: the process that was drained may end at any time. */
  #mayStillEnd(run: Run | undefined, process: Truth['process']): boolean {
    if (run === undefined || whyNotZero(run) !== undefined || !('progress' in run)) return false;
    if (run.progress.phase.kind !== 'target') return false;
    const { target, step } = run.progress.phase;
    const address = run.progress.targets[target]?.address;
    if (address === undefined || step.kind !== 'await-return') return false;
    const seen = process(address);
    const ended = this.watch.world.processes.done.findLast(
      (each) => each.ended && each.command.run === run.id && each.command.address === address,
    );
    return seen?.alive === true && (ended === undefined || seen.startedAt < ended.at);
  }

  /** A server that the leader sees dead, and that the run has not taken away. */
  #deadByItself(
    { plan, progress: { saved, targets } }: RunIn<'held' | 'paused'>,
    process: Truth['process'],
  ): string | undefined {
    const away = targets.filter((target) => target.processDown).map(({ address }): string => address);
    return saved === undefined
      ? undefined
      : this.watch.world.cluster.replicaAddresses.find(
          (address) =>
            process(address)?.alive === false &&
            !away.includes(address) &&
            // What is not there any more when a run is planned has no copies that could be missed.
            plan.namedWaivers?.deadServers.some((each) => each === address) !== true,
        );
  }

  /** What this run found, once it has begun to act. */
  before({ id }: Run): LeaderSettings | undefined {
    return this.#before.get(id);
  }

  ended({ id, status }: Run): void {
    this.#endRead.set(id, this.watch.readFrom);
    this.#compare(id, `run ${id} ended ${status}`);
  }

  /** Nothing comes after: also a run that was never seen to end has left what it found. */
  finish(): void {
    const last = [...this.#before.keys()].at(-1);
    if (last !== undefined) this.#compare(last, `all is over after run ${last}`);
  }

  #compare(run: RunId, when: string): void {
    const { leader } = this.watch.truth;
    const before = this.#before.get(run);
    if (leader === undefined || before === undefined) return;
    // The reading on which it ended was another leader's: what this one has, nobody could know.
    if (this.watch.leaderChangedAt >= (this.#endRead.get(run) ?? Number.POSITIVE_INFINITY)) return;
    // One that only balances sets the level, and leaves what a new leader has besides.
    const now = this.#balances.has(run) ? { ...before, storedLevel: leader.storedLevel } : settingsOf(leader);
    // Somebody has frozen the cluster by hand: that is theirs.
    const after =
      now.storedLevel === 'freezed' && this.watch.world.hands.some(({ act }) => act === 'set-level')
        ? { ...now, storedLevel: before.storedLevel }
        : now;
    if (JSON.stringify(after) !== JSON.stringify(before))
      this.watch.report(
        'settings are left as they were found',
        `${when} with ${JSON.stringify(after)}, before it they were ${JSON.stringify(before)}`,
      );
  }
}

type LeaderSettings = Pick<
  NonNullable<Truth['leader']>,
  'storedLevel' | 'assignDelayMs' | 'addSecondaryMax' | 'flowControl'
>;

const settingsOf = ({ storedLevel, assignDelayMs, addSecondaryMax, flowControl }: LeaderSettings): LeaderSettings => ({
  storedLevel,
  assignDelayMs,
  addSecondaryMax,
  flowControl,
});

/**
 * The steps in which nobody may be given the replicas of the server at hand. Everywhere else, whatever happened to the
 * bot, they may.
 */
const keepsReplicasOff: readonly string[] = [
  'move-primaries',
  'downgrade-secondaries',
  'drain',
  'close-replicas',
  'flush-log',
  'last-look',
  'process',
  'await-return',
];

/** Why add_secondary must not be 0 now; undefined while a server is taken down. */
function whyNotZero(run: Run | undefined): string | undefined {
  if (run === undefined) return 'there is no run';
  if (run.status === 'paused' || run.status === 'held' || !('progress' in run)) return `the run is ${run.status}`;
  const { phase, targets } = run.progress;
  if (phase.kind !== 'target') return `the run is in ${phase.kind}`;
  if (targets[phase.target]?.role === 'replica' && keepsReplicasOff.includes(phase.step.kind)) return undefined;
  return `the run is in ${phase.step.kind} of ${targets[phase.target]?.address ?? 'nothing'}`;
}

function membersAlive(partition: ReturnType<Truth['notFull']>[number], process: Truth['process']): number {
  return [partition.primary, ...partition.secondaries].filter(
    (node) => node !== undefined && process(node)?.alive === true,
  ).length;
}
