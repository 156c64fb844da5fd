// A stand-in for systemctl on one host. What it knows of a unit is in `../units/UNIT.json`, whose `how` says what its
// process is like: steady, crash (ends at once), again (ends at once and is started again), deaf (does not end).
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const home = dirname(dirname(process.argv[1]));
const words = process.argv.slice(2);
const unit = words.at(-1);
const file = join(home, 'units', `${unit}.json`);
appendFileSync(join(home, 'asked'), `systemctl ${words.filter((word) => !/^(-p|[A-Z])/.test(word)).join(' ')}\n`);

const alive = (pid) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const read = () => {
  const state = JSON.parse(readFileSync(file, 'utf8'));
  if (state.pid === 0 || alive(state.pid)) return state;
  if (state.how === 'again') return begin({ ...state, restarts: state.restarts + 1 });
  return write({ ...state, pid: 0, active: 'failed', result: state.how === 'crash' ? 'exit-code' : 'signal' });
};
const write = (state) => {
  writeFileSync(file, JSON.stringify(state));
  return state;
};
const begin = (state) => {
  const brief = state.how === 'crash' || state.how === 'again';
  const child = spawn('sleep', [brief ? '0.3' : '1000'], { detached: true, stdio: 'ignore' });
  child.unref();
  const invocation = randomBytes(16).toString('hex');
  return write({ ...state, pid: child.pid, active: 'active', result: 'success', invocation, started: Date.now() });
};
const end = async (state) => {
  if (state.how === 'deaf') return state;
  if (state.pid !== 0) process.kill(state.pid, 'SIGTERM');
  while (state.pid !== 0 && alive(state.pid)) await sleep(20);
  return write({ ...state, pid: 0, active: 'inactive', result: 'success' });
};

const [verb] = words;
if (verb === 'show') {
  const nothing = { pid: 0, active: 'inactive', result: 'success', invocation: '', restarts: 0 };
  const state = existsSync(file) ? read() : nothing;
  const { old } = state;
  console.log(`MainPID=${state.pid}`);
  console.log(`Result=${state.result}`);
  if (!old) console.log(`NRestarts=${state.restarts}`);
  console.log(`ExecMainStartTimestampMonotonic=${state.started ?? 0}`);
  console.log(`LoadState=${existsSync(file) ? 'loaded' : 'not-found'}`);
  console.log(`ActiveState=${state.active}`);
  if (!old) console.log(`InvocationID=${state.invocation}`);
} else if (!existsSync(file)) {
  console.error(`Failed to ${verb} ${unit}.service: Unit ${unit}.service not found.`);
  process.exitCode = 5;
} else if (process.env.STAND_IN_ROOT !== 'yes') {
  console.error(`Failed to ${verb} ${unit}.service: Interactive authentication required.`);
  process.exitCode = 1;
} else if (verb === 'stop') await end(read());
else if (verb === 'start') {
  const state = read();
  if (state.pid === 0) begin({ ...state, restarts: 0 });
} else if (verb === 'restart') {
  const state = await end(read());
  if (state.how !== 'deaf') begin({ ...state, restarts: 0 });
}
