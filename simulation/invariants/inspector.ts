import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent } from '../../src/roll/intent.js';
import type { Look } from '../../src/roll/observation.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import type { People } from '../people/people.js';
import type { World } from '../world/world.js';
import type { Recorder } from '../world/recorder.js';
import { Consent } from './consent.js';
import { CopiesChecks } from './copies.js';
import { HookChecks } from './hooks.js';
import { HandChecks } from './hands.js';
import { Lasting } from './lasting.js';
import { MissedPauses } from './missed-pauses.js';
import { MetaChecks } from './metas.js';
import { OutcomeChecks } from './outcome.js';
import { Promises } from './promises.js';
import { RestartChecks } from './restarts.js';
import { ContinuationChecks } from './continuations.js';
import { RollbackChecks } from './rollbacks.js';
import { SettingsChecks } from './settings.js';
import { SettlingChecks } from './settling.js';
import { SpaceChecks } from './space.js';
import { StaleChecks } from './stale.js';
import { StartChecks } from './starts.js';
import { TrailChecks } from './trail.js';
import { TroubleChecks } from './troubles.js';
import { WaiverChecks } from './waivers.js';
import { Watch, type Violation } from './watch.js';
import { StopRequests } from './stop-requests.js';

/**
 * Holds every moment of a history against the truth of the simulated cluster and the bytes on the simulated disk,
 * never against what the bot believes. What happens is handed to the checks that it concerns.
 */
export class Inspector implements Recorder {
  readonly violations: Violation[] = [];
  readonly #ended = new Set<RunId>();
  #begun: Checks | undefined;

