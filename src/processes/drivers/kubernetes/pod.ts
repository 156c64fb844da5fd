/**
 * A program of its own: replaces the pod of a server, or sets the image of its StatefulSet, and ends when that is done.
 * KUBECTL is what begins every command of kubectl.
 *
 *   pod.js restart SET HOST of-host|fixed KUBECTL…
 *   pod.js install SET CONTAINER IMAGE KUBECTL…
 */
import { realClock } from '../../../lib/clock.js';
import type { Result } from '../../../lib/result.js';
import { passOn, say } from '../../print.js';
import { runInGroup } from '../../program.js';
import { podAt, parsePods, type Pod } from './pods.js';
import { parseStatefulSet, whyNotRolled, type StatefulSet } from './stateful-set.js';
import { deletePod, setImage, showPods, showSet } from './words.js';

const lookMs = 500;
/** Ready in so many looks in a row, two seconds, is ready. Counted in looks, as a clock can be set. */
const settledLooks = 5;
/** So often in a row kubectl may fail to show something, for a connection that was lost to come back. */
const mostBlind = 5;

/** Ends this program, after its reason was told. */
class Failed extends Error {}

// A restart is not left half done because nobody listens to what it prints.
process.stdout.on('error', () => undefined);

const [verb, set = '', first = '', second = '', ...kubectl] = process.argv.slice(2);
try {
  if (kubectl.length === 0) throw new Failed('usage: pod.js restart|install SET … KUBECTL…');
  if (verb === 'install') await install(first, second);
  else if (verb === 'restart' && (second === 'of-host' || second === 'fixed')) await restart(first, second);
  else throw new Failed('usage: pod.js restart SET HOST of-host|fixed KUBECTL…');
} catch (error) {
  if (!(error instanceof Failed)) throw error;
  say(error.message);
  process.exitCode = 1;
}

/** What a pod gets from now on. No pod is replaced by it where the strategy is OnDelete, which is looked at before. */
async function install(container: string, image: string): Promise<void> {
  const before = await readSet();
  // Of the addresses nothing changes yet.
  const whyNot = whyNotRolled(before, 'fixed');
  if (whyNot !== undefined) throw new Failed(whyNot);
  const { code } = await run(setImage(set, container, image), passOn);
  const now = (await readSet()).images.get(container);
  if (now !== image) throw new Failed(`${set} was not changed: the image of ${container} is ${now ?? 'not there'}`);
  if (code !== 0) say(`kubectl ended with exit code ${code}, but the image is set`);
  say(`${set}: the image of ${container} is ${image}`);
}

async function restart(host: string, addresses: 'of-host' | 'fixed'): Promise<void> {
  const found = await readSet();
  const whyNot = whyNotRolled(found, addresses);
  if (whyNot !== undefined) throw new Failed(whyNot);
  await revisionOf(found);
  const old = valueOf(podAt(host, set, await readPods(found)));
  const { code } = await run(deletePod(old.name), passOn);
  if (code !== 0) {
    const same = (await readPods(found)).find(({ uid }) => uid === old.uid);
    if (same?.deleted === false) throw new Failed(`${old.name} was not deleted: kubectl ended with exit code ${code}`);
    say(`kubectl ended with exit code ${code} after it deleted ${old.name}: the pods say what came of it`);
  }
  await back(old, found);
}

/** Waits until the place of a pod has been taken by one that is as it should be. */
async function back(old: Pod, found: StatefulSet): Promise<void> {
  let next: Pod | undefined;
  let readyLooks = 0;
  let told = '';
  for (;;) {
    const now = (await readPods(found)).find(({ name }) => name === old.name);
    const isOld = now?.uid === old.uid;
    const line =
      now === undefined
        ? 'is gone'
        : isOld
          ? 'is being ended'
          : `${now.ready ? 'is ready' : `is ${now.said}`} (${now.uid})`;
    if (line !== told) say(`${old.name} ${line}`);
    told = line;
    if (now !== undefined && !isOld) {
      if (next !== undefined && next.uid !== now.uid) throw new Failed(`${now.name} was replaced once more by another`);
      next = now;
      await asItShouldBe(now, old, found);
      readyLooks = now.ready && !now.deleted ? readyLooks + 1 : 0;
      if (readyLooks >= settledLooks) {
        const where = `at ${now.address ?? ''} with revision ${now.revision ?? ''}`;
        say(`${now.name} is back ${where}: pod ${now.uid} in place of ${old.uid}`);
        return;
      }
    }
    await realClock.sleep(lookMs);
  }
}

async function asItShouldBe(now: Pod, old: Pod, found: StatefulSet): Promise<void> {
  const wanted = await revisionOf(found);
  if (now.revision !== wanted)
    throw new Failed(`${now.name} came back with revision ${now.revision ?? '(none)'}, and not with ${wanted}`);
  if (now.restarts > 0)
    throw new Failed(`${now.name} ended after it was started, and was started again: it is ${now.said}`);
  if (now.ready && now.address === undefined) throw new Failed(`${now.name} is ready, and has no address`);
  if (old.address !== undefined && now.address !== undefined && now.address !== old.address)
    throw new Failed(`${now.name} came back at another address, ${now.address}, and was at ${old.address}`);
}

/** The revision of pods that are made now, once the last change of the set was taken note of. */
async function revisionOf(found: StatefulSet): Promise<string> {
  for (;;) {
    const now = await readSet();
    if (now.uid !== found.uid) throw new Failed(`${set} is another StatefulSet than it was`);
    if (now.revision !== undefined) return now.revision;
    await realClock.sleep(lookMs);
  }
}

function readSet(): Promise<StatefulSet> {
  return read(showSet(set), (printed) => parseStatefulSet(set, printed));
}

function readPods(found: StatefulSet): Promise<readonly Pod[]> {
  return read(showPods(found.labels), (printed) => parsePods(found, printed));
}

async function read<Value>(
  words: readonly string[],
  parse: (printed: string) => Result<Value, string>,
): Promise<Value> {
  for (let nth = 1; ; nth += 1) {
    const { code, printed } = await run(words);
    if (code === 0) return valueOf(parse(printed));
    if (nth === mostBlind) throw new Failed(printed.trim().slice(-1000));
    await realClock.sleep(nth * lookMs);
  }
}

function valueOf<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Failed(result.failure);
  return result.value;
}

async function run(
  words: readonly string[],
  onOutput?: (chunk: Buffer) => void,
): Promise<{ readonly code: number; readonly printed: string }> {
  const { end, printed } = await runInGroup(
    { argv: [...kubectl, ...words], ...(onOutput === undefined ? {} : { onOutput }) },
    realClock,
  );
  if (end.kind === 'exited') return { code: end.code, printed };
  return { code: 1, printed: end.kind === 'not-started' ? end.reason : `kubectl ended by itself: ${end.kind}` };
}
