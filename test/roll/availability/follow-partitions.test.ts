import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followPartitions, type FollowedPartitions } from '../../../src/roll/availability/follow-partitions.js';
import {
  addOutages,
  noOutages,
  ofEachKind,
  outageKinds,
  type OfEachKind,
  type Outages,
} from '../../../src/roll/availability/outage.js';
import { gpid, nodeAddress, type NodeAddress } from '../../../src/roll/ids.js';
import type { Observation } from '../../../src/roll/observation.js';
import { IdealCluster } from '../../support/ideal-cluster.js';

const servers = [1, 2, 3, 4].map((nth) => nodeAddress(`10.0.0.${nth}:34801`));
const [a, b, c, d] = servers as [NodeAddress, NodeAddress, NodeAddress, NodeAddress];

interface Config {
  readonly ballot: number;
  readonly primary: NodeAddress | undefined;
  readonly secondaries: readonly NodeAddress[];
}

const base = new IdealCluster({ nodes: 4 }).observe({ processes: [], ddd: false });

const reading = (configs: readonly Config[], dead: readonly NodeAddress[] = []): Observation => ({
  ...base,
  nodes: base.nodes.map((node) => ({ ...node, status: dead.includes(node.address) ? 'unalive' : 'alive' })),
  tables: [
    {
      id: 1,
      name: 'temp',
      status: 'AVAILABLE',
      replicaCount: 3,
      partitions: configs.map((config, index) => ({ gpid: gpid(1, index), ...config })),
    },
  ],
});

interface Look {
  readonly from: number;
  readonly to: number;
  readonly configs: readonly Config[];
  readonly dead?: readonly NodeAddress[];
  readonly doubtful?: NodeAddress;
}

/** All readings together. */
function follow(looks: readonly Look[]): OfEachKind<Outages> {
  let followed: FollowedPartitions | undefined;
  let sum = ofEachKind(() => noOutages);
  for (const { from, to, configs, dead, doubtful } of looks) {
    const seen = reading(configs, dead);
    const compared = followPartitions(followed, { from, to, seen, ...(doubtful && { doubtful }) }, 2);
    followed = compared.followed;
    sum = ofEachKind((kind) => addOutages(sum[kind], compared.outages[kind]));
  }
  return sum;
}

const full: Config = { ballot: 5, primary: a, secondaries: [b, c] };
const at = (moment: number, ...configs: readonly Config[]): Look => ({ from: moment, to: moment, configs });

describe('what two readings say of a partition', () => {
  it('nothing was wrong while its ballot stayed the same, however long nobody looked', () => {
    const { withoutPrimary, unwritable, short } = follow([at(0, full), at(600_000, full)]);
    for (const outages of [withoutPrimary, unwritable, short]) expect(outages).toEqual(noOutages);
  });

  it('a primary that moved may have been missing all that time, and no copy was', () => {
    const moved: Config = { ballot: 7, primary: b, secondaries: [a, c] };
    const { withoutPrimary, unwritable, short } = follow([at(0, full), at(2_000, moved)]);
    const unseen = { least: 0, most: 2_000, longest: { least: 0, most: 2_000 }, times: 0, peak: 0 };
    expect(withoutPrimary).toEqual(unseen);
    expect(unwritable).toEqual(unseen);
    expect(short).toEqual(noOutages);
  });

  it('two copies, and three again: short from some moment on until some moment', () => {
    const two: Config = { ballot: 6, primary: a, secondaries: [b] };
    const three: Config = { ballot: 7, primary: a, secondaries: [b, d] };
    const { unwritable, short } = follow([at(0, full), at(2_000, two), at(3_000, two), at(5_000, three)]);
    expect(short).toEqual({ least: 1_000, most: 5_000, longest: { least: 1_000, most: 5_000 }, times: 1, peak: 1 });
    expect(unwritable).toEqual(noOutages);
  });

  it('counts the time that a reading itself took to the most, and not to the least', () => {
    const none: Config = { ballot: 6, primary: undefined, secondaries: [b] };
    const back: Config = { ballot: 7, primary: b, secondaries: [] };
    const looks = [
      { from: 0, to: 300, configs: [full] },
      { from: 1_000, to: 1_300, configs: [none] },
      { from: 2_000, to: 2_300, configs: [none] },
      { from: 3_000, to: 3_300, configs: [back] },
    ];
    expect(follow(looks).withoutPrimary).toMatchObject({ least: 700, most: 3_300 });
  });

  it('a server that the leader misses now may have been dead since before it was missed', () => {
    const without: Config = { ballot: 7, primary: b, secondaries: [c] };
    const looks = [at(0, full), { ...at(1_000, without), dead: [a] }];
    expect(follow(looks).withoutPrimary.longest).toEqual({ least: 0, most: 23_000 });
  });

  it('what is said of a server whose process the run has stopped proves nothing', () => {
    const looks = [at(0, full), { ...at(1_000, full), doubtful: a }, { ...at(9_000, full), doubtful: a }];
    expect(follow(looks).withoutPrimary).toMatchObject({ least: 0, most: 9_000, times: 0 });
    const other = [at(0, full), { ...at(1_000, full), doubtful: d }];
    expect(follow(other).withoutPrimary).toEqual(noOutages);
  });

  it('leaves out what a split has announced and nobody leads so far', () => {
    const unborn: Config = { ballot: -1, primary: undefined, secondaries: [] };
    expect(follow([at(0, full, unborn), at(1_000, full, unborn)]).withoutPrimary).toEqual(noOutages);
  });
});