  watch(world: World, people: People): void {
    const watch = new Watch(world, people, this.violations);
    const lasting = new Lasting(watch);
    const settings = new SettingsChecks(watch, lasting);
    const waivers = new WaiverChecks(watch);
    const copies = new CopiesChecks(watch, waivers);
    const metas = new MetaChecks(watch, copies, waivers);
    this.#begun = {
      watch,
      lasting,
      settings,
      copies,
      consent: new Consent(watch),
      stopRequests: new StopRequests(watch, settings),
      metas,
      hands: new HandChecks(watch),
      hooks: new HookChecks(watch),
      settling: new SettlingChecks(watch),
      outcome: new OutcomeChecks(watch, metas),
      restarts: new RestartChecks(watch),
      rollbacks: new RollbackChecks(watch),
      continuations: new ContinuationChecks(watch),
      space: new SpaceChecks(watch),
      stale: new StaleChecks(watch),
      starts: new StartChecks(watch),
      trail: new TrailChecks(watch),
      promises: new Promises(watch),
      missed: new MissedPauses(watch),
      troubles: new TroubleChecks(watch),
      waivers,
    };
  }

  /** After the last moment: what has to be true of the whole history. */
  async finish(): Promise<void> {
    const { watch, settings, trail, promises } = this.#checks();
    settings.finish();
    await trail.finish();
    const opened = await watch.world.openAfterPowerLoss();
    if (opened.ok) await promises.finish(opened.value.runs);
    else watch.report('the database stays readable', opened.failure.sentence);
    if (watch.world.refusedToStart !== undefined)
      watch.report('the database stays readable', watch.world.refusedToStart);
  }

  /** Every run that anybody was told of has ended. */
  get allEnded(): boolean {
    return this.#checks().promises.allEnded;
  }

  /** How often runs ended in each way. */
  ends(): Readonly<Record<string, number>> {
    return this.#checks().promises.ends();
  }

  observed(from: number, look: Look): void {
    const { watch, lasting, space, starts, hands, waivers } = this.#checks();
    watch.readFrom = from;
    const { disk, thrower } = watch.world;
    // What cannot be written down is not done, and not known later.
    if (disk.trouble.full || disk.trouble.errors > 0) {
      lasting.anew();
      return;
    }
    lasting.read(from);
    // Where decisions throw, what was read is lost with them.
    if (thrower.fault !== undefined) return;
    starts.observed(from, look, watch.activeRun());
    hands.observed(from);
    waivers.observed(from, watch.activeRun());
    space.observed(from, look);
  }

  actBegins(act: ClusterAct): void {
    const { watch, consent, stopRequests, settings, copies, starts, trail, hands, settling } = this.#checks();
    trail.actBegins(act);
    const run = watch.activeRun();
    if (run === undefined) {
      watch.report('nothing without a run', `${act.kind} was begun for no run`);
      return;
    }
    settings.actBegins(run);
    starts.actBegins(run);
    consent.onlyWhenApproved(run, act.kind);
    stopRequests.actBegins(run, act);
    hands.actBegins(run, act);
    if (act.kind === 'move-primaries' || act.kind === 'drain') {
      consent.insideWindow(run);
      settling.begins(run, watch.world.serverAtHand());
    }
    copies.actBegins(act);
    this.#checks().waivers.actBegins(run, act);
    this.#checks().space.actBegins(run, act);
  }

  actEnded({ kind }: ClusterAct, ok: boolean): void {
    if (!ok) this.#checks().lasting.failed(kind);
  }

  commandBegins(command: ProcessCommand): void {
    const checks = this.#checks();
    const { watch, consent, stopRequests, copies, metas, restarts, rollbacks, continuations, starts, trail } = checks;
    const { hooks, settling } = checks;
    trail.commandBegins(command);
    const run = watch.activeRun();
    if (run === undefined) {
      watch.report('nothing without a run', `${command.verb} ${command.address} was begun for no run`);
      return;
    }
    consent.onlyWhenApproved(run, command.verb);
    stopRequests.commandBegins(run, command);
    hooks.commandBegins(run, command);
    rollbacks.commandBegins(run, command);
    continuations.commandBegins(run, command);
    settling.begins(run, command.address);
    if (command.verb !== 'stop' && command.verb !== 'restart') return;
    restarts.stops(run, command);
    this.#checks().stale.stops(run, command);
    if (command.role === 'replica') {
      copies.stops(run, command);
      this.#checks().waivers.stops(run, command);
      this.#checks().space.stops(run, command);
      starts.stops(run, command);
    }
    if (command.role === 'meta') metas.stops(run, command);
  }

  acknowledged(run: RunId, intent: Intent): void {
    const { lasting, stopRequests, starts, trail, promises, hands } = this.#checks();
    hands.acknowledged(intent);
    // What is wanted has changed, and with it what is wrong: the readings before were about something else.
    lasting.anew();
    stopRequests.acknowledged(run, intent);
    starts.acknowledged(run, intent);
    trail.acknowledged(run, intent);
    promises.acknowledged(run, intent);
  }

  asked(run: Run): void {
    const { trail, promises, rollbacks, continuations } = this.#checks();
    rollbacks.asked(run);
    continuations.asked(run);
    trail.asked(run);
    promises.asked(run);
  }

  died(): void {
    const { watch } = this.#checks();
    watch.hamperedAt = watch.now;
  }

  changed(run: Run): void {
    const { consent, copies, settings, starts, promises, outcome, rollbacks, continuations } = this.#checks();
    copies.held(run);
    consent.changed(run);
    starts.changed(run);
    promises.changed(run);
    outcome.changed(run);
    if (!hasEnded(run) || this.#ended.has(run.id)) return;
    this.#ended.add(run.id);
    settings.ended(run);
    outcome.ended(run);
    rollbacks.ended(run);
    continuations.ended(run);
    this.#checks().stale.ended(run);
  }

  settled(): void {
    // The world is set up before the checks begin.
    if (this.#begun === undefined) return;
    const { watch, consent, settings, copies, metas, restarts, rollbacks, continuations, starts } = this.#begun;
    const { missed, troubles } = this.#begun;
    const { truth } = watch;
    const run = watch.activeRun();
    watch.note(truth);
    consent.settled();
    missed.settled();
    copies.settled(truth);
    this.#begun.waivers.settled(truth);
    this.#begun.space.settled(truth);
    metas.settled(truth);
    this.#begun.outcome.settled(truth);
    restarts.settled(truth);
    rollbacks.settled(truth);
    continuations.settled(truth);
    this.#begun.stale.settled();
    starts.settled(truth);
    settings.settled(truth, run);
    troubles.settled(truth, run);
  }

  #checks(): Checks {
    if (this.#begun === undefined) throw new Error('nothing is being watched');
    return this.#begun;
  }
}

interface Checks {
  readonly watch: Watch;
  readonly lasting: Lasting;
  readonly consent: Consent;
  readonly settings: SettingsChecks;
  readonly stopRequests: StopRequests;
  readonly copies: CopiesChecks;
  readonly metas: MetaChecks;
  readonly hands: HandChecks;
  readonly hooks: HookChecks;
  readonly settling: SettlingChecks;
  readonly outcome: OutcomeChecks;
  readonly restarts: RestartChecks;
  readonly rollbacks: RollbackChecks;
  readonly continuations: ContinuationChecks;
  readonly stale: StaleChecks;
  readonly starts: StartChecks;
  readonly trail: TrailChecks;
  readonly promises: Promises;
  readonly missed: MissedPauses;
  readonly troubles: TroubleChecks;
  readonly waivers: WaiverChecks;
  readonly space: SpaceChecks;
}
