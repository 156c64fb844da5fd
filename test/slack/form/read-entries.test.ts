import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterName, gpid, nodeAddress, roles } from '../../../src/roll/ids.js';
import { defaultOptions, drains, type RollOptions } from '../../../src/roll/options.js';
import { asCommand } from '../../../src/slack/form/as-command.js';
import { readEntries } from '../../../src/slack/form/read-entries.js';
import { readView } from '../../../src/slack/form/entries.js';
import { parseCommand } from '../../../src/slack/parse/command.js';

const blocks = { cluster: 'cluster#0', roles: 'roles#0', nodes: 'nodes#0#cluster-x#list' };
const read = (entries: Parameters<typeof readEntries>[0]['entries']) =>
  readEntries({ entries: { cluster: 'cluster-x', roles: 'replica,meta,collector', ...entries }, blocks });

describe('a form that was filled in', () => {
  it('means what the command means', () => {
    const form = read({
      version: '2.5.0',
      mode: 'simple',
      roles: 'replica',
      nodes: '10.0.0.1:34801, 10.0.0.2:34801',
      extras: 'canary,rebalance',
      soak: '90s',
      tables: 'temp stat',
      reason: 'a "good"\nreason',
    });
    const command = parseCommand(
      'roll cluster-x --version 2.5.0 --mode simple --only replica --nodes 10.0.0.1:34801,10.0.0.2:34801 --canary --rebalance --soak 90s --allow-low-replication temp,stat --reason \'a "good" reason\'',
    );
    expect(form.ok && command.ok && command.value.kind === 'roll' && { kind: 'roll', ...form.value }).toEqual(
      command.ok ? command.value : undefined,
    );
  });

  it('asks for the fast drain where that is ticked, and leaves it to the cluster where it is not', () => {
    expect(read({ extras: 'drain=fast,rebalance' })).toMatchObject({
      value: { options: { drain: 'fast', rebalance: true } },
    });
    expect(read({ extras: 'rebalance' })).not.toHaveProperty('value.options.drain');
  });

  it.each([
    [{ cluster: undefined }, { cluster: 'Which cluster?' }],
    [{ cluster: 'no such <name>' }, { cluster: "“no such <name>” can't be the name of a cluster." }],
    [{ roles: undefined }, { roles: 'Tick at least one of them.' }],
    [{ version: '--force' }, { version: 'Expects a version such as 2.5.0, but I found “--force”.' }],
    [
      { nodes: '10.0.0.1' },
      { nodes: 'Expects addresses such as 10.0.0.1:34801, separated by commas, but I found “10.0.0.1”.' },
    ],
    [
      { soak: '2 weeks', nodes: '10.0.0.1\u200b:34801' },
      {
        soak: 'Expects a duration such as 90s, 5m or 1h, but I found “2 weeks”.',
        nodes: expect.stringContaining('invisible character (U+200B)'),
      },
    ],
    [{ extras: 'canary,everything' }, { extras: expect.stringContaining('everything') }],
    [{ extras: 'canary,drain=fast', mode: 'simple' }, { extras: 'Needs ha mode: --mode simple empties no server.' }],
    [
      { roles: 'meta', from: '10.0.0.1:34801' },
      { from: '--from names replica servers, but --only meta leaves them out.' },
    ],
    [{ mode: 'force' }, { mode: 'Expects ha or simple, but I found “force”.' }],
  ])('%j is refused at its fields', (entries, faults) => {
    expect(
      readEntries({ entries: { cluster: 'cluster-x', roles: 'replica', ...(entries as object) }, blocks }),
    ).toEqual({ ok: false, failure: faults });
  });

  it('never rolls servers that were chosen from the list of another cluster', () => {
    expect(
      readEntries({ entries: { cluster: 'cluster-y', roles: 'replica', nodes: '10.0.0.1:34801' }, blocks }),
    ).toEqual({ ok: false, failure: { nodes: 'These belong to cluster-x. Choose again.' } });
  });

  it('never throws, whatever a view holds: one of ours is read with its fields, and what is wrong is said at them', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.dictionary(
          fc.constantFrom('cluster#0', 'nodes#1#x', 'reason#0', 'what'),
          fc.dictionary(fc.string(), fc.record({ value: fc.string() })),
        ),
        (junk, values) => {
          expect(readView(junk)).toBeUndefined();
          const form = readView({ id: 'V1', private_metadata: '{"turn":0}', state: { values } });
          if (form === undefined) expect.unreachable('a view of ours was taken for another one');
          const fields = Object.keys(values)
            .filter((block) => block !== 'what')
            .map((block) => [block.split('#')[0], block]);
          expect(form).toMatchObject({ viewId: 'V1', note: { turn: 0 }, blocks: Object.fromEntries(fields) });
          expect(fields.map(([field]) => field)).toEqual(expect.arrayContaining(Object.keys(form.entries)));
          const read = readEntries(form);
          for (const fault of read.ok ? [] : Object.values(read.failure)) expect(fault).toMatch(/\S/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the same as a command', () => {
  const address = fc.integer({ min: 1, max: 250 }).map((nth) => nodeAddress(`10.0.0.${nth}:34801`));
  const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .,!'()-]{0,40}[a-z]$/);
  const options: fc.Arbitrary<RollOptions> = fc
    .record({
      version: fc.option(fc.constantFrom('2.5.0', '2.5.0@0ca31b70'), { nil: undefined }),
      mode: fc.constantFrom('ha' as const, 'simple' as const),
      drain: fc.option(fc.constantFrom(...drains), { nil: undefined }),
      roles: fc.subarray([...roles], { minLength: 1 }).filter((chosen) => chosen.includes('replica')),
      nodes: fc.option(fc.uniqueArray(address, { minLength: 1, maxLength: 5 }), { nil: undefined }),
      from: fc.option(address, { nil: undefined }),
      startedBefore: fc.option(fc.constant('2026-01-02 03:04:05'), { nil: undefined }),
      stale: fc.option(fc.constantFrom({ key: 'replication.x', value: 'a = b' }, { key: 'y', value: '' }), {
        nil: undefined,
      }),
      canary: fc.boolean(),
      soakMs: fc.constantFrom(0, 250, 90_000, 300_000, 3_600_000),
      allowVersionRules: fc.option(fc.constant(['skips-2.0', 'mine']), { nil: undefined }),
      allowDeadServers: fc.option(fc.uniqueArray(address, { minLength: 1, maxLength: 2 }), { nil: undefined }),
      allowDeadPartitions: fc.option(fc.constant([gpid(3, 7)]), { nil: undefined }),
      allowSplitting: fc.option(fc.constant(['events']), { nil: undefined }),
      startTimeoutMs: fc.option(fc.constantFrom(60_000, 1_800_000), { nil: undefined }),
      rebalance: fc.boolean(),
      allowLowReplication: fc.subarray(['temp', 'stat']),
      lowerMinLive: fc.option(fc.constant(true as const), { nil: undefined }),
      outsideWindow: fc.option(words, { nil: undefined }),
      reason: fc.option(words, { nil: undefined }),
    })
    .map(({ stale, ...made }) => (made.version === undefined ? { ...made, stale } : made))
    .map((made) => ({
      ...defaultOptions,
      ...Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)),
    }))
    .filter(({ mode, drain }) => mode === 'ha' || drain === undefined);

  it('asks for the same', () => {
    fc.assert(
      fc.property(options, (asked) => {
        const typed = asCommand('', { cluster: clusterName('cluster-x'), options: asked }).trim();
        expect(parseCommand(typed)).toEqual({
          ok: true,
          value: { kind: 'roll', cluster: 'cluster-x', options: asked },
        });
      }),
      { numRuns: 300 },
    );
  });
});