describe('bounds', () => {
  /** A partition that changes at some moments, each time as a meta changes one, with the next ballot. */
  const course = fc
    .array(fc.record({ after: fc.integer({ min: 1, max: 4_000 }), what: fc.nat() }), { maxLength: 12 })
    .map((changes) => {
      const configs = [{ at: 0, ...full }];
      let now = { at: 0, ...full };
      for (const { after, what } of changes) {
        const possible = changesOf(now);
        const { primary, secondaries } = possible[what % possible.length] ?? now;
        now = { at: now.at + after, ballot: now.ballot + 1, primary, secondaries };
        configs.push(now);
      }
      return configs;
    });
  const looks = fc.array(
    fc.record({
      gap: fc.integer({ min: 0, max: 5_000 }),
      took: fc.integer({ min: 0, max: 900 }),
      when: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 2, maxLength: 20 },
  );

  it('hold what really happened, whenever one looks and however long that takes', () => {
    fc.assert(
      fc.property(fc.array(course, { minLength: 1, maxLength: 3 }), looks, (courses, when) => {
        let now = 0;
        const seen = when.map(({ gap, took, when: part }): Look & { readonly moment: number } => {
          const from = now + gap;
          now = from + took;
          const moment = from + Math.round(took * part);
          return {
            from,
            to: now,
            moment,
            configs: courses.map((each) => each.findLast(({ at: began }) => began <= moment) ?? full),
          };
        });
        const bounds = follow(seen);
        const [begin, end] = [seen[0]?.to ?? 0, seen.at(-1)?.moment ?? 0];
        const truth = courses.map((each) => outagesOf(each, begin, end));
        for (const kind of outageKinds) {
          const sum = truth.reduce((all, spans) => all + spans[kind].reduce((ms, span) => ms + span, 0), 0);
          const longest = Math.max(0, ...truth.flatMap((spans) => spans[kind]));
          const { least, most, longest: bound } = bounds[kind];
          expect(least, kind).toBeLessThanOrEqual(sum);
          expect(most, kind).toBeGreaterThanOrEqual(sum);
          expect(bound.least, kind).toBeLessThanOrEqual(longest);
          expect(bound.most, kind).toBeGreaterThanOrEqual(longest);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Each single thing that a meta can do to a partition. */
function changesOf({ primary, secondaries }: Config): readonly Pick<Config, 'primary' | 'secondaries'>[] {
  if (primary === undefined)
    return secondaries.map((node) => ({ primary: node, secondaries: secondaries.filter((other) => other !== node) }));
  const free = servers.filter((node) => node !== primary && !secondaries.includes(node));
  return [
    { primary: undefined, secondaries: [...secondaries, primary] },
    ...(secondaries.length === 0 ? [] : [{ primary: undefined, secondaries }]),
    ...secondaries.map((node) => ({ primary, secondaries: secondaries.filter((other) => other !== node) })),
    ...(secondaries.length > 1 ? [] : free.map((node) => ({ primary, secondaries: [...secondaries, node] }))),
  ];
}

/** What really happened between two moments: the length of each outage. */
function outagesOf(
  course: readonly (Config & { readonly at: number })[],
  begin: number,
  end: number,
): OfEachKind<readonly number[]> {
  return ofEachKind((kind) => {
    const spans: number[] = [];
    let open: number | undefined;
    for (const [place, { at: began, primary, secondaries }] of course.entries()) {
      const from = Math.max(begin, began);
      const to = Math.min(end, course[place + 1]?.at ?? Number.POSITIVE_INFINITY);
      if (to <= from) continue;
      const copies = secondaries.length + (primary === undefined ? 0 : 1);
      const isOut = {
        withoutPrimary: primary === undefined,
        unwritable: primary === undefined || copies < 2,
        short: copies < 3,
      }[kind];
      if (isOut) open = (open ?? 0) + to - from;
      else if (open !== undefined) {
        spans.push(open);
        open = undefined;
      }
    }
    return open === undefined ? spans : [...spans, open];
  });
}
