import { execa } from 'execa';
import { expect, it } from 'vitest';
import { compiledProgram } from '../support/compiled.js';

const nowhere = ['--config', '/nowhere/pegasus-roll.yml'];

it.each([
  ['start', ...nowhere],
  ['demo', '--port', '0'],
  ['check', ...nowhere],
  ['plan', 'cluster-x', ...nowhere],
])(
  '%s refuses a LOG_LEVEL that is none, before it does anything',
  async (...words) => {
    const { exitCode, all } = await execa(process.execPath, [compiledProgram('src/main.ts'), ...words], {
      env: { LOG_LEVEL: 'loud' },
      reject: false,
      all: true,
      timeout: 30_000,
    });
    expect(all).toBe('LOG_LEVEL: expected trace, debug, info, warn, error, fatal or silent, found "loud"');
    expect(exitCode).toBe(1);
  },
  30_000,
);
