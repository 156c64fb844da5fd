import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent, IntentAnswer } from '../../src/roll/intent.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import type { Truth } from '../../src/sim/model/truth.js';
import { approvers } from '../scenario.js';
import { verifyTrail } from '../../src/store/audit/verify-trail.js';
import { Life } from '../stage/life.js';
import { databaseFolder } from '../stage/database-folder.js';
import type { Stage, Witness } from '../stage/stage.js';
import type { People } from '../people/people.js';
import { Memberships } from './memberships.js';
import { sameAct, syncedTail, syncedTrail } from './journal.js';

/** Something that must never be was. */
export interface Violation {
  readonly invariant: string;
  readonly at: number;
  readonly what: string;
}

/** What the bot has been promised to do. */
interface Promised {
  readonly run: RunId;
  readonly intent: Intent;
  readonly at: number;
}

/** A reading, a decision and an act under good conditions; with a shell, a disk or a leader that fails, all of its deadlines. */
const reactionMs = { calm: 32_000, hampered: 120_000 } as const;
/** One to see it, one in which a step changed, and two to spare. */
const readingsEnough = 4;
/** A reconfiguration: a meta tick, and what it sets off. */
const reconfigurationMs = 15_000;
const settledAfterMs = 240_000;

/**
 * Holds every moment of a history against the truth of the simulated cluster and the bytes on the simulated disk,
 * never against what the bot believes.
 */
export class Inspector implements Witness {
  readonly violations: Violation[] = [];
  readonly promised: Promised[] = [];
  readonly acts: ClusterAct[] = [];
  readonly commands: ProcessCommand[] = [];
  readonly #memberships = new Memberships();
  /** Since when something is so; forgotten when it is not. */
  readonly #since = new Map<string, number>();
  /** How often the bot has read the cluster since then, and not failed to do anything about it. */
  readonly #readings = new Map<string, number>();
  /** Servers the run has ended, until they were seen at work again. */
  readonly #away = new Map<string, { readonly run: RunId; readonly at: number }>();
  readonly #endedRuns = new Set<RunId>();
  readonly #runsSeen = new Map<RunId, Run>();
  #hamperedAt = Number.NEGATIVE_INFINITY;
  /** What the leader did not know at any moment since then, the bot could not have read. */
  #readFrom = Number.NEGATIVE_INFINITY;
  #leaderChangedAt = Number.NEGATIVE_INFINITY;
  #leader: string | undefined;
  /** What each run found, at the moment of its first act. */
  readonly #before = new Map<RunId, Settings>();
  #stage: Stage | undefined;
  #people: People | undefined;
  #commandsSeen = 0;

  watch(stage: Stage, people: People): void {
    this.#stage = stage;
    this.#people = people;
    const { leader } = stage.cluster.truth();
    this.#leader = leader?.meta;
  }

  /** After the last moment: what has to be true of the whole history. */
  async finish(): Promise<void> {
    const stage = this.#staged();
    const verdict = await verifyTrail(databaseFolder, stage.disk.files(new Life()));
    for (const finding of verdict?.findings ?? []) this.#report('the audit trail is whole', JSON.stringify(finding));
    if (stage.refusedToStart !== undefined) this.#report('the database stays readable', stage.refusedToStart);
    const trail = syncedTrail(stage.disk);
    this.#nothingForgotten(trail);
    this.#everyActInOrder(trail);
  }

