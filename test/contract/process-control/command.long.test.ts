import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import type { ParentLog } from '../../../src/lib/log.js';
import { commandId, nodeAddress, runId } from '../../../src/roll/ids.js';
import {
  command,
  controlOf,
  gone,
  never,
  program,
  recordOf,
  recordThere,
  restartBy,
  scratch,
  timesRun,
} from './support.js';
import { silent } from '../../support/silent.js';

const readPid = (path: string): number => Number(readFileSync(path, 'utf8'));

describe('a restart command', () => {
  it('succeeds, and the last lines of its output come back', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(restartBy([program('succeed.sh'), counter, '0', '{address}']), join(folder, 'commands'));
    expect(await control.run(command(), never)).toEqual({ kind: 'succeeded', tail: ['done with 10.0.0.1:34801'] });
    expect(timesRun(counter)).toBe(1);
  });

  it('is never given a server whose host is not allowed, nor is such a server asked whether it is up', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(restartBy([program('succeed.sh'), counter, '0', '{host}']), join(folder, 'commands'), {
      allows: () => false,
    });
    expect(await control.run(command(), never)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/was not begun: its host is none of allowedHosts$/),
    });
    expect(existsSync(counter)).toBe(false);
    expect(await control.isUp({ role: 'replica', address: command().address, index: 0 }, never)).toEqual({
      up: false,
      why: 'its host is none of allowedHosts',
    });
  });

  it('is another one than what the operator runs around the server, each with its own program', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(
      restartBy([program('fail.sh')], { hooks: { verify: [program('succeed.sh'), counter, '0', '{address}'] } }),
      join(folder, 'commands'),
    );
    const verify = command({ id: commandId('cluster-x-7f3a.replica-0.1.verify'), verb: 'verify' });
    expect(await control.run(verify, never)).toEqual({ kind: 'succeeded', tail: ['done with 10.0.0.1:34801'] });
    expect(await control.run(verify, never)).toMatchObject({ kind: 'succeeded' });
    expect(timesRun(counter)).toBe(1);
    const after = command({ id: commandId('cluster-x-7f3a.replica-0.1.after'), verb: 'after' });
    expect(await control.run(after, never)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/the configuration has no command for "after"$/),
    });
  });

  it('of the operator that tells a secret, fails and hangs on: masked, with its output, within its time', async () => {
    const folder = scratch();
    const hooks = { verify: ['sh', '-c', 'echo token=xoxb-very-secret-1; exec sleep 60'] };
    const control = controlOf(restartBy(['true'], { hooks, timeoutMs: 700 }), join(folder, 'commands'), {
      secrets: ['xoxb-very-secret-1'],
    });
    const verify = command({ id: commandId('cluster-x-7f3a.replica-0.2.verify'), verb: 'verify' });
    const result = await control.run(verify, never);
    expect(result).toMatchObject({ kind: 'timed-out', afterMs: 700 });
    expect(JSON.stringify(result)).not.toContain('very-secret');
  });

  it('asked for twice, at once and later, is run once; everybody gets the same answer', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(restartBy([program('succeed.sh'), counter, '0.2', 'x']), join(folder, 'commands'));
    const together = await Promise.all([
      control.run(command(), never),
      control.run(command(), never),
      control.run(command(), never),
    ]);
    const later = await control.run(command(), never);
    expect(new Set([...together, later].map((result) => JSON.stringify(result))).size).toBe(1);
    expect(later.kind).toBe('succeeded');
    expect(timesRun(counter)).toBe(1);
  });

  it('is waited for when the clock is set forward meanwhile', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    let aheadMs = 0;
    const control = controlOf(restartBy([program('succeed.sh'), counter, '1', 'x']), join(folder, 'commands'), {
      clock: { ...realClock, now: () => Date.now() + aheadMs },
    });
    const result = control.run(command(), never);
    await recordThere(join(folder, 'commands'), '.claim.json');
    aheadMs = 3_600_000;
    expect(await result).toMatchObject({ kind: 'succeeded' });
  });

  it('that is under way is joined although the configuration does not know it any more', async () => {
    const folder = scratch();
    const records = join(folder, 'commands');
    const counter = join(folder, 'runs');
    const first = controlOf(restartBy([program('succeed.sh'), counter, '1', 'x']), records).run(command(), never);
    await recordThere(records, '.claim.json');
    const changed = controlOf(
      { driver: { kind: 'command', stop: [program('succeed.sh')], start: [program('succeed.sh')] }, timeoutMs: 30_000 },
      records,
    );
    expect(await changed.run(command(), never)).toMatchObject({ kind: 'succeeded' });
    expect(await first).toMatchObject({ kind: 'succeeded' });
    expect(await changed.run(command({ id: commandId('another') }), never)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('was not begun: the configuration has no command for "restart"'),
    });
    expect(timesRun(counter)).toBe(1);
  });

  it('keeps the records of its run, however far the clock is ahead', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    let aheadMs = 0;
    const control = controlOf(restartBy([program('succeed.sh'), counter]), join(folder, 'commands'), {
      clock: { ...realClock, now: () => Date.now() + aheadMs },
    });
    await control.run(command({ id: commandId('first') }), never);
    aheadMs = 31 * 86_400_000;
    await control.run(command({ id: commandId('second') }), never);
    expect(await control.run(command({ id: commandId('third') }), never)).toMatchObject({ kind: 'succeeded' });
  });

  it('is run again under another id', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(restartBy([program('succeed.sh'), counter]), join(folder, 'commands'));
    await control.run(command({ id: commandId('first') }), never);
    await control.run(command({ id: commandId('second') }), never);
    expect(timesRun(counter)).toBe(2);
  });

  it('is not begun when its id stood for something else before', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(restartBy([program('succeed.sh'), counter]), join(folder, 'commands'));
    await control.run(command(), never);
    const other = await control.run(command({ address: nodeAddress('10.0.0.2:34801') }), never);
    expect(other).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('used for another command') as string,
    });
    expect(timesRun(counter)).toBe(1);
  });

  it('fails with its exit code and the last twenty lines of both streams', async () => {
    const result = await controlOf(restartBy([program('fail.sh')]), scratch()).run(command(), never);
    expect(result).toMatchObject({ kind: 'failed', reason: 'it ended with exit code 3' });
    expect(result.tail).toHaveLength(20);
    expect(result.tail).toContain('step 40');
    expect(result.tail).toContain('the unit pegasus-replica has failed');
  });

  it('that hangs is ended, with all it started, at its time limit', async () => {
    const folder = scratch();
    const result = await controlOf(
      restartBy([program('hang.sh'), join(folder, 'child')], { timeoutMs: 300 }),
      folder,
    ).run(command(), never);
    expect(result).toEqual({ kind: 'timed-out', afterMs: 300, tail: ['waiting for a lock'] });
    await gone(readPid(join(folder, 'child')));
  });

  it('that ignores SIGTERM is killed', async () => {
    const folder = scratch();
    const result = await controlOf(
      restartBy([program('stubborn.sh'), join(folder, 'pid')], { timeoutMs: 200 }),
      folder,
    ).run(command(), never);
    expect(result).toEqual({ kind: 'timed-out', afterMs: 200, tail: ['not leaving'] });
    await gone(readPid(join(folder, 'pid')));
  });

  it('that prints ten megabytes is heard to its end and keeps about one', async () => {
    const folder = scratch();
    const result = await controlOf(restartBy([program('flood.sh')]), folder).run(command(), never);
    expect(result.kind).toBe('succeeded');
    expect(result.tail.at(-1)).toBe('the last word');
    const log = await recordThere(folder, '.log');
    const kept = statSync(log).size + statSync(`${log}.1`).size;
    expect(kept).toBeGreaterThan(500_000);
    expect(kept).toBeLessThan(1_300_000);
  });

  it('gives no secret away: not in its answer, not in the log, not on disk', async () => {
    const folder = scratch();
    const lines: string[] = [];
    const log: ParentLog = {
      ...silent,
      child: () => ({ ...silent, info: (fields, message) => lines.push(JSON.stringify(fields) + message) }),
    };
    const planted = 'correct-horse-battery';
    const control = controlOf(restartBy([program('blab.sh'), planted]), folder, {
      secrets: [planted],
      environment: { ...process.env, SLACK_BOT_TOKEN: 'xoxb-1234567890-abcdef', KEPT: 'kept' },
      log,
    });
    const result = await control.run(command(), never);
    const output = readFileSync(await recordThere(folder, '.log'), 'utf8');
    for (const text of [result.tail.join('\n'), output]) {
      expect(text).toContain('environment: [][kept]');
      expect(text).toContain("the bot's own: ***");
      expect(text).not.toMatch(/hunter2|abcdefgh12345678|correct-horse|xoxb/);
    }
    expect(lines.some((line) => line.includes('environment: [][kept]'))).toBe(true);
    expect(lines.filter((line) => line.includes('process command ended')).join('')).not.toMatch(
      /hunter2|correct-horse/,
    );
  });

  it('that cannot be found is said so', async () => {
    const result = await controlOf(restartBy(['/nowhere/restart-pegasus']), scratch()).run(command(), never);
    expect(result).toEqual({ kind: 'failed', reason: '/nowhere/restart-pegasus: there is no such program', tail: [] });
  });

  it('that may not be executed is said so', async () => {
    const result = await controlOf(restartBy([import.meta.filename]), scratch()).run(command(), never);
    expect(result).toEqual({ kind: 'failed', reason: `${import.meta.filename}: it may not be executed`, tail: [] });
  });

  it('that leaves a server behind is done when it is done, and the server lives on', async () => {
    const folder = scratch();
    const survived = join(folder, 'survived');
    const result = await controlOf(restartBy([program('leave-server.sh'), survived]), folder).run(command(), never);
    expect(result.kind).toBe('succeeded');
    expect(result.tail).toContain('server started');
    expect(existsSync(survived)).toBe(false);
    expect(await recordThere(folder, 'survived')).toBe(survived);
  });

  it('goes on when nobody waits for it any more', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const control = controlOf(restartBy([program('succeed.sh'), counter, '0.3']), join(folder, 'commands'));
    const impatient = new AbortController();
    const waiting = control.run(command(), impatient.signal);
    await recordThere(folder, 'runs');
    impatient.abort();
    expect(await waiting).toMatchObject({
      kind: 'lost',
      reason: 'the bot stopped waiting for it; it may still be running',
    });
    expect(await control.run(command(), never)).toMatchObject({ kind: 'succeeded' });
    expect(timesRun(counter)).toBe(1);
  });

  it('that nothing can be written down about is not run', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    writeFileSync(join(folder, 'commands'), 'a file, where the folder should be');
    const result = await controlOf(restartBy([program('succeed.sh'), counter]), join(folder, 'commands')).run(
      command(),
      never,
    );
    expect(result.kind).toBe('lost');
    expect(timesRun(counter)).toBe(0);
  });

  it('whose supervisor does not even start has failed, for good', async () => {
    const folder = scratch();
    const counter = join(folder, 'runs');
    const settings = restartBy([program('succeed.sh'), counter]);
    const crippled = controlOf(settings, join(folder, 'commands'), {
      supervisor: '/nowhere/supervisor.js',
    });
    expect(await crippled.run(command(), never)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('could not take it on') as string,
    });
    expect(await controlOf(settings, join(folder, 'commands')).run(command(), never)).toMatchObject({ kind: 'failed' });
    expect(timesRun(counter)).toBe(0);
  });
});

