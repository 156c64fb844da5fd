import { expect, it } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { createShellAdmin } from '../../../src/pegasus/shell/shell-admin.js';
import { complaintOf } from '../../../src/pegasus/shell/parse/lines.js';
import { replayedShell } from '../support/replayed-shell.js';
import { silent } from '../../support/silent.js';

const warning = 'W2026-11-23 07:28:26.722 (1795418906722321074 31962) : overwrite default thread pool for task';
const noName =
  'E2026-11-23 07:28:26.801 (1795418906801321074 31962) : dns_resolver.cpp:88: reverse lookup of 10.0.0.9 failed: Name or service not known';
const badList =
  'F2026-11-23 07:28:26.802 (1795418906802321074 31962) : assertion expression: invalid meta list "10.0.0.1"';

it('what a shell complains of before it ends is the reason, and is shown', async () => {
  for (const printed of [
    { stdout: `${warning}\n${noName}\n${badList}\n`, stderr: '' },
    { stdout: '', stderr: `${noName}\n${badList}\n` },
  ]) {
    const admin = createShellAdmin({
      home: '/opt/pegasus',
      metas: ['10.0.0.1:34601'],
      clock: new VirtualClock(),
      log: silent,
      runner: replayedShell(printed),
    });
    const seen = await admin.observe({ processes: [], ddd: false }, new AbortController().signal);
    if (seen.ok) throw new Error('read all the same');
    expect(seen.failure.message).toContain(
      'The shell says: dns_resolver.cpp:88: reverse lookup of 10.0.0.9 failed: Name or service not known',
    );
    expect(seen.failure.raw).toEqual(expect.arrayContaining([noName, badList]));
    expect(seen.failure.raw).not.toContain(warning);
  }
});

it('is an error or a fatal line of the logger, and no other', () => {
  expect(complaintOf(warning)).toBeUndefined();
  expect(complaintOf('ERROR: invalid subcommand')).toBeUndefined();
  expect(complaintOf(badList)).toBe('assertion expression: invalid meta list "10.0.0.1"');
});
