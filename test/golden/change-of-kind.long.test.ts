import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { asBefore, RealStack } from '../support/real-stack.js';

let stack: RealStack;
afterEach(() => stack.close());

it('a run that began natively goes on through the shell, when the configuration says so at the next start', async () => {
  stack = await RealStack.start({ nodes: 4, speed: 40, generation: 'newer', admin: 'native' });
  await stack.botUp();
  await stack.type('alice', 'roll cluster-x --only replica');
  await stack.runMessage();
  await stack.react('bob', 'white_check_mark');
  await stack.waitFor(
    async () => (await stack.truth()).processes.some(({ starts }) => starts > 0),
    60_000,
    'the first restart',
  );
  await stack.kill();
  const native = await readFile(stack.config, 'utf8');
  await writeFile(
    stack.config,
    native.replace('{ kind: native }', `{ kind: shell, home: ${JSON.stringify(stack.simulation.home)} }`),
  );
  expect(await readFile(stack.config, 'utf8')).not.toBe(native);
  await stack.botUp();
  await stack.untilState('done', 150_000);
  const truth = await stack.truth();
  expect(truth.processes.filter(({ role }) => role === 'replica').map(({ starts }) => starts)).toEqual([1, 1, 1, 1]);
  expect(truth).toMatchObject({ allFull: true, leader: asBefore });
}, 240_000);
