import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../src/store/codec/document.js';
import { decode, encode } from '../../../src/store/codec/document.js';
import {
  anchorKind,
  auditKind,
  clusterKind,
  conversationKind,
  runKind,
  summaryKind,
} from '../../../src/store/codec/kinds.js';
import { holderKind } from '../../../src/store/files/lock/holder.js';
import { arbitraryOf } from '../support/arbitrary-of.js';
import { waitingRun } from '../support/samples.js';

describe('what was written comes back', () => {
  const comesBack = <Value>(kind: Kind<Value>): void => {
    fc.assert(
      fc.property(arbitraryOf(kind.schema), (value) => {
        expect(decode(kind, encode(kind, value))).toStrictEqual({ ok: true, value });
      }),
      { numRuns: 100 },
    );
  };
  it('a run in any state, with any plan, progress and log', () => {
    comesBack(runKind);
  });
  it('a conversation', () => {
    comesBack(conversationKind);
  });
  it('what is kept of a cluster', () => {
    comesBack(clusterKind);
  });
  it('a line of the audit trail', () => {
    comesBack(auditKind);
  });
  it('a note of where the trail ends', () => {
    comesBack(anchorKind);
  });
  it('a lock', () => {
    comesBack(holderKind);
  });
  it('a line of the index of finished runs', () => {
    comesBack(summaryKind);
  });

  it('a version that nobody could ask for stays a field without a value', () => {
    const decoded = decode(runKind, encode(runKind, waitingRun('cluster-x-1')));
    expect(decoded.ok && decoded.value.plan.targets[1]).toStrictEqual({
      role: 'collector',
      address: '10.0.0.9:34101',
      index: 0,
      version: undefined,
    });
  });

  it('an audit entry without any detail is one with none', () => {
    const decoded = decode(
      auditKind,
      encode(auditKind, { at: 1, cluster: waitingRun('r').cluster, what: 'bot', detail: undefined }),
    );
    expect(decoded).toMatchObject({ ok: true, value: { at: 1, what: 'bot' } });
  });
});

// Where files are cut off: damaged.test.ts.
describe('what was changed on the disk', () => {
  it('is found whichever bit it is', () => {
    const bytes = Buffer.from(
      encode(conversationKind, {
        channel: 'C1',
        ts: '1.5',
        older: [],
        toldSeq: 3,
        seeded: ['x'],
        posting: { kind: 'thread', seq: 4 },
      }),
    );
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        if (decode(conversationKind, flipped.toString('utf8')).ok)
          expect.unreachable(`bit ${bit} of byte ${at} was not found`);
      }
    }
  });

  it('is found in a larger document', () => {
    const bytes = Buffer.from(encode(runKind, waitingRun('cluster-x-1')));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect(decode(runKind, flipped.toString('utf8')).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('does not count when only the spaces are others', () => {
    const text = JSON.stringify(JSON.parse(encode(runKind, waitingRun('cluster-x-1'))), null, 2);
    expect(decode(runKind, text).ok).toBe(true);
  });
});
