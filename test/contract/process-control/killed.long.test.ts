import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openCommandRecords } from '../../../src/store/open-command-records.js';
import { commandId } from '../../../src/roll/ids.js';
import { compiledProgram } from '../../support/compiled.js';
import type { Case } from './case.js';
import {
  command,
  compiledSupervisor,
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

const bot = compiledProgram(fileURLToPath(new URL('./bot.js', import.meta.url)));
const claimed = z.object({ supervisor: z.object({ pid: z.number() }) });
const identity = z.object({ pid: z.number() });
const readPid = (path: string, schema: z.ZodType<{ pid: number }>): number =>
  schema.parse(JSON.parse(readFileSync(path, 'utf8'))).pid;
const readSupervisor = (path: string): number => claimed.parse(JSON.parse(readFileSync(path, 'utf8'))).supervisor.pid;

function startBot(what: Case): ChildProcess {
  return spawn(process.execPath, [bot, JSON.stringify(what)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else
      child.once('exit', () => {
        resolve();
      });
  });

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended(child);
}

/** A restart that takes `seconds` and is counted, and a folder for all it leaves. */
function counted(seconds: number, supervisor = compiledSupervisor): Case & { readonly counter: string } {
  const folder = scratch();
  const counter = join(folder, 'runs');
  return {
    settings: restartBy([program('succeed.sh'), counter, String(seconds), '{address}']),
    command: command(),
    folder: join(folder, 'commands'),
    supervisor,
    counter,
  };
}

const nextBot = ({ settings, folder, supervisor, command: asked }: Case): Promise<unknown> =>
  controlOf(settings, folder, { supervisor }).run(asked, never);
const cleanUp = ({ folder }: Case, now: number): Promise<void> =>
  openCommandRecords({ kind: 'files', folder }).cleanUp(now);
const success = { kind: 'succeeded', tail: ['done with 10.0.0.1:34801'] };

/** A supervisor that waits with its work until the file at `gate` is there. */
function gatedSupervisor(folder: string): {
  readonly supervisor: string;
  readonly reached: string;
  readonly open: () => void;
} {
  const path = join(folder, 'gated.mjs');
  const reached = join(folder, 'reached');
  const gate = join(folder, 'gate');
  writeFileSync(
    path,
    `import { existsSync, writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(reached)}, '');
while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 5));
await import(${JSON.stringify(compiledSupervisor)});`,
  );
  return {
    supervisor: path,
    reached,
    open: () => {
      writeFileSync(gate, '');
    },
  };
}

describe('a bot that is killed', () => {
  it('before its supervisor has taken the command on: both bots’ supervisors come, one runs it', async () => {
    const folder = scratch();
    const gated = gatedSupervisor(folder);
    const what = counted(0.1, gated.supervisor);
    const first = startBot(what);
    await recordThere(folder, 'reached');
    await kill(first);
    expect(recordOf(what.folder, '.claim.json')).toBeUndefined();
    rmSync(gated.reached);
    const answer = nextBot(what);
    await recordThere(folder, 'reached');
    gated.open();
    expect(await answer).toEqual(success);
    expect(timesRun(what.counter)).toBe(1);
  });

  it('while the command runs: the next one waits for the same execution', async () => {
    const what = counted(0.5);
    const first = startBot(what);
    await recordThere(join(what.folder, '..'), 'runs');
    await kill(first);
    expect(recordOf(what.folder, '.outcome.json')).toBeUndefined();
    expect(await nextBot(what)).toEqual(success);
    expect(timesRun(what.counter)).toBe(1);
  });

  it('with all of its process group, by a terminal for example: the command is still seen to its end', async () => {
    const what = counted(0.5);
    const first = spawn(process.execPath, [bot, JSON.stringify(what)], { stdio: 'ignore', detached: true });
    await recordThere(join(what.folder, '..'), 'runs');
    if (first.pid !== undefined) process.kill(-first.pid, 'SIGKILL');
    await ended(first);
    expect(await nextBot(what)).toEqual(success);
    expect(timesRun(what.counter)).toBe(1);
  });

  it('after the command ended: the next one answers from the records', async () => {
    const what = counted(0);
    const first = startBot(what);
    await recordThere(what.folder, '.outcome.json');
    await kill(first);
    expect(await nextBot(what)).toEqual(success);
    expect(timesRun(what.counter)).toBe(1);
  });

  it('in the middle of giving the order: half an order is no order', async () => {
    const what = counted(0);
    const supervisor = spawn(process.execPath, [what.supervisor], { stdio: ['pipe', 'ignore', 'inherit'] });
    supervisor.stdin.end('{"meaning":{"id":"cluster-x-7f3a/replica/10.0.0.1:34801/restart","verb":"rest');
    await ended(supervisor);
    expect(recordOf(what.folder, '.claim.json')).toBeUndefined();
    expect(await nextBot(what)).toEqual(success);
    expect(timesRun(what.counter)).toBe(1);
  });

  it('at any moment: exactly one execution', { timeout: 60_000 }, async () => {
    const moments = Array.from({ length: 8 }, (_, nth) => 60 + nth * 70);
    for (const moment of moments) {
      const what = counted(0.1);
      const first = startBot(what);
      // The moment itself is what is tried here, so this is a wait and not a condition.
      await new Promise((resolve) => setTimeout(resolve, moment));
      await kill(first);
      expect(await nextBot(what), `killed after ${moment} ms`).toEqual(success);
      expect(timesRun(what.counter), `killed after ${moment} ms`).toBe(1);
    }
  });
});

describe('two bots with the same command', () => {
  it('run it once, and both answer', async () => {
    const what = counted(0.2);
    const bots = [startBot(what), startBot(what), startBot(what)];
    const answers = await Promise.all(
      bots.map(async (each) => {
        let text = '';
        each.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
        await new Promise((resolve) => each.once('close', resolve));
        return JSON.parse(text) as unknown;
      }),
    );
    expect(answers).toEqual([success, success, success]);
    expect(timesRun(what.counter)).toBe(1);
  });
});

describe('a supervisor that is killed', () => {
  it('before it took the command on: the command has not been run, and the answer holds', async () => {
    const folder = scratch();
    const path = join(folder, 'dies.mjs');
    writeFileSync(path, `process.kill(process.pid, 'SIGKILL');`);
    const what = counted(0, path);
    expect(await nextBot(what)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('SIGKILL') as string });
    expect(await nextBot({ ...what, supervisor: compiledSupervisor })).toMatchObject({ kind: 'failed' });
    expect(timesRun(what.counter)).toBe(0);
  });

  it('while the command runs: nobody acts until that has ended, and then it is lost', async () => {
    const what = counted(1.5);
    const answer = nextBot(what);
    const child = readPid(await recordThere(what.folder, '.child.json'), identity);
    process.kill(readSupervisor(await recordThere(what.folder, '.claim.json')), 'SIGKILL');
    expect(await answer).toMatchObject({
      kind: 'lost',
      reason: 'its supervisor was killed before it could say what came of it',
    });
    await gone(child);
    expect(await nextBot(what)).toMatchObject({ kind: 'lost' });
    expect(timesRun(what.counter)).toBe(1);
  });

  it('politely, stays: it sees the command to its end', async () => {
    const what = counted(0.4);
    const answer = nextBot(what);
    process.kill(readSupervisor(await recordThere(what.folder, '.claim.json')), 'SIGTERM');
    expect(await answer).toEqual(success);
  });
});

