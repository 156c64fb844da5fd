import { Random } from '../src/lib/random.js';
import { reasonOf } from '../src/lib/thrown.js';
import { hasEnded } from '../src/roll/run.js';
import { pressKindsWith } from './faults/user-action-kinds.js';
import { badVersion } from './faults/bad-version.js';
import { comesBack, longDead } from './faults/long-dead.js';
import { spreadConfig } from './faults/new-config.js';
import { drawChangesByHand, drawFaults, drawWorstMoments } from './faults/schedule.js';
import { Inspector } from './invariants/inspector.js';
import type { Violation } from './invariants/watch.js';
import { People } from './people/people.js';
import { drawScenario } from './scenario.js';
import { World } from './world/world.js';

/** What came of one seed. */
export interface History {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each kind of fault was let loose. */
  readonly faults: Readonly<Record<string, number>>;
  /** How its runs ended. */
  readonly ends: Readonly<Record<string, number>>;
  readonly virtualMs: number;
  /** Of the whole trace. */
  readonly digest: string;
  readonly lines: readonly string[];
}

/** After the calm, everything must have come to an end within this. */
const patienceMs = 2.5 * 3_600_000;
/** An operator looks after servers that stay down. */
const careMs = 60_000;

/** Lives one history from beginning to end. Nothing but the seed decides it. */
export async function live(seed: number): Promise<History> {
  const scenario = drawScenario(seed);
  const random = new Random(seed ^ 0x0fa17);
  const inspector = new Inspector();
  const world = new World(scenario, inspector);
  const { clock, trace } = world;
  const people = new People(world, new Random(seed ^ 0x9e091e));
  const counts: Record<string, number> = {};
  const stray = (error: unknown): void => {
    inspector.violations.push({
      invariant: 'nothing is left uncaught',
      at: clock.now(),
      what: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  };
  process.on('unhandledRejection', stray);
  try {
    trace.note('scenario', JSON.stringify(scenario));
    await clock.advance(0);
    if (scenario.custom) customise(world);
    if (scenario.longDead !== undefined) await longDead(world, scenario.longDead);
    if (scenario.longSplit !== undefined)
      world.cluster.faults.splitTable(scenario.longSplit.table, scenario.longSplit.forMs);
    if (scenario.newConfig !== undefined) {
      spreadConfig(world, scenario.newConfig, new Random(seed ^ 0xc0f16));
      counts['only some have the new configuration'] = 1;
    }
    inspector.watch(world, people);
    void world.boot();
    people.begin();
    // A draw of its own, so that everything else of a seed is as it was before there were these.
    const pressing = new Random(seed ^ 0x9e55);
    const presses = drawFaults(
      pressing,
      scenario.faults === 0 ? 0 : pressing.between(0, 3),
      scenario.calmAtMs,
      pressKindsWith(people),
    );
    const byHand = drawChangesByHand(new Random(seed ^ 0x4a4d5), scenario.calmAtMs);
    const worst = drawWorstMoments(new Random(seed ^ 0x30257), scenario.calmAtMs);
    for (const fault of [...drawFaults(random, scenario.faults, scenario.calmAtMs), ...presses, ...byHand, ...worst]) {
      clock.after(fault.at, () => {
        counts[fault.name] = (counts[fault.name] ?? 0) + 1;
        trace.note('fault', `${fault.name}${fault.until > fault.at ? ` for ${fault.until - fault.at} ms` : ''}`);
        if (fault.disturbsCluster) world.disturbed();
        const end = fault.begin(world);
        clock.after(Math.max(0, fault.until - fault.at), () => {
          if (end === undefined) return;
          trace.note('fault', `${fault.name} is over`);
          if (fault.disturbsCluster) world.disturbed();
          end();
        });
      });
    }
    const isBack =
      scenario.longDead === undefined ? undefined : comesBack(world, scenario.longDead, new Random(seed ^ 0xbac4));
    if (isBack !== undefined) counts['server that stays dead'] = 1;
    const bad = scenario.rollsBack ? badVersion(world, new Random(seed ^ 0xbad2011)) : undefined;
    if (bad !== undefined) counts['new version is no good'] = 1;
    for (let storms = random.between(0, 2); storms > 0; storms -= 1) {
      clock.after(random.between(10_000, scenario.calmAtMs), () => {
        counts['people press everything'] = (counts['people press everything'] ?? 0) + 1;
        people.storm();
      });
    }
    clock.after(scenario.calmAtMs, () => {
      trace.note('fault', 'calm');
      bad?.();
      world.processes.fault = undefined;
      world.hooks.calm = true;
      world.settle.calm = true;
      world.alerts.calm = true;
      world.pages.calm = true;
      world.disk.trouble.errors = 0;
      world.thrower.fault = undefined;
      world.shells.fault = undefined;
      people.calmDown();
      lookAfter(world, (address) => address === scenario.longDead && isBack?.() === false);
    });
    const over = (): boolean =>
      clock.now() - begun > scenario.calmAtMs &&
      world.up &&
      inspector.allEnded &&
      world.runs().every(hasEnded) &&
      world.disk.trouble.errors === 0 &&
      !world.slack.down;
    const begun = clock.now();
    try {
      do {
        await clock.until(over, scenario.calmAtMs + patienceMs);
        // What is left to be told is told, and nothing more happens: unless a request was still under way.
        await clock.advance(45_000);
      } while (!over());
    } catch (error) {
      const run = world.runs().find((each) => !hasEnded(each));
      trace.note('stuck', JSON.stringify(run === undefined ? undefined : { ...run, plan: undefined, log: undefined }));
      inspector.violations.push({
        invariant: 'every run comes to an end',
        at: clock.now(),
        what: `${reasonOf(error)}; the run is ${run?.status ?? 'not there'}`,
      });
    }
    await inspector.finish();
    return {
      seed,
      violations: inspector.violations,
      faults: counts,
      ends: inspector.ends(),
      virtualMs: clock.now() - begun,
      digest: trace.digest(),
      lines: trace.lines,
    };
  } finally {
    process.off('unhandledRejection', stray);
    world.close();
  }
}

/** Somebody had set other values before. */
function customise({ cluster }: World): void {
  const leader = cluster.truth().leader?.meta;
  if (leader === undefined) return;
  cluster.remoteCommand(leader, 'meta.lb.assign_delay_ms', ['900000']);
  cluster.remoteCommand(leader, 'meta.lb.add_secondary_max_count_for_one_node', ['35']);
  cluster.controlMeta(leader, 'lively');
}

/** What is down and nobody is at work on is started again, by its people, but for what they let stay dead. */
function lookAfter(world: World, staysDead: (address: string) => boolean): void {
  for (const address of [...world.cluster.metaAddresses, ...world.cluster.replicaAddresses]) {
    if (world.cluster.isUp(address) || staysDead(address) || (world.processes.underWay.get(address) ?? 0) > 0) continue;
    world.trace.note('people', `start ${address}`);
    world.disturbed();
    void world.cluster.start(address);
  }
  world.clock.after(careMs, () => {
    lookAfter(world, staysDead);
  });
}
