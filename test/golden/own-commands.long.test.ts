import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { asBefore, RealStack } from '../support/real-stack.js';

let stack: RealStack;
afterEach(() => stack.close());

const first = '127.0.0.1:34801';
const second = '127.0.0.1:34802';

/** Says what it is run for, and fails while there is a file `trouble`. */
const program = `#!/bin/sh
echo "$1 $2" >> "$(dirname "$0")/done"
[ "$1" = verify ] && [ -e "$(dirname "$0")/trouble" ] && { echo "p99 of $2 is 80 ms, token=xoxb-not-for-people"; exit 1; }
exit 0
`;

it('a verify that fails holds with its output; mended, a retry runs it again, and only then the next server is begun', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-own-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const own = join(folder, 'own.sh');
  writeFileSync(own, program, { mode: 0o700 });
  writeFileSync(join(folder, 'trouble'), '');
  const done = (): readonly string[] => readFileSync(join(folder, 'done'), 'utf8').trim().split('\n');
  stack = await RealStack.start({
    nodes: 4,
    speed: 20,
    processSettings: ['before', 'verify', 'after'].map((verb) => `${verb}: ["${own}", ${verb}, "{address}"]`),
  });
  await stack.botUp();
  await stack.type('alice', `roll cluster-x --only replica --nodes ${first},${second}`);
  expect((await stack.runMessage()).text).toContain('after each server: runs `verify`');
  await stack.react('bob', 'white_check_mark');

  await stack.untilState('held');
  const { text } = await stack.runMessage();
  expect(text).toContain('the check of the server failed');
  expect(text).toContain(`p99 of ${first} is 80 ms`);
  expect(text).not.toContain('not-for-people');
  expect(done()).toEqual([`before ${first}`, `verify ${first}`]);
  expect(await stack.truth()).toMatchObject({ allFull: true });

  // The bot dies; nothing is run again for that.
  await stack.kill();
  await stack.botUp();
  await stack.untilState('held');
  expect(done()).toEqual([`before ${first}`, `verify ${first}`]);

  rmSync(join(folder, 'trouble'));
  await stack.type('carol', 'retry');
  await stack.untilState('done', 120_000);
  expect(done()).toEqual(
    [`before ${first}`, `verify ${first}`, `verify ${first}`, `after ${first}`].concat(
      ['before', 'verify', 'after'].map((verb) => `${verb} ${second}`),
    ),
  );
  expect((await stack.truth()).leader).toMatchObject(asBefore);
}, 180_000);
