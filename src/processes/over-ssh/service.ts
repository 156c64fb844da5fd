import { realClock } from '../../lib/clock.js';
import type { Result } from '../../lib/result.js';
import { passOn, say } from '../print.js';
import { askRemote, connectionLost, runRemote } from './run-remote.js';

/** What a service manager says of one service. */
export interface ServiceState {
  /** `down`: it has no process. `changing`: neither, for now. */
  readonly phase: 'running' | 'down' | 'changing';
  /** Down, and nobody starts it but who is told to. */
  readonly final: boolean;
  /** 0: no process. */
  readonly pid: number;
  /** Tells one process of it from the next. */
  readonly invocation: string;
  /** How often the manager itself started it again since somebody did. */
  readonly restarts: number;
  /** The manager's own word for all that. */
  readonly said: string;
}

export type ServiceVerb = 'stop' | 'start' | 'restart';

/** A service on the host that `ssh` leads to, and how its manager is spoken to. */
export interface Service {
  readonly name: string;
  readonly ssh: readonly string[];
  /** The words that change it. */
  change(verb: ServiceVerb): readonly string[];
  /** Whether what the change printed, for all its exit code, says that nothing was left to do. */
  nothingToDo(verb: ServiceVerb, printed: string): boolean;
  /** The words that show it, and what they printed, read. A failure is a sentence. */
  readonly show: readonly string[];
  read(shown: { readonly code: number; readonly printed: string }): Result<ServiceState, string>;
  /** Where its host says more of why it ended. */
  readonly log: string;
}

const lookMs = 500;
/**
 * What is so in this many looks in a row, two seconds, is settled: a service whose process ends at once, or is started
 * again at once, has done so by then. Counted in looks, as a clock can be set.
 */
const settledLooks = 5;

/**
 * For programs that run beside the bot: carries out a verb and ends when that is done. What the manager's program ends
 * with is not believed alone: the service is shown before and after. There is no time limit: whoever runs this has one.
 * @returns an exit code
 */
export const carryOut = (verb: ServiceVerb, service: Service): Promise<number> =>
  verb === 'stop' ? stop(service) : bring(verb, service);

/** Stopped is what was wanted, whether it ran before or not. */
async function stop(service: Service): Promise<number> {
  const before = await show(service);
  if (typeof before === 'number') return before;
  const code = await change('stop', service);
  if (code !== 0 && code !== connectionLost) return code;
  let downLooks = 0;
  let unchangedLooks = 0;
  for (;;) {
    const now = await show(service);
    if (typeof now === 'number') return now;
    downLooks = now.phase === 'down' ? downLooks + 1 : 0;
    if (downLooks >= settledLooks || (downLooks > 0 && now.final)) {
      say(`${service.name} is ${now.said}${before.pid === 0 ? '' : `: process ${before.pid} has gone`}`);
      return 0;
    }
    // A command that has arrived may begin a little later than the connection was lost.
    unchangedLooks = now.phase === 'running' && now.invocation === before.invocation ? unchangedLooks + 1 : 0;
    if (code === connectionLost && unchangedLooks >= settledLooks) return notArrived(service);
    await realClock.sleep(lookMs);
  }
}

/** Done when a process runs that a `restart` did not find there, and goes on running. */
async function bring(how: 'start' | 'restart', service: Service): Promise<number> {
  const { name } = service;
  const before = await show(service);
  if (typeof before === 'number') return before;
  const code = await change(how, service);
  if (code !== 0 && code !== connectionLost) return code;
  // Once the manager's own program has ended, what it left is there at the first look.
  const enough = code === connectionLost ? settledLooks : 1;
  let first: ServiceState | undefined;
  let runningLooks = 0;
  let downLooks = 0;
  let unchangedLooks = 0;
  for (;;) {
    const now = await show(service);
    if (typeof now === 'number') return now;
    const same = now.invocation === before.invocation;
    const isOld = how === 'restart' && same && now.pid !== 0;
    // While it is changing, the command is being carried out.
    unchangedLooks = isOld && (now.phase === 'running' || code === 0) ? unchangedLooks + 1 : 0;
    if (unchangedLooks >= enough) {
      if (code === connectionLost) return notArrived(service);
      say(`${name} was not restarted: process ${now.pid} is still there`);
      return 1;
    }
    downLooks = now.phase === 'down' ? downLooks + 1 : 0;
    if (downLooks >= enough) {
      if (code === connectionLost && same) return notArrived(service);
      say(`${name} was started and is ${now.said}; ${service.log} on its host says more`);
      return 1;
    }
    if (now.phase === 'running' && !isOld) {
      if (first !== undefined && (now.restarts > first.restarts || now.invocation !== first.invocation)) {
        say(`${name} ended right after it was started, and was started again: it is ${now.said}`);
        return 1;
      }
      first ??= now;
      runningLooks += 1;
      if (runningLooks >= settledLooks) {
        say(`${name} is ${now.said}: process ${now.pid}${same ? ', as it was before' : ''}`);
        return 0;
      }
    }
    await realClock.sleep(lookMs);
  }
}

async function change(verb: ServiceVerb, service: Service): Promise<number> {
  const { code, printed } = await runRemote(service.ssh, service.change(verb), passOn);
  if (code === connectionLost) say(`the connection was lost during the ${verb}: the service says what came of it`);
  return code !== connectionLost && service.nothingToDo(verb, printed) ? 0 : code;
}

/** The state of a service that there is; otherwise the exit code to end with, after saying why. */
async function show(service: Service): Promise<ServiceState | number> {
  const shown = await askRemote(service.ssh, service.show);
  if (shown.code === connectionLost) {
    say(shown.printed.trimEnd());
    return shown.code;
  }
  const state = service.read(shown);
  if (state.ok) return state.value;
  say(state.failure);
  return 1;
}

function notArrived({ name }: Service): number {
  say(`${name} is as it was before: the command did not arrive`);
  return connectionLost;
}
