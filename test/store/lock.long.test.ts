import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/lib/clock.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { Holder } from '../../src/store/files/lock/holder.js';
import { thisProcess } from '../../src/store/files/lock/holder.js';
import { openStore } from '../../src/store/files/open-store.js';
import { auditTrail } from './support/on-disk.js';
import { opened, refused } from './support/open.js';
import { startWriter } from './support/processes.js';
import { keepingLog, noted, temporaryFolder, waitingRun } from './support/samples.js';

const us = thisProcess('00000000-0000-0000-0000-000000000000', 0);
const names = (path: string): string[] => readdirSync(path).filter((name) => name.startsWith('lock'));

/** A folder that another process left locked. */
function lockedBy(holder: Partial<Holder>, touchedAt: number): string {
  const path = temporaryFolder();
  mkdirSync(path, { recursive: true });
  leaveLock(path, holder, touchedAt);
  return path;
}

function leaveLock(path: string, holder: Partial<Holder>, touchedAt: number): void {
  writeFileSync(
    join(path, 'lock.draft'),
    JSON.stringify({ ...us, token: 'aaaaaaaa-0000', since: Date.UTC(2026, 0, 1), ...holder }),
  );
  renameSync(join(path, 'lock.draft'), join(path, 'lock'));
  utimesSync(join(path, 'lock'), touchedAt / 1000, touchedAt / 1000);
}

describe('two processes on one folder', () => {
  it('the second one is refused, told who has it, and let in when the first one has ended', async () => {
    const path = temporaryFolder();
    const first = startWriter(path, 'hold');
    await first.opening;
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('held');
    expect(sentence).toMatch(
      new RegExp(
        `^The database ${path} is in use: process ${first.pid} on ${hostname()} \\(since \\d{4}-.*Z\\) writes it, and only one may\\. Stop that process, or`,
      ),
    );
    await first.end('SIGTERM');
    expect(names(path)).toEqual([]);
    await (await opened({ path })).close();
  });

  it('the same process cannot open it twice either', async () => {
    const path = temporaryFolder();
    const store = await opened({ path });
    expect(await refused({ path })).toMatchObject({
      kind: 'held',
      sentence: expect.stringContaining(`process ${process.pid} `),
    });
    await store.runs.commit({ run: waitingRun('cluster-x-1') });
    await store.close();
  });

  it('of many that find a killed one, exactly one takes over, each time', async () => {
    const path = temporaryFolder();
    let holder = startWriter(path, 'hold');
    await holder.opening;
    for (let round = 0; round < 2; round += 1) {
      await holder.end('SIGKILL');
      const takers = Array.from({ length: 5 }, () => startWriter(path, 'hold'));
      const words = await Promise.all(takers.map((taker) => taker.opening));
      const winners = takers.filter((_, index) => 'open' in (words[index] ?? {}));
      expect(winners, JSON.stringify(words)).toHaveLength(1);
      for (const word of words) if ('refused' in word) expect(word.refused.kind).toBe('held');
      const [winner] = winners;
      if (winner === undefined) return;
      expect(JSON.parse(readFileSync(join(path, 'lock'), 'utf8'))).toMatchObject({
        kind: 'lock',
        body: { pid: winner.pid },
      });
      holder = winner;
    }
    await holder.end('SIGTERM');
  });

  it('of many in one process that find a dead one, exactly one takes over, however they interleave', async () => {
    for (let round = 0; round < 10; round += 1) {
      const path = lockedBy({ pid: 4_194_304 }, 0);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => openStore({ path, clock: new VirtualClock(), log: keepingLog() })),
      );
      const winners = results.flatMap((result) => (result.ok ? [result.value] : []));
      expect(winners).toHaveLength(1);
      await winners[0]?.close();
      expect(names(path)).toEqual([]);
    }
  });
});

describe('a lock that was left behind', () => {
  it('counts for nothing when its process is gone', async () => {
    const path = lockedBy({ pid: 4_194_304 }, Date.UTC(2026, 0, 2));
    await (await opened({ path })).close();
  });
  it('counts for nothing when its process id belongs to another process by now', async () => {
    const path = lockedBy({ pid: process.pid, startedAt: '1' }, Date.UTC(2026, 0, 2));
    await (await opened({ path })).close();
  });
  it('counts for nothing when the machine has been started anew', async () => {
    const path = temporaryFolder();
    // The machine's id is what makes another boot a proof.
    leaveLock(path, { boot: 'an-earlier-boot' }, Date.UTC(2026, 0, 1));
    const clock = new VirtualClock();
    const store = await eventually(clock, openStore({ path, clock, log: keepingLog() }));
    expect(store.ok).toBe(true);
    if (store.ok) await store.value.close();
  });
  it('stops the start when it cannot be understood, and says what to do', async () => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'lock'), '');
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('corrupt');
    expect(sentence).toContain(`${join(path, 'lock')} cannot be understood`);
    expect(readFileSync(join(path, 'lock'), 'utf8')).toBe('');
  });
  it('stops the start when it is a link to a file that is not there', async () => {
    const path = temporaryFolder();
    symlinkSync('elsewhere', join(path, 'lock'));
    const { kind, sentence } = await refused({ path });
    expect(kind).toBe('corrupt');
    expect(sentence).toContain(`${join(path, 'lock')} cannot be understood (it is a name that leads nowhere)`);
    expect(names(path)).toEqual(['lock']);
  });
});