  /** How often runs ended in each way. */
  ends(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { status } of this.#runsSeen.values()) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  // What the bot does

  observed(from: number): void {
    this.#readFrom = from;
    const { trouble } = this.#staged().disk;
    // What cannot be written down is not done.
    if (trouble.full || trouble.errors > 0) this.#readings.clear();
    else for (const [invariant, since] of this.#since) if (from >= since) this.#readings.set(invariant, (this.#readings.get(invariant) ?? 0) + 1);
  }

  actBegins(act: ClusterAct): void {
    const stage = this.#staged();
    this.acts.push(act);
    if (!syncedTail(stage.disk).some(({ what, detail }) => what === 'act' && sameAct(detail, act))) {
      this.#report('journal first', `${act.kind} was begun before it stood in the audit trail on disk`);
    }
    const run = this.#activeRun();
    if (run === undefined) return;
    const { leader } = stage.cluster.truth();
    if (leader !== undefined && !this.#before.has(run.id)) this.#before.set(run.id, settingsOf(leader));
    this.#onlyWhenApproved(run, act.kind);
    if (act.kind === 'move-primaries' || act.kind === 'downgrade-secondaries' || act.kind === 'drain' || act.kind === 'close-replicas') this.#notAfterAbort(run, act.kind);
    if (act.kind === 'move-primaries' || act.kind === 'drain') this.#insideWindow(run);
    if (act.kind === 'downgrade-secondaries' || act.kind === 'drain') {
      const handedOver = act.kind === 'drain' ? act.handovers.map(({ gpid, from }) => ({ gpid, node: from })) : [];
      for (const { gpid, node } of [...handedOver, ...act.downgrades]) {
        const others = this.#memberships.mostOthers(gpid, node, this.#readFrom, stage.clock.now());
        if (others < 2 && this.#replicasOf(stage.cluster.truth().partition(gpid)?.table ?? '') > 2) this.#report('never below min2pc', `${gpid} is downgraded on ${node} while it has ${others} other members`);
      }
    }
    if (act.kind === 'close-replicas' && this.#isCalm()) {
      const led = stage.cluster.truth().partitions().filter(({ primary }) => primary === act.node).length;
      if (led > 0) this.#report('a live primary', `the replicas of ${act.node} are closed while it leads ${led} partitions`);
    }
  }

  /** What was tried and failed is tried again at the next reading. */
  actEnded(_act: ClusterAct, ok: boolean): void {
    if (!ok) this.#readings.clear();
  }

  commandBegins(command: ProcessCommand): void {
    const stage = this.#staged();
    this.commands.push(command);
    if (!syncedTail(stage.disk).some(({ what, detail }) => what === 'command' && (detail as ProcessCommand).id === command.id)) {
      this.#report('journal first', `${command.verb} ${command.address} was begun before it stood in the audit trail on disk`);
    }
    const run = this.#activeRun();
    if (run === undefined) {
      this.#report('nothing without a run', `${command.verb} ${command.address} was begun for no run`);
      return;
    }
    this.#onlyWhenApproved(run, command.verb);
    if (command.verb !== 'stop' && command.verb !== 'restart') return;
    this.#notAfterAbort(run, `${command.verb} ${command.address}`);
    this.#neverTwoDown(run, command);
    if (command.role === 'replica') this.#othersWhole(run, command);
  }

  acknowledged(run: RunId, intent: Intent, _answer: IntentAnswer): void {
    const stage = this.#staged();
    this.promised.push({ run, intent, at: stage.clock.now() });
    const noted = syncedTail(stage.disk).some(({ what, by, detail }) => what === 'intent' && by === intent.by && (detail as { kind: string; accepted: boolean }).kind === intent.kind && (detail as { accepted: boolean }).accepted);
    if (!noted) this.#report('no acknowledged intent is lost', `${intent.kind} by ${intent.by} was acknowledged before it was on disk`);
  }

  asked(run: Run): void {
    if (!syncedTail(this.#staged().disk).some(({ what, detail, run: id }) => what === 'intent' && id === run.id && (detail as { kind: string }).kind === 'roll')) {
      this.#report('no acknowledged intent is lost', `run ${run.id} was acknowledged before it was on disk`);
    }
  }

  died(): void {
    this.#hamperedAt = this.#staged().clock.now();
  }

  // What is so at every moment

  settled(): void {
    const stage = this.#stage;
    if (stage === undefined) return;
    const now = stage.clock.now();
    const truth = stage.cluster.truth();
    this.#noteConditions(stage, truth, now);
    this.#memberships.note(truth, now);
    this.#seeBack(stage, truth);
    this.#oncePerRun(stage);
    const run = this.#activeRun();
    this.#neverLeftAtZero(truth, run, now);
    this.#partitionsServe(stage, truth, now);
  }

  changed(run: Run): void {
    const stage = this.#staged();
    this.#runsSeen.set(run.id, run);
    if (!hasEnded(run) || this.#endedRuns.has(run.id)) return;
    this.#endedRuns.add(run.id);
    this.#leftAsFound(run, stage.cluster.truth(), stage.clock.now());
  }

  #noteConditions(stage: Stage, { leader }: Truth, now: number): void {
    if (leader?.meta !== this.#leader) {
      this.#leader = leader?.meta;
      this.#leaderChangedAt = now;
    }
    const leaderAnswers = leader?.loaded === true && stage.cluster.truth().process(leader.meta)?.answers === true;
    const { shells, disk } = stage;
    if (!stage.up || shells.fault !== undefined || disk.trouble.full || disk.trouble.errors > 0 || !leaderAnswers) this.#hamperedAt = now;
    this.#hamperedAt = Math.max(this.#hamperedAt, shells.lastStruckAt);
  }

  #neverLeftAtZero({ leader, notFull, process }: Truth, run: Run | undefined, now: number): void {
    const zero = leader?.loaded === true && leader.addSecondaryMax === 0;
    const urgent = zero ? notFull().find((partition) => membersAlive(partition, process) < 2 && partition.primary !== undefined) : undefined;
    // A partition of a table with one copy can never have two.
    const urgentNow = urgent !== undefined && this.#replicasOf(urgent.table) > 2;
    this.#lasting('add_secondary is not 0 while a partition needs urgent repair', urgentNow, now, () => `${urgent?.gpid ?? ''} has fewer than two copies`);
    const standing = run === undefined ? 'there is no run' : run.status === 'paused' || run.status === 'held' ? `the run is ${run.status}` : undefined;
    const { policy, scenario } = this.#staged();
    const inMaintenance = run?.status === 'rolling' && run.progress.phase.kind === 'target' && scenario.mode === 'ha';
    this.#lasting(
      'every leader has the settings of the run',
      inMaintenance && leader?.loaded === true && (leader.assignDelayMs !== policy.timing.assignDelay || !leader.flowControl),
      now,
      () => `${leader?.meta ?? ''} has an assign delay of ${leader?.assignDelayMs ?? 0} ms`,
    );
    this.#lasting('add_secondary is never left at 0', zero && standing !== undefined, now, () => standing ?? '');
  }

  /** Reports what has been so for longer than the bot may take to see it and act. */
  #lasting(invariant: string, isSo: boolean, now: number, what: () => string): void {
    if (!isSo) {
      this.#since.delete(invariant);
      this.#readings.delete(invariant);
      return;
    }
    const since = this.#since.get(invariant) ?? now;
    this.#since.set(invariant, since);
    const from = Math.max(since, this.#hamperedAt);
    const patience = now - this.#hamperedAt > settledAfterMs ? reactionMs.calm : reactionMs.hampered;
    if (now - from <= patience && (this.#readings.get(invariant) ?? 0) < readingsEnough) return;
    this.#report(invariant, `${what()}, for ${Math.round((now - since) / 1000)} s`);
    this.#since.set(invariant, now);
    this.#readings.delete(invariant);
  }

  /** Where no fault has struck the cluster for a while, whatever a partition lacks it lacks through the bot. */
  #partitionsServe(stage: Stage, { notFull }: Truth, now: number): void {
    const quiet = now - stage.disturbedAt > settledAfterMs;
    const ill = quiet
      ? notFull().filter((partition) => this.#replicasOf(partition.table) > 2 && (partition.live.length < 2 || (stage.scenario.mode === 'ha' && !partition.readable)))
      : [];
    const keys = new Set(ill.map(({ gpid }) => `ill ${gpid}`));
    for (const key of [...this.#since.keys()]) if (key.startsWith('ill ') && !keys.has(key)) this.#since.delete(key);
    for (const partition of ill) {
      const key = `ill ${partition.gpid}`;
      const since = this.#since.get(key) ?? now;
      this.#since.set(key, since);
      if (now - since <= reconfigurationMs) continue;
      this.#report('no partition suffers through the bot', `${partition.gpid} has ${partition.live.length} live copies and ${partition.readable ? 'a' : 'no'} live primary for ${Math.round((now - since) / 1000)} s, and no fault struck the cluster`);
      this.#since.set(key, Number.POSITIVE_INFINITY);
    }
  }

  #leftAsFound(run: Run, { leader }: Truth, now: number): void {
    const before = this.#before.get(run.id);
    if (leader === undefined || before === undefined) return;
    // Nobody has put anything on a leader that took over while the run was ending.
    if (now - Math.max(this.#leaderChangedAt, this.#hamperedAt) < reactionMs.hampered) return;
    const after = settingsOf(leader);
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      this.#report('settings are left as they were found', `run ${run.id} ended ${run.status} with ${JSON.stringify(after)}, before it they were ${JSON.stringify(before)}`);
    }
  }

  #oncePerRun(stage: Stage): void {
    for (; this.#commandsSeen < stage.processes.done.length; this.#commandsSeen += 1) {
      const done = stage.processes.done[this.#commandsSeen];
      if (done?.ended !== true) continue;
      const { command } = done;
      this.#away.set(command.address, { run: command.run, at: done.at });
      const times = stage.processes.done.slice(0, this.#commandsSeen + 1).filter((other) => other.ended && other.command.run === command.run && other.command.address === command.address).length;
      const asked = this.promised.filter(({ run, intent }) => run === command.run && (intent.kind === 'retry' || intent.kind === 'force')).length;
      if (times > 1 + asked) this.#report('a process is restarted once a run', `${command.address} was ended ${times} times, and people asked ${asked} times for another try`);
    }
  }

  #seeBack(_stage: Stage, { process }: Truth): void {
    for (const [address, { at }] of this.#away) {
      const seen = process(address);
      if (seen?.answers === true && seen.startedAt >= at) this.#away.delete(address);
    }
  }

  #neverTwoDown(run: Run, command: ProcessCommand): void {
    for (const [address, { run: by }] of this.#away) {
      if (address === command.address || by !== run.id) continue;
      if (this.#isForced(run, command.address)) continue;
      this.#report('never two down', `${command.verb} ${command.address} was begun while ${address}, which the run had ended, is not back`);
    }
  }

  #othersWhole(run: Run, command: ProcessCommand): void {
    const stage = this.#staged();
    if (this.#isForced(run, command.address)) return;
    const now = stage.clock.now();
    for (const partition of stage.cluster.truth().partitions()) {
      const most = this.#memberships.mostOthers(partition.gpid, command.address, this.#readFrom, now);
      const replicas = this.#replicasOf(partition.table);
      if (most < replicas - 1) this.#report('only the copy of that very node is missing', `${command.verb} ${command.address} was begun while ${partition.gpid} has ${most} other copies of ${replicas}`);
    }
  }

  #onlyWhenApproved(run: Run, what: string): void {
    const people = this.#people;
    if (people === undefined) return;
    const { required, selfApproval, approvers: named } = run.plan.approvals;
    const may = (user: string): boolean => {
      if (user === run.requestedBy && !selfApproval) return false;
      if (!['U0ALICE001', 'U0BOB00001', 'U0CAROL001', 'U0DAVE0001'].includes(user)) return false;
      return named.length === 0 || approvers.some((approver) => approver === user);
    };
    const real = run.votes.filter(({ planId, by }) => planId === run.plan.id && may(by) && people.approvals.some(({ user, plan }) => user === by && (plan === run.plan.id || plan === 'any')));
    const enough = new Set(real.map(({ by }) => by)).size >= required;
    if (!enough) this.#report('nothing without approval', `${what} was begun for run ${run.id} with ${real.length} of ${required} approvals`);
  }

  /** A server that was begun is finished, whatever the time; another one is not begun. */
  #insideWindow(run: Run): void {
    const { windowClosedAt, wall } = this.#staged();
    if (windowClosedAt === undefined || !('progress' in run) || run.progress.phase.kind !== 'target') return;
    const begunAt = run.progress.targets[run.progress.phase.target]?.startedAt;
    if (begunAt !== undefined && begunAt - wall.offsetMs > windowClosedAt) this.#report('no server is begun outside the change window', `a drain was begun, and its window is closed`);
  }

  #notAfterAbort(run: Run, what: string): void {
    const abort = this.promised.find((promise) => promise.run === run.id && promise.intent.kind === 'abort');
    if (abort === undefined) return;
    const askedAgain = this.promised.some((promise) => promise.run === run.id && promise.at >= abort.at && (promise.intent.kind === 'retry' || promise.intent.kind === 'force'));
    if (!askedAgain) this.#report('nothing new after an abort', `${what} was begun ${(this.#staged().clock.now() - abort.at) / 1000} s after the abort was acknowledged`);
  }

  /** Everything that people were told was taken stands in the trail. */
  #nothingForgotten(trail: ReturnType<typeof syncedTrail>): void {
    for (const { run, intent } of this.promised) {
      const there = trail.some((line) => line.what === 'intent' && line.run === run && line.by === intent.by && (line.detail as { kind: string; accepted: boolean }).kind === intent.kind && (line.detail as { accepted: boolean }).accepted);
      if (!there) this.#report('no acknowledged intent is lost', `${intent.kind} by ${intent.by} is not in the audit trail`);
    }
  }

  #everyActInOrder(trail: ReturnType<typeof syncedTrail>): void {
    const journal = trail.filter(({ what }) => what === 'act' || what === 'command').map(({ detail }) => JSON.stringify(detail));
    let place = 0;
    for (const act of this.acts) {
      const text = JSON.stringify(act);
      const found = journal.indexOf(text, place);
      if (found < 0) {
        this.#report('the audit trail has every act in order', `${act.kind} is not there, or not in its place`);
        return;
      }
      place = found + 1;
    }
    for (const command of this.commands) {
      if (!journal.some((line) => line.includes(JSON.stringify(command.id)))) this.#report('the audit trail has every act in order', `command ${command.id} is not there`);
    }
  }

  #isForced(run: Run, address: string): boolean {
    return 'progress' in run && run.progress.targets.some((target) => target.address === address && target.forced.length > 0);
  }

  #isCalm(): boolean {
    const stage = this.#staged();
    const now = stage.clock.now();
    return now - this.#hamperedAt > settledAfterMs && now - stage.disturbedAt > settledAfterMs;
  }

  #replicasOf(table: string): number {
    return this.#staged().scenario.tables.find(({ name }) => name === table)?.replicas ?? 3;
  }

  #activeRun(): Run | undefined {
    return this.#staged().runs().find((run) => !hasEnded(run));
  }

  #report(invariant: string, what: string): void {
    const stage = this.#staged();
    this.violations.push({ invariant, at: stage.clock.now(), what });
    stage.chronicle.note('VIOLATION', `${invariant}: ${what}`);
  }

  #staged(): Stage {
    if (this.#stage === undefined) throw new Error('nothing is being watched');
    return this.#stage;
  }
}

interface Settings {
  readonly level: string;
  readonly assignDelayMs: number;
  readonly addSecondaryMax: number;
  readonly flowControl: boolean;
}

const settingsOf = ({ storedLevel, assignDelayMs, addSecondaryMax, flowControl }: NonNullable<Truth['leader']>): Settings => ({
  level: storedLevel,
  assignDelayMs,
  addSecondaryMax,
  flowControl,
});

function membersAlive(partition: ReturnType<Truth['notFull']>[number], process: Truth['process']): number {
  return [partition.primary, ...partition.secondaries].filter((node) => node !== undefined && process(node)?.alive === true).length;
}
