import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { held, troubled, troubles } from '../support/hold-troubles.js';
import { inWords } from '../support/in-words.js';

it('a command that takes too long is said to be ended with whatever it had started, and the documents say how a server lives on', () => {
  const trouble = troubles['command-failed, out of time'];
  if (trouble === undefined) throw new Error('not among the troubles');
  const { hold } = held(troubled(trouble).roll);
  expect(inWords(hold.what)).toBe(
    'the command "restart" on 10.0.0.1:34801 did not end within 5 min, so it was ended, and with it whatever it had started. A server that was its child has ended too; how to start one so that it lives on is in the runbook (command-failed)',
  );
  for (const file of ['docs/RUNBOOK.md', 'pegasus-roll.example.yml']) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    for (const way of ['setsid', 'systemd-run']) expect(text, file).toContain(way);
  }
});
