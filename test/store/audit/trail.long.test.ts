import { appendFileSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { runId } from '../../../src/roll/ids.js';
import { verifyTrail } from '../../../src/store/files/audit/verify-trail.js';
import { auditTrail, trailFaults } from '../support/on-disk.js';
import { opened } from '../support/open.js';
import { startWriter } from '../support/processes.js';
import { expiredRun, keepingLog, noted, temporaryFolder } from '../support/samples.js';
import { fileOf, forged, readLines, rewrite, trailOf, withoutChain } from '../support/trail.js';
import { systemError, watchedFiles } from '../support/watched-files.js';

const march = Date.UTC(2026, 2, 20);

/** A bot starts on the folder in March 2026, says one thing, and stops. Answers with the errors that it logged. */
async function nextBot(path: string, says = 'a new bot'): Promise<readonly string[]> {
  const log = keepingLog();
  const store = await opened({ path, log, clock: new VirtualClock(march) });
  await store.audit.append([noted(says)]);
  await store.close();
  return log.lines.filter((line) => line.startsWith('error'));
}

const byEve = (lines: readonly string[]): string[] =>
  lines.map((text) => forged(text, (body) => ({ ...body, by: 'U0EVE' })));

describe('a trail from before there was a chain', () => {
  /** Three months with 3, 2 and 2 entries. */
  async function old(): Promise<string> {
    const path = await trailOf(3, 2, 2);
    withoutChain(path);
    rmSync(join(path, 'audit.head'));
    return path;
  }

  it('is readable, and the chain begins behind it', async () => {
    const path = await old();
    const before = auditTrail(path);
    expect(await verifyTrail(path)).toMatchObject({ entries: 7, beforeTheChain: 7, findings: [] });
    expect(await nextBot(path)).toEqual([]);
    expect(auditTrail(path)).toEqual([...before, noted('a new bot')]);
    expect(await verifyTrail(path)).toMatchObject({ entries: 8, beforeTheChain: 7, head: { seq: 8 }, findings: [] });
    expect(await nextBot(path)).toEqual([]);
    expect(await verifyTrail(path)).toMatchObject({ entries: 9, beforeTheChain: 7, findings: [] });
  });

  it('cannot be changed any more once the chain has begun', async () => {
    const path = await old();
    await nextBot(path);
    rewrite(fileOf(path, '2026-02'), byEve);
    expect(await trailFaults(path)).toEqual([
      'Among the 7 entries from before the chain began, up to line 2 of 2026-03.jsonl, something was changed since. Which one it was cannot be told.',
    ]);
    rmSync(fileOf(path, '2026-02'));
    expect(await trailFaults(path)).toEqual([
      'The chain began behind 7 entries, and 5 are there up to line 2 of 2026-03.jsonl: some were taken out.',
    ]);
  });

  it('cannot be changed any more once the bot has been started, though it said nothing yet', async () => {
    const path = await old();
    await (await opened({ path })).close();
    expect(await trailFaults(path)).toEqual([]);
    rewrite(fileOf(path, '2026-01'), byEve);
    expect(await trailFaults(path)).toEqual([
      expect.stringContaining('Among the 7 entries from before the chain began'),
    ]);
    rmSync(fileOf(path, '2026-03'));
    expect(await trailFaults(path)).toEqual([
      expect.stringContaining('The end was cut off: Entries 6 to 7 are missing'),
    ]);
  });

  it('may have a line that was bad already: it is named, and held against nothing else', async () => {
    const path = await old();
    rewrite(fileOf(path, '2026-02'), (lines) => lines.map((text) => text.replace('"nth":4', '"nth":8')));
    await nextBot(path);
    expect(await trailFaults(path)).toEqual([
      expect.stringMatching(
        /^line 1 of 2026-02.jsonl does not match its checksum.*entry 4 \(event, run cluster-x-4.*was changed\.$/,
      ),
    ]);
  });
});

describe('a bot that starts on a trail that was tampered with', () => {
  it('says that the end was cut off, and goes on so that the gap stays', async () => {
    const path = await trailOf(3, 4);
    rewrite(fileOf(path, '2026-02'), (lines) => lines.slice(0, 2));
    const head = join(path, 'audit.head');
    expect(await nextBot(path)).toEqual([
      `error: the audit trail ends with entry 5, and ${head} says that it had 7: its end was cut off. Run pegasus-roll audit verify. The next entry is number 8, so that the gap stays visible`,
    ]);
    const gap = 'Entries 6 to 7 are missing between line 2 of 2026-02.jsonl and line 1 of 2026-03.jsonl.';
    expect(await trailFaults(path)).toEqual([gap]);
    expect(await nextBot(path)).toEqual([]);
    expect(await trailFaults(path)).toEqual([gap]);
  });

  it('says that all of it is gone', async () => {
    const path = await trailOf(3, 4);
    rmSync(join(path, 'audit'), { recursive: true });
    expect(await nextBot(path)).toHaveLength(1);
    expect(await trailFaults(path)).toEqual([
      'Entries 1 to 7 are missing before line 1 of 2026-03.jsonl, which is the first that is there.',
    ]);
  });

  it.each([
    [
      'is gone',
      (head: string) => {
        rmSync(head);
      },
      'is missing',
    ],
    [
      'was emptied',
      (head: string) => {
        writeFileSync(head, '');
      },
      'is missing',
    ],
    [
      'was overwritten',
      (head: string) => {
        writeFileSync(head, 'x'.repeat(512));
      },
      'is not what was written',
    ],
  ])('says that its note of the end %s, and the trail never forgets it', async (_, damage, why) => {
    const path = await trailOf(3, 4);
    // Whoever cuts off the end takes the note with it.
    rewrite(fileOf(path, '2026-02'), (lines) => lines.slice(0, 2));
    damage(join(path, 'audit.head'));
    expect(await nextBot(path)).toEqual([
      expect.stringContaining(
        `the bot's own note of where the audit trail ended, ${why}: nobody can tell whether the trail is whole`,
      ),
    ]);
    const mark = [
      expect.stringMatching(
        /^line 1 of 2026-03.jsonl: when entry 6 .* was written, the bot had not found its own note/,
      ),
    ];
    expect(await trailFaults(path)).toEqual(mark);
    expect(await nextBot(path)).toEqual([]);
    expect(await trailFaults(path)).toEqual(mark);
  });

  it('says so as often as it is started, until an entry keeps it', async () => {
    const path = await trailOf(3);
    rmSync(join(path, 'audit.head'));
    for (let start = 0; start < 2; start += 1) {
      const log = keepingLog();
      await (await opened({ path, log })).close();
      expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
    }
    expect(await nextBot(path)).toHaveLength(1);
    expect(await nextBot(path)).toEqual([]);
  });

  it('says that the trail was written anew behind its back', async () => {
    const [path, other] = [await trailOf(3, 4), await trailOf(4, 5)];
    rmSync(join(path, 'audit'), { recursive: true });
    cpSync(join(other, 'audit'), join(path, 'audit'), { recursive: true });
    expect(await trailFaults(path)).toEqual([
      'audit.head, the note of where the trail ends, knows another entry 7 than the trail: one of them was replaced.',
    ]);
    expect(await nextBot(path)).toEqual([expect.stringContaining('has another entry 7 than the trail')]);
    expect(await trailFaults(path)).toContainEqual(
      expect.stringMatching(/when entry 10 .* was written, the bot had not found its own note/),
    );
  });
});

describe('the chain', () => {
  it('goes through months, restarts and saves of every kind', async () => {
    const path = temporaryFolder();
    const clock = new VirtualClock(Date.UTC(2026, 0, 31, 23, 59, 59));
    const first = await opened({ path, clock });
    await first.runs.commit({ run: expiredRun('cluster-x-1'), audit: [noted('one'), noted('two')] });
    await clock.advance(2_000);
    await Promise.all([
      first.runs.commit({ run: expiredRun('cluster-x-2'), audit: [noted('three')] }),
      first.audit.append([noted('four'), noted('five')]),
      first.runs.archive(runId('cluster-x-1')),
    ]);
    await first.close();
    await nextBot(path, 'six');
    expect(readdirSync(join(path, 'audit')).sort()).toEqual(['2026-01.jsonl', '2026-02.jsonl', '2026-03.jsonl']);
    expect(await verifyTrail(path)).toMatchObject({ entries: 6, head: { seq: 6 }, findings: [] });
  });

  it('goes on in the newest file when the clock was put back', async () => {
    const path = await trailOf(1, 1, 1, 1);
    await nextBot(path);
    expect(readLines(fileOf(path, '2026-04'))).toHaveLength(2);
    expect(await trailFaults(path)).toEqual([]);
  });

  it('is not broken by a line that a crash tore', async () => {
    const path = await trailOf(2, 2);
    appendFileSync(fileOf(path, '2026-02'), readLines(fileOf(path, '2026-02'))[1]?.slice(0, 100) ?? '');
    expect(await trailFaults(path)).toEqual([]);
    expect(await nextBot(path)).toEqual([]);
    expect(await trailFaults(path)).toEqual([]);
  });

  it('does not mind that the end could not be noted: the entries are saved, and the next note makes up for it', async () => {
    const path = await trailOf(2);
    let broken = true;
    const log = keepingLog();
    const fs = watchedFiles((operation) =>
      broken && operation.what === 'write' && operation.path.endsWith('audit.head')
        ? { error: systemError('EIO', operation), half: true }
        : undefined,
    );
    const store = await opened({ path, log, fs });
    await store.audit.append([noted('three')]);
    await store.audit.append([noted('four')]);
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringContaining('the end of the audit trail could not be noted: EIO'),
    ]);
    expect(await trailFaults(path)).toEqual([]);
    broken = false;
    await store.audit.append([noted('five')]);
    await store.close();
    rewrite(fileOf(path, readdirSync(join(path, 'audit')).sort().at(-1)?.slice(0, 7) ?? ''), (lines) =>
      lines.slice(0, -1),
    );
    expect(await trailFaults(path)).toEqual([expect.stringContaining('The end was cut off: Entry 5 is missing')]);
  });
});

it('is found whole however often it is verified while a bot writes', async () => {
  const path = temporaryFolder();
  const writer = startWriter(path, 'write');
  await writer.opening;
  let times = 0;
  for (let entries = 0; entries < 150; times += 1) {
    const verdict = await verifyTrail(path);
    expect(verdict?.findings).toEqual([]);
    entries = verdict?.entries ?? 0;
  }
  await writer.end('SIGKILL');
  expect(times).toBeGreaterThan(3);
  expect(await trailFaults(path)).toEqual([]);
});