describe('records that do not say what happened', () => {
  it.each(['.claim.json', '.outcome.json'])('a damaged %s: lost, and not run again', async (ending) => {
    const what = counted(0);
    await nextBot(what);
    writeFileSync(await recordThere(what.folder, ending), '{"by":"supervisor","meaning":');
    expect(await nextBot(what)).toMatchObject({ kind: 'lost', reason: expect.stringContaining('damaged') as string });
    expect(timesRun(what.counter)).toBe(1);
  });

  it.each(['.claim.json', '.outcome.json'])(
    'a %s that another user could have written: lost, and not run again',
    async (ending) => {
      const what = counted(0);
      await nextBot(what);
      chmodSync(await recordThere(what.folder, ending), 0o666);
      const reason = expect.stringContaining(`${ending} may be written by others than its owner (mode 666)`) as string;
      expect(await nextBot(what)).toMatchObject({ kind: 'lost', reason });
      expect(timesRun(what.counter)).toBe(1);
    },
  );

  it('an outcome that is only a link to one: lost', async () => {
    const what = counted(0);
    await nextBot(what);
    const outcome = await recordThere(what.folder, '.outcome.json');
    renameSync(outcome, `${outcome}.real`);
    symlinkSync(`${outcome}.real`, outcome);
    expect(await nextBot(what)).toMatchObject({ kind: 'lost', reason: expect.stringContaining('is a link') as string });
  });

  it('a folder into which others could put an outcome: nothing is begun', async () => {
    const what = counted(0);
    await nextBot(what);
    chmodSync(join(await recordThere(what.folder, '.claim.json'), '..'), 0o777);
    const answer = await nextBot({ ...what, command: command({ id: commandId('another') }) });
    expect(answer).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('may be written by others') as string,
    });
    expect(timesRun(what.counter)).toBe(1);
  });

  it('another process has got the number of the supervisor that died: lost, not waited for', async () => {
    const what = counted(0);
    await nextBot(what);
    const claim = await recordThere(what.folder, '.claim.json');
    rmSync(await recordThere(what.folder, '.outcome.json'));
    rmSync(claim.replace('.claim.json', '.child.json'), { force: true });
    const stale = readFileSync(claim, 'utf8').replace(/"pid":\d+/, `"pid":${process.pid}`);
    writeFileSync(claim, stale);
    expect(await nextBot(what)).toMatchObject({ kind: 'lost' });
    expect(timesRun(what.counter)).toBe(1);
  });

  it('a run that was cleaned up: refused, because nothing remembers whether it was run', async () => {
    const what = counted(0);
    await nextBot(what);
    const folder = join(await recordThere(what.folder, '.claim.json'), '..');
    const day = 86_400_000;
    await cleanUp(what, Date.now() + 29 * day);
    expect(recordOf(folder, '.claim.json')).toBeDefined();
    await cleanUp(what, Date.now() + 31 * day);
    expect(recordOf(folder, '.claim.json')).toBeUndefined();
    expect(await nextBot({ ...what, command: command({ id: commandId('another') }) })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('cleaned up') as string,
    });
    expect(timesRun(what.counter)).toBe(1);
  });

  it('a command that nobody has had an answer to is not cleaned up', async () => {
    const what = counted(0);
    await nextBot(what);
    rmSync(await recordThere(what.folder, '.answered'));
    await cleanUp(what, Date.now() + 365 * 86_400_000);
    expect(recordOf(what.folder, '.claim.json')).toBeDefined();
    expect(await nextBot(what)).toEqual(success);
    expect(timesRun(what.counter)).toBe(1);
  });
});
