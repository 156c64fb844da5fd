import type { Clock } from '../../src/lib/clock.js';
import type { RunService } from '../../src/engine/run-service.js';
import type { Engine } from '../../src/engine/engine.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent, IntentAnswer } from '../../src/roll/intent.js';
import type { Look } from '../../src/roll/observation.js';
import type { Run } from '../../src/roll/run.js';
import { staleForMs, type ShellFaultInjector } from '../faults/shell-fault-injector.js';
import type { Trace } from './trace.js';
import type { Life } from './life.js';
import { words } from '../../src/words/words.js';

/** Those who look on. Everything here is what really happened, not what the bot believes. */
export interface Recorder {
  /** The bot has read the cluster, as it was at some moment from `from` on. */
  observed(from: number, look: Look): void;
  actBegins(act: ClusterAct): void;
  actEnded(act: ClusterAct, ok: boolean): void;
  commandBegins(command: ProcessCommand): void;
  /** The bot has told whoever asked that it took this. */
  acknowledged(run: RunId, intent: Intent): void;
  asked(run: Run): void;
  /** A run has a new state, on disk. */
  changed(run: Run): void;
  died(): void;
  /** Something has happened, and what could settle has. */
  settled(): void;
}

/** The world, as far as those who look on need it. */
export interface Watched {
  readonly clock: Clock;
  readonly trace: Trace;
  readonly shells: ShellFaultInjector;
  readonly recorder: Recorder;
  /** The last act that the bot began on the cluster. */
  lastAct: { readonly act: ClusterAct; readonly at: number } | undefined;
  /** What waits for acts of the bot: called when one has been carried out, before its outcome is heard. */
  readonly afterActs: ReadonlySet<(act: ClusterAct) => void>;
  /** Killed when this many more acts have been carried out, before their outcome is heard. */
  killAfterActs: number | undefined;
  kill(downMs: number): void;
}

/** The cluster as the bot has it, with somebody at its side who sees what is read and what is begun. */
export function recordedAdmin(world: Watched, admin: ClusterAdmin, life: Life): ClusterAdmin {
  return {
    observe: async (look, signal) => {
      const begun = world.clock.now();
      const stale = world.shells.struck.get('stale') ?? 0;
      const reading = await life.hears(admin.observe(look, signal));
      // A shell that answers from memory shows an older moment.
      if (reading.ok)
        world.recorder.observed((world.shells.struck.get('stale') ?? 0) === stale ? begun : begun - staleForMs, look);
      return reading;
    },
    perform: async (act, signal) => {
      world.trace.note('act', describeAct(act));
      world.lastAct = { act, at: world.clock.now() };
      world.recorder.actBegins(act);
      const result = await admin.perform(act, signal);
      world.recorder.actEnded(act, result.ok);
      world.trace.note(
        'outcome',
        `${act.kind} ${result.ok ? `ok, ${result.value.refused.length} refused` : `${result.failure.kind}: ${result.failure.message}`}`,
      );
      for (const look of [...world.afterActs]) look(act);
      if (life.alive && world.killAfterActs !== undefined && --world.killAfterActs <= 0) world.kill(5_000);
      return life.hears(Promise.resolve(result));
    },
  };
}

/** The run service that Slack's side has; what it promises people is recorded. */
export function recordedRunService(world: Watched, engine: Engine, life: Life): RunService {
  return new Proxy<RunService>(engine, {
    get: (target, name) => {
      if (name === 'submit') {
        return async (run: RunId, intent: Intent): Promise<IntentAnswer> => {
          const answer = await life.hears(target.submit(run, intent));
          world.trace.note(
            'answer',
            `${run} ${intent.kind} by ${intent.by} via ${intent.via}: ${answer.accepted ? 'taken' : 'refused'}: ${words(answer.message)}`,
          );
          if (answer.accepted) world.recorder.acknowledged(run, intent);
          return answer;
        };
      }
      if (name === 'requestRoll') {
        return async (request: Parameters<RunService['requestRoll']>[0]) => {
          const result = await life.hears(target.requestRoll(request));
          world.trace.note(
            'answer',
            `roll by ${request.by}: ${result.ok ? `run ${result.value.id}` : words(result.failure.message)}`,
          );
          if (result.ok) world.recorder.asked(result.value);
          return result;
        };
      }
      const value: unknown = Reflect.get(target, name);
      // Bound to the engine: its private parts are not the proxy's.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function describeAct(act: ClusterAct): string {
  switch (act.kind) {
    case 'move-primaries':
      return `${act.kind} ${act.moves.map(({ gpid, from, to }) => `${gpid} ${from}>${to}`).join(', ')}`;
    case 'downgrade-secondaries':
      return `${act.kind} ${act.downgrades.map(({ gpid, node }) => `${gpid} ${node}`).join(', ')}`;
    case 'drain':
      return `${act.kind} ${[...act.handovers.map(({ gpid, from, to }) => `${gpid} ${from}>${to}`), ...act.downgrades.map(({ gpid, node }) => `${gpid} ${node}`)].join(', ')}`;
    case 'close-replicas':
    case 'flush-log':
      return `${act.kind} ${act.node}`;
    case 'set-level':
      return `${act.kind} ${act.level}`;
    case 'set-min-live-nodes':
      return `${act.kind} ${act.value} ${act.meta}`;
    case 'set-assign-delay':
    case 'set-add-secondary-max':
    case 'set-flow-control':
      return `${act.kind} ${act.value}`;
  }
}
