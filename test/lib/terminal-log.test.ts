import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../src/lib/create-log.js';
import { prettyLog, terminalLog } from '../../src/lib/terminal-log.js';

it('is for terminals alone: whoever else reads gets JSON', async () => {
  expect(await terminalLog({}, {})).toBeUndefined();
  expect(await terminalLog({ isTTY: false }, {})).toBeUndefined();
});

it('puts what a line is about before it, without secrets', async () => {
  let shown = '';
  const to = new Writable({
    write: (chunk: Buffer, _, done) => {
      shown += chunk.toString();
      done();
    },
  });
  const destination = await prettyLog({ colorize: false, to });
  const log = createLog({ level: 'info', secrets: ['xoxb-1234567890-secret'], destination });
  log
    .child({ cluster: 'cluster-x' })
    .info({ run: 'cluster-x-7f3a', node: '10.0.0.1:34801', step: 'heal' }, 'step heal');
  log.warn({ why: 'it said xoxb-1234567890-secret' }, 'something else');
  log.error({ cluster: 'cluster-x' }, 'it said \u001b[2J and\nWARN: more');
  log.error({ err: new Error('no \u001b[2J room') }, 'not saved');
  await new Promise((resolve) => setImmediate(resolve));
  const [first, second, third, fourth] = shown.split('\n');
  expect(first).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: \[cluster-x-7f3a 10\.0\.0\.1:34801 heal\] step heal$/);
  expect(second).toMatch(/WARN: something else$/);
  expect(third).toContain('why: "it said ***"');
  expect(fourth).toMatch(/ERROR: \[cluster-x\] it said +\[2J and WARN: more$/);
  expect(shown).not.toContain('\u001b');
  expect(shown).toMatch(/ERROR: not saved\n +err: Error: no +\[2J room\n +at /);
});