describe('the arguments of a command', () => {
  it('get their placeholders filled in, each as part of one argument, with no shell in between', async () => {
    const argv = [
      program('arguments.sh'),
      '{cluster} {role}',
      '{host}',
      '{port}',
      '{address}',
      '{index}',
      '{run}',
      '$HOME; echo oops',
      '*',
    ];
    const result = await controlOf(restartBy(argv), scratch()).run(command({ index: 4 }), never);
    expect(result.tail).toEqual([
      '<cluster-x replica>',
      '<10.0.0.1>',
      '<34801>',
      '<10.0.0.1:34801>',
      '<4>',
      '<cluster-x-7f3a>',
      '<$HOME; echo oops>',
      '<*>',
    ]);
  });

  it('get the version to install', async () => {
    const control = controlOf(
      {
        driver: { kind: 'command', restart: [program('succeed.sh')] },
        install: [program('arguments.sh'), '--version={version}'],
        timeoutMs: 5_000,
      },
      scratch(),
    );
    expect((await control.run(command({ verb: 'install', version: '2.6.0-SNAPSHOT' }), never)).tail).toEqual([
      '<--version=2.6.0-SNAPSHOT>',
    ]);
  });

  it.each(['2.5.0; reboot', '$(reboot)', '-oProxyCommand=reboot', '2.5.0 --force', ''])(
    'are refused when a value is no plain word: %j',
    async (version) => {
      const folder = scratch();
      const control = controlOf(
        {
          driver: { kind: 'command', restart: [program('succeed.sh')] },
          install: [program('succeed.sh'), join(folder, 'runs'), '0', '{version}'],
          timeoutMs: 5_000,
        },
        join(folder, 'commands'),
      );
      expect(await control.run(command({ verb: 'install', version }), never)).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining('not a plain word') as string,
      });
      expect(recordOf(folder, '.json')).toBeUndefined();
    },
  );

  it('are missing for a verb that is not configured', async () => {
    expect(await controlOf(restartBy(['true']), scratch()).run(command({ verb: 'stop' }), never)).toMatchObject({
      kind: 'failed',
      reason: 'stop of 10.0.0.1:34801 was not begun: the configuration has no command for "stop"',
    });
  });

  it('may come from a run whose name is no file name', async () => {
    const folder = scratch();
    const strange = command({ run: runId('../../évil run'), id: commandId('../../../x/y:z') });
    expect(await controlOf(restartBy(['true']), join(folder, 'a/b')).run(strange, never)).toEqual({
      kind: 'succeeded',
      tail: [],
    });
    expect(recordOf(join(folder, 'a/b'), '.outcome.json')).toBeDefined();
  });
});

