/**
 * A program of its own: stops, starts or restarts a unit on the host of a server, and ends when that is done.
 *
 *   unit.js stop|start|restart UNIT sudo|no-sudo SSH…
 *
 * What systemctl ends with is not believed alone: the unit is shown before and after. It has no time limit of its own:
 * whoever runs it does.
 */
import { realClock } from '../../../lib/clock.js';
import { connectionLost, passOn, runRemote, say } from '../../over-ssh/run-remote.js';
import { parseUnitState, showUnit, type UnitState } from './unit-state.js';

const lookMs = 500;
/** A unit whose process ends at once has done so by then. */
const settledMs = 2_000;
/** So often in a row a unit may be impossible to show, for a connection that was lost to come back. */
const mostBlind = 5;

// A restart is not left half done because nobody listens to what it prints.
process.stdout.on('error', () => undefined);

const [verb, unit, sudo, ...ssh] = process.argv.slice(2);
if (unit === undefined || (sudo !== 'sudo' && sudo !== 'no-sudo') || ssh.length === 0) {
  process.exitCode = usage();
} else {
  process.exitCode =
    verb === 'stop' ? await stop(unit) : verb === 'start' || verb === 'restart' ? await bring(verb, unit) : usage();
}

/** Stopped is what was wanted, whether it ran before or not. */
async function stop(name: string): Promise<number> {
  const before = await show(name);
  if (typeof before === 'number') return before;
  const code = await systemctl('stop', name);
  if (code !== 0 && code !== connectionLost) return code;
  for (;;) {
    const now = await show(name);
    if (typeof now === 'number') return now;
    if (now.mainPid === 0 && (now.active === 'inactive' || now.active === 'failed')) {
      say(`${name} is ${now.active}${before.mainPid === 0 ? '' : `: process ${before.mainPid} has gone`}`);
      return 0;
    }
    // A stop that did not arrive leaves everything as it was.
    if (code === connectionLost && now.active === 'active' && now.invocation === before.invocation) return lost(name);
    await realClock.sleep(lookMs);
  }
}

/** Done when a process runs that a `restart` did not find there, and goes on running. */
async function bring(how: 'start' | 'restart', name: string): Promise<number> {
  const before = await show(name);
  if (typeof before === 'number') return before;
  const code = await systemctl(how, name);
  if (code !== 0 && code !== connectionLost) return code;
  let first: { readonly state: UnitState; readonly at: number } | undefined;
  for (;;) {
    const now = await show(name);
    if (typeof now === 'number') return now;
    if (how === 'restart' && now.invocation === before.invocation && now.mainPid !== 0)
      return code === connectionLost ? lost(name) : notNew(name, now);
    if (now.active === 'failed' || now.active === 'inactive') {
      if (code === connectionLost && now.invocation === before.invocation) return lost(name);
      say(`${name} was started and is ${now.active} (${now.result}); journalctl -u ${name} on its host says more`);
      return 1;
    }
    if (first !== undefined && (now.restarts > first.state.restarts || now.invocation !== first.state.invocation)) {
      say(`${name} ended right after it was started (${now.result}), and systemd has started it again`);
      return 1;
    }
    if (now.active === 'active' && now.mainPid !== 0) {
      first ??= { state: now, at: realClock.now() };
      if (realClock.now() - first.at >= settledMs) {
        const already = now.invocation === before.invocation ? ', as it did before' : '';
        say(`${name} is active: process ${now.mainPid}${already}`);
        return 0;
      }
    }
    await realClock.sleep(lookMs);
  }
}

async function systemctl(how: string, name: string): Promise<number> {
  const words = ['systemctl', how, name];
  const { code } = await runRemote(ssh, sudo === 'sudo' ? ['sudo', '-n', ...words] : words, passOn);
  if (code === connectionLost) say(`the connection was lost during systemctl ${how}: the unit says what came of it`);
  return code;
}

/** The state of a unit that there is; otherwise the exit code to end with, after saying why. */
async function show(name: string): Promise<UnitState | number> {
  for (let nth = 1; ; nth += 1) {
    const { code, printed } = await runRemote(ssh, showUnit(name));
    if (code === 0) {
      const state = parseUnitState(printed);
      if (!state.ok) {
        say(state.failure);
        return 1;
      }
      if (state.value.load === 'loaded') return state.value;
      say(`${name} cannot be used on this host: systemd says that it is ${state.value.load}`);
      return 1;
    }
    if (code !== connectionLost || nth === mostBlind) {
      say(printed.trimEnd());
      return code;
    }
    await realClock.sleep(nth * lookMs);
  }
}

function lost(name: string): number {
  say(`${name} is as it was before: the command did not arrive`);
  return connectionLost;
}

function notNew(name: string, { mainPid }: UnitState): number {
  say(`${name} was not restarted: process ${mainPid} is still there`);
  return 1;
}

function usage(): number {
  say('usage: unit.js stop|start|restart UNIT sudo|no-sudo SSH…');
  return 2;
}
