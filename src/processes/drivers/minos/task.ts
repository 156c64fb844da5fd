/**
 * A program of its own: stops, starts or restarts one task of Minos, in the folder CLIENT of its program `deploy`.
 *
 *   task.js stop|start|restart 1|2 CLIENT CLUSTER JOB HOST upgrade|same
 *
 * `deploy` has nothing on its standard input, so that a question ends it, and no time limit but that of whoever runs
 * this. It ends with 0 for nearly everything: a line that says "fail" is a failure. Whether the server is back is for
 * the cluster to say.
 */
import { realClock } from '../../../lib/clock.js';
import { passOn, say } from '../../print.js';
import { runInGroup } from '../../program.js';
import { addressesOf, failuresIn, parseTasks, taskOn } from './tasks.js';
import { changeTask, showTasks } from './words.js';

const lookMs = 2_000;
/** supervisord's own words. */
const isUp = ['RUNNING'];
const isDown = ['STOPPED', 'EXITED', 'FATAL'];
const changing = ['STARTING', 'STOPPING', 'BACKOFF'];

// A restart is not left half done because nobody listens to what it prints.
process.stdout.on('error', () => undefined);

const [verb, kind, client = '', cluster = '', job = '', host = '', how] = process.argv.slice(2);
if (
  (verb !== 'stop' && verb !== 'start' && verb !== 'restart') ||
  (kind !== '1' && kind !== '2') ||
  (how !== 'upgrade' && how !== 'same')
) {
  say('usage: task.js stop|start|restart 1|2 CLIENT CLUSTER JOB HOST upgrade|same');
  process.exitCode = 2;
} else process.exitCode = await change(verb, kind === '1' ? 1 : 2, how === 'upgrade');

async function change(what: 'stop' | 'start' | 'restart', generation: 1 | 2, upgrade: boolean): Promise<number> {
  const before = await find();
  if (typeof before === 'number') return before;
  const { task } = before;
  say(`task ${task} of ${job} is on ${host}`);
  const done = await deploy(changeTask({ cluster, job, task, generation }, what, upgrade), true);
  const failures = failuresIn(done.printed);
  if (done.code !== 0 || failures.length > 0)
    return ended(done.code, failures.at(-1) ?? `deploy ended with exit code ${done.code}`);
  return settled(task, what, generation);
}

/**
 * What supervisord says of the process, where Minos tells: until it is as it should be, or will not be so by itself.
 */
async function settled(task: string, what: 'stop' | 'start' | 'restart', generation: 1 | 2): Promise<number> {
  for (;;) {
    const now = await find();
    if (typeof now === 'number') return now;
    const { state } = now;
    if (now.task !== task) return ended(0, `${host} has task ${now.task} now, and had ${task}`);
    if (generation === 1 && state === undefined) return ended(0, `deploy show does not say how task ${task} is`);
    if (state === undefined || (what === 'stop' ? isDown : isUp).includes(state)) {
      say(`task ${task} of ${job} on ${host}: deploy tells no failure${state === undefined ? '' : `, and ${state}`}`);
      return 0;
    }
    if (!changing.includes(state)) return ended(0, `task ${task} of ${job} on ${host} is ${state} after the ${what}`);
    await realClock.sleep(lookMs);
  }
}

/** The task on the host of the server; otherwise the exit code to end with, after saying why. */
async function find(): Promise<{ readonly task: string; readonly state: string | undefined } | number> {
  const shown = await deploy(showTasks(cluster, job), false);
  if (shown.code !== 0) return ended(shown.code, shown.printed.trim().slice(-1000));
  const tasks = parseTasks(job, shown.printed);
  if (!tasks.ok) return ended(1, tasks.failure);
  const found = await taskOn(host, tasks.value, addressesOf);
  return found.ok ? found.value : ended(1, found.failure);
}

async function deploy(
  words: readonly string[],
  show: boolean,
): Promise<{ readonly code: number; readonly printed: string }> {
  const { end, printed } = await runInGroup(
    { argv: words, folder: client, ...(show ? { onOutput: passOn } : {}) },
    realClock,
  );
  if (end.kind === 'exited') return { code: end.code, printed };
  return { code: 1, printed: end.kind === 'not-started' ? end.reason : `deploy ended by itself: ${end.kind}` };
}

function ended(code: number, why: string): number {
  say(why);
  return code === 0 ? 1 : code;
}