describe('whether a process is up', () => {
  const server = { role: 'collector', address: nodeAddress('127.0.0.1:1'), index: 0 } as const;

  it('is told by a connection to its port', async () => {
    const listener = createServer();
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, '127.0.0.1', () => {
        const address = listener.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const control = controlOf(restartBy(['true']), scratch());
    const there = { ...server, address: nodeAddress(`127.0.0.1:${port}`) };
    expect(await control.isUp(there, never)).toEqual({ up: true });
    await new Promise((resolve) => listener.close(resolve));
    expect(await control.isUp(there, never)).toEqual({ up: false, why: `nothing listens on 127.0.0.1:${port}` });
  });

  it('is told by the status command where there is one', async () => {
    const up = controlOf(restartBy(['true'], { status: ['true'] }), scratch());
    expect(await up.isUp(server, never)).toEqual({ up: true });
    const down = controlOf(
      restartBy(['true'], { status: ['sh', '-c', 'echo "{role} {index} is inactive"; exit 3'] }),
      scratch(),
    );
    expect(await down.isUp(server, never)).toEqual({
      up: false,
      why: 'the status command ended with exit code 3: collector 0 is inactive',
    });
    const missing = controlOf(restartBy(['true'], { status: ['/nowhere/status'] }), scratch());
    expect(await missing.isUp(server, never)).toEqual({
      up: false,
      why: 'the status command cannot be run: /nowhere/status: there is no such program',
    });
  });

  it('is no longer asked when nobody waits', async () => {
    const control = controlOf(restartBy(['true'], { status: ['sleep', '100'] }), scratch());
    const impatient = new AbortController();
    const asked = control.isUp(server, impatient.signal);
    impatient.abort();
    expect(await asked).toMatchObject({ up: false });
  });
});