/** Lets virtual time pass, whenever somebody waits for it, until `work` has come to its end. */
async function eventually<Value>(
  clock: VirtualClock,
  work: Promise<Value>,
  meanwhile: () => void = () => undefined,
): Promise<Value> {
  const progress = { settled: false };
  const done = work.finally(() => {
    progress.settled = true;
  });
  while (!progress.settled) {
    meanwhile();
    const next = clock.nextAt();
    if (next === undefined) await new Promise((resolve) => setImmediate(resolve));
    else await clock.advance(next - clock.now());
  }
  return done;
}

describe('a holder that cannot be seen from here', () => {
  const elsewhere = { host: 'bot-2', machine: 'another-machine', boot: 'another-boot' };

  it('lives as long as it stirs, however wrong its clock is', async () => {
    const clock = new VirtualClock();
    const path = lockedBy(elsewhere, clock.now() - 86_400_000);
    const log = keepingLog();
    const result = await eventually(clock, openStore({ path, clock, log }), () => {
      utimesSync(join(path, 'lock'), clock.now() / 1000 - 80_000, clock.now() / 1000 - 80_000);
    });
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'held', sentence: expect.stringContaining('on bot-2') },
    });
    expect(log.lines[0]).toContain(
      'on bot-2 (since 2026-01-01T00:00:00.000Z), which cannot be seen from here: looking for up to a minute whether it still lives',
    );
  });

  it('is dead when it has been silent for a minute', async () => {
    const clock = new VirtualClock();
    const began = clock.now();
    const path = lockedBy(elsewhere, clock.now());
    const result = await eventually(clock, openStore({ path, clock, log: keepingLog() }));
    expect(result.ok).toBe(true);
    expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
    if (result.ok) await result.value.close();
  });

  it('is dead sooner when it was silent long before, but not before two beats were missed', async () => {
    const clock = new VirtualClock();
    const began = clock.now();
    const path = lockedBy(elsewhere, clock.now() - 600_000);
    // Only waiting passes the time: the heartbeat of the store itself does not.
    const waiting: Clock = { now: () => clock.now(), sleep: (ms) => clock.sleep(ms), after: () => () => undefined };
    const result = await eventually(clock, openStore({ path, clock: waiting, log: keepingLog() }));
    expect(result.ok).toBe(true);
    if (result.ok) await result.value.close();
    expect(clock.now() - began).toBeGreaterThan(10_000);
    expect(clock.now() - began).toBeLessThan(30_000);
  });

  it('lives when it stirs although the time of day jumps while it is watched', async () => {
    const clock = new VirtualClock();
    const path = lockedBy(elsewhere, clock.now());
    let [waits, aheadMs] = [0, 0];
    const jumping: Clock = {
      now: () => clock.now() + aheadMs,
      sleep: async (ms) => {
        waits += 1;
        if (waits === 1) aheadMs = 120_000;
        if (waits === 2) utimesSync(join(path, 'lock'), clock.now() / 1000 + 1, clock.now() / 1000 + 1);
        await clock.sleep(ms);
      },
      after: () => () => undefined,
    };
    expect(await eventually(clock, openStore({ path, clock: jumping, log: keepingLog() }))).toMatchObject({
      ok: false,
      failure: { kind: 'held' },
    });
  });

  it('may be in another container on this machine, with process ids of its own', async () => {
    const clock = new VirtualClock();
    const began = clock.now();
    const path = lockedBy({ pid: 1, pidSpace: 'pid:[1]', startedAt: '1' }, clock.now());
    const result = await eventually(clock, openStore({ path, clock, log: keepingLog() }));
    expect(result.ok).toBe(true);
    expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
    if (result.ok) await result.value.close();
  });

  it('shows by the time of its lock that it lives', async () => {
    const clock = new VirtualClock();
    const path = temporaryFolder();
    const store = await opened({ path, clock });
    const beat = (): number => statSync(join(path, 'lock')).mtimeMs;
    const first = beat();
    await clock.advance(5_000);
    await expect.poll(beat).toBe(first + 5_000);
    await expect.poll(() => clock.nextAt()).toBe(first + 10_000);
    await clock.advance(5_000);
    await expect.poll(beat).toBe(first + 10_000);
    await store.close();
  });
});

describe('a holder that was taken for dead', () => {
  it.each([
    [
      'somebody else has its place',
      (path: string) => {
        leaveLock(path, { pid: 77, host: 'bot-2' }, 0);
      },
      'process 77 on bot-2',
    ],
    [
      'its lock was removed',
      (path: string) => {
        rmSync(join(path, 'lock'));
      },
      'it was removed',
    ],
  ])('saves nothing any more: %s', async (_, takeOver, why) => {
    const path = temporaryFolder();
    const clock = new VirtualClock();
    const log = keepingLog();
    const store = await opened({ path, clock, log });
    await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('before')] });
    takeOver(path);
    await expect(store.runs.commit({ run: waitingRun('cluster-x-1', 2), audit: [noted('after')] })).rejects.toThrow(
      why,
    );
    await expect(store.audit.append([noted('after')])).rejects.toThrow('nothing was saved');
    expect(auditTrail(path)).toEqual([noted('before')]);
    expect(readFileSync(join(path, 'runs/active/cluster-x-1.json'), 'utf8')).toContain('"updatedAt":1');
    await clock.advance(5_000);
    await expect.poll(() => log.lines.join()).toContain('nothing is saved any more');
    const left = names(path);
    await store.close();
    // What is another's stays.
    expect(names(path)).toEqual(left);
  });
});
