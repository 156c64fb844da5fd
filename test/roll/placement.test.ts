import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpid, type NodeAddress } from '../../src/roll/ids.js';
import type { Partition } from '../../src/roll/observation.js';
import { mostToLead, newPrimaries, type Placement } from '../../src/roll/placement.js';
import { server } from '../support/ideal-cluster.js';

const led = (nth: number, ...secondaries: readonly number[]): Partition => ({
  gpid: gpid(1, nth),
  ballot: 3,
  primary: server(1),
  secondaries: secondaries.map(server),
});

const placement = (leads: readonly number[], more: Partial<Placement> = {}): Placement => ({
  from: server(1),
  alive: new Set(leads.map((_none, at) => server(at + 1))),
  rolled: new Set(),
  leads: new Map(leads.map((primaries, at) => [server(at + 1), primaries])),
  slack: 10,
  goesBackTo: () => undefined,
  ...more,
});

const to = (partitions: readonly Partition[], given: Placement): readonly NodeAddress[] =>
  newPrimaries(partitions, given).map((move) => move.to);

describe('whom a primary is moved to', () => {
  it('is the one that leads least, where none is rolled', () => {
    expect(to([led(0, 2, 3), led(1, 2, 3)], placement([2, 4, 3, 1]))).toEqual([server(3), server(2)]);
  });

  it('is a rolled server, though it leads more, until it leads its share and the slack', () => {
    const given = placement([3, 4, 1, 4], { rolled: new Set([server(2)]) });
    // 12 on three servers: 4 each, and a tenth more.
    expect(mostToLead(given)).toBe(5);
    expect(to([led(0, 2, 3), led(1, 2, 3), led(2, 2, 3)], given)).toEqual([server(2), server(3), server(3)]);
  });

  it('is that of the rolled ones that led it before the run', () => {
    const given = placement([2, 3, 1, 2], { rolled: new Set([server(2), server(3)]), goesBackTo: () => server(2) });
    expect(to([led(0, 2, 3)], given)).toEqual([server(2)]);
  });

  it('is one that leads too many where no other can take it, and none where there is none', () => {
    expect(to([led(0, 2)], placement([1, 9, 0]))).toEqual([server(2)]);
    expect(to([led(0)], placement([1, 9, 0]))).toEqual([]);
    expect(to([led(0, 2, 3)], { ...placement([1, 9, 0]), alive: new Set([server(1)]) })).toEqual([]);
  });

  it('is never one beyond its share while another could take it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 })), { maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 5, maxLength: 5 }),
        fc.subarray([2, 3, 4, 5, 6]),
        fc.integer({ min: 0, max: 50 }),
        (pairs, others, rolled, slack) => {
          const partitions = pairs.map((pair, nth) => led(nth, ...new Set(pair)));
          const given = placement([partitions.length, ...others], { rolled: new Set(rolled.map(server)), slack });
          const leads = new Map(given.leads);
          const moves = newPrimaries(partitions, given);
          expect(moves).toHaveLength(partitions.length);
          moves.forEach((move, at) => {
            const could = (address: NodeAddress): boolean => (leads.get(address) ?? 0) < mostToLead(given);
            const secondaries = partitions[at]?.secondaries ?? [];
            expect(secondaries).toContain(move.to);
            expect(could(move.to) || !secondaries.some(could)).toBe(true);
            leads.set(move.to, (leads.get(move.to) ?? 0) + 1);
          });
        },
      ),
    );
  });
});
