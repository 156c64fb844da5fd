import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Kind } from '../../../src/store/codec/document.js';
import { decode, encode } from '../../../src/store/codec/document.js';
import { conversationKind, runKind, summaryKind } from '../../../src/store/codec/kinds.js';
import { waitingRun } from '../support/samples.js';

/** A document as a program would have written it that has this body, this format and this kind. */
function written(format: number, kind: string, body: unknown): string {
  const sum = createHash('sha256')
    .update(`${format} ${kind} ${JSON.stringify(body)}`)
    .digest('hex')
    .slice(0, 32);
  return JSON.stringify({ format, kind, sum, body });
}

const fault = (kind: Kind<unknown>, text: string): string => {
  const decoded = decode(kind, text);
  return decoded.ok ? 'none' : `${decoded.failure.kind}: ${decoded.failure.fault}`;
};

describe('the fault of a document', () => {
  it('has the line and the column where it stops being JSON', () => {
    expect(fault(runKind, '{"format":1,\n "kind": run}')).toBe(
      'corrupt: is not JSON at line 2, column 10: expected a value, found "run}"',
    );
    expect(fault(runKind, '{"format":1,"kind"')).toBe(
      'corrupt: is not JSON at line 1, column 19: expected ":", found the end of the file',
    );
  });
  it('says that it is nested too deeply, however deeply that is', () => {
    for (const levels of [200, 5_000, 200_000])
      expect(fault(runKind, '['.repeat(levels) + ']'.repeat(levels))).toBe('corrupt: is nested too deeply');
  });
  it('says that nothing is there', () => {
    expect(fault(runKind, '\n')).toBe('corrupt: is empty');
  });
  it('has the path, what was expected and what was found, where a field is not what it must be', () => {
    const run = waitingRun('cluster-x-1');
    const body = { ...run, log: [{ seq: 1, at: 'yesterday', kind: 'note', text: 'x' }] };
    expect(fault(runKind, written(1, 'run', body))).toBe(
      'corrupt: is not a run: at log[0].at: Invalid input: expected number, received string',
    );
  });
  it.each([
    [['2.13', '2'], 'plan.gates[0].gpids[1]: Invalid input: expected a partition like 2.13'],
    [['2.13', null], 'plan.gates[0].gpids[1]: Invalid input: expected a partition like 2.13'],
    [7, 'plan.gates[0].gpids: Invalid input: expected a list of partitions'],
    [{ length: 1 }, 'plan.gates[0].gpids: Invalid input: expected a list of partitions'],
    [null, 'plan.gates[0].gpids: Invalid input: expected a list of partitions'],
  ])('tells that %j are no partitions', (gpids, what) => {
    const gates = [{ gate: 'no-ddd', verdict: 'block', reason: 'x', nodes: [], gpids, lasting: false }];
    const body = { ...waitingRun('cluster-x-1'), plan: { ...waitingRun('cluster-x-1').plan, gates } };
    expect(fault(runKind, written(1, 'run', body))).toBe(`corrupt: is not a run: at ${what}`);
  });
  it('says that something was changed, even where it still is a run', () => {
    const text = encode(runKind, waitingRun('cluster-x-1')).replace('"U0MEI"', '"U0EVE"');
    expect(fault(runKind, text)).toBe(
      'corrupt: does not match its checksum: something in it was changed after it was written',
    );
  });
  it('says where, when that makes it no run', () => {
    const text = encode(runKind, waitingRun('cluster-x-1')).replace('"canary":false', '"canary":"no"');
    expect(fault(runKind, text)).toMatch(
      /checksum.* \(at options\.canary: Invalid input: expected boolean, received string\)/,
    );
  });
  it('names a field that nothing is known of, because the next save would lose it', () => {
    const body = { ...waitingRun('cluster-x-1'), mood: 'calm' };
    expect(fault(runKind, written(1, 'run', body))).toBe('corrupt: has a field that nothing is known of, at mood');
  });
  it('tells another kind of document', () => {
    expect(fault(runKind, written(1, 'cluster', { restarts: [] }))).toBe('corrupt: holds a cluster, not a run');
  });
  it('refuses a format of a later version, in a sentence', () => {
    const newest = runKind.migrations.length + 1;
    expect(fault(runKind, written(newest + 1, 'run', {}))).toBe(
      `newer-format: has format ${newest + 1}; this version of pegasus-roll reads run files up to format ${newest}`,
    );
  });
});

describe('what could not be read again', () => {
  it('is not written', () => {
    const run = { ...waitingRun('cluster-x-1'), updatedAt: Number.NaN };
    expect(() => encode(runKind, run)).toThrow(
      'this run cannot be saved, because it could not be read again: at updatedAt: Invalid input: expected number, received NaN',
    );
  });
  it('is not written because it is nested too deeply, and whatever is less deep is read again', () => {
    const kind: Kind<{ detail?: unknown }> = {
      name: 'sample',
      schema: z.object({ detail: z.unknown() }),
      migrations: [],
    };
    let detail: unknown = 'x';
    let written = 0;
    for (let levels = 1; levels < 120; levels += 1) {
      detail = [detail];
      const value = { detail };
      let text: string | undefined;
      try {
        text = encode(kind, value);
      } catch (error) {
        expect(String(error)).toContain(
          'this sample cannot be saved, because it could not be read again: it is nested too deeply',
        );
      }
      if (text === undefined) continue;
      expect(decode(kind, text)).toStrictEqual({ ok: true, value });
      written = levels;
    }
    expect(written).toBeGreaterThan(90);
    expect(written).toBeLessThan(100);
  });
  it('is left out where nothing is known of it', () => {
    const extra = { ...waitingRun('cluster-x-1'), scratch: 'x' };
    expect(decode(runKind, encode(runKind, extra))).toStrictEqual({ ok: true, value: waitingRun('cluster-x-1') });
  });
});

describe('a document of an older format', () => {
  const first = z.object({ name: z.string() });
  const second = z.object({ names: z.array(z.string()) });
  const kind: Kind<{ names: string[]; since: number }> = {
    name: 'sample',
    schema: z.object({ names: z.array(z.string()), since: z.number() }),
    migrations: [(body) => ({ names: [first.parse(body).name] }), (body) => ({ ...second.parse(body), since: 0 })],
  };
  it('goes through every migration from its own format on', () => {
    expect(decode(kind, written(1, 'sample', { name: 'a' }))).toEqual({ ok: true, value: { names: ['a'], since: 0 } });
    expect(decode(kind, written(2, 'sample', { names: ['a', 'b'] }))).toEqual({
      ok: true,
      value: { names: ['a', 'b'], since: 0 },
    });
    expect(decode(kind, written(3, 'sample', { names: [], since: 7 }))).toEqual({
      ok: true,
      value: { names: [], since: 7 },
    });
  });
  it('is written in the current one', () => {
    expect(JSON.parse(encode(kind, { names: [], since: 7 }))).toMatchObject({ format: 3 });
  });
  it('is corrupt when it is not what its own format says', () => {
    expect(fault(kind, written(1, 'sample', { nam: 'a' }))).toMatch(/^corrupt: is not a sample in format 1: at name/);
  });

  it('reads a run and a conversation of a version that did not remember user actions', () => {
    const run = waitingRun('cluster-x-1');
    const conversation = { channel: 'C1', ts: '1.5', planId: 'p1', older: [], toldSeq: 3, seeded: ['x'] };
    // Format 3 and 2 are those that it wrote; what is remembered since then did not make new ones.
    expect(decode(runKind, written(3, 'run', JSON.parse(JSON.stringify(run))))).toMatchObject({
      ok: true,
      value: { id: run.id, status: 'awaiting-approval' },
    });
    expect(decode(conversationKind, written(2, 'conversation', conversation))).toEqual({
      ok: true,
      value: conversation,
    });
    const remembering = { ...run, handledActions: ['click 1.5 U0MEI pegasus_pause 1.6'] };
    const seen = { ...conversation, seen: ['U0MEI double_vertical_bar'] };
    expect(decode(runKind, encode(runKind, remembering))).toStrictEqual({ ok: true, value: remembering });
    expect(decode(conversationKind, encode(conversationKind, seen))).toStrictEqual({ ok: true, value: seen });
  });

  it('reads what an older version wrote: a run without windows, a summary without approvers', () => {
    const run = waitingRun('cluster-x-1');
    expect(decode(runKind, written(1, 'run', JSON.parse(JSON.stringify(run))))).toMatchObject({
      ok: true,
      value: { id: run.id, status: 'awaiting-approval' },
    });
    const summary = {
      id: run.id,
      cluster: run.cluster,
      status: 'done',
      requestedBy: 'U0MEI',
      requestedAt: 1,
      endedAt: 2,
    };
    expect(decode(summaryKind, written(1, 'summary', summary))).toEqual({ ok: true, value: summary });
  });
});
