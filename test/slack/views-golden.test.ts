import { describe, expect, it } from 'vitest';
import type { ClusterCard, ClusterOverview, RunSummary } from '../../src/engine/run-service.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { clusterName, nodeAddress, runId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import { formView, sentenceView } from '../../src/slack/form/form-view.js';
import type { FormContext } from '../../src/slack/form/form-context.js';
import { homeView, refusedHome, type HomeContext } from '../../src/slack/home/home-view.js';
import { find, noSearch } from '../../src/slack/home/search.js';
import { checkedView } from '../../demo/workspace/api/views.js';
import { seedChannels, seedGroups, seedUsers } from '../../demo/workspace/people/roster.js';
import { World } from '../../demo/workspace/world/world.js';
import { anyMember } from '../support/fake-run-service.js';
import { alice, awaiting, bob, carol, held, night, paused, planFor, rolling } from '../support/told-runs.js';
import { foreign } from '../../src/roll/message.js';

const world = new World(new VirtualClock(), seedUsers, seedChannels, seedGroups);
const golden = (name: string): string => `../golden/views/${name}.json`;
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
/** Slack's own limits, as the workspace holds them. */
const taken = (view: { readonly type: 'modal' | 'home' | 'workflow_step' }): unknown =>
  checkedView(structuredClone(view), { world }, view.type === 'home' ? 'home' : 'modal');

const x = { name: 'cluster-x', channel: undefined, hindrances: [], open: true };
const y = {
  name: 'cluster-y',
  channel: '#ops',
  hindrances: [':lock: locked by <@U0CAROL001>: disks. No run may start.'],
  open: false,
};
const context: FormContext = { clusters: [x, y], servers: undefined, origin: 'C0PEGASUS1', entries: {}, turn: 0 };
const servers = (many: number) =>
  Array.from({ length: many }, (_none, nth) => nodeAddress(`10.0.${Math.floor(nth / 250)}.${nth % 250}:34801`));

const forms: Readonly<Record<string, FormContext>> = {
  'form-empty': context,
  'form-reading': { ...context, entries: { cluster: 'cluster-x' }, servers: { kind: 'reading' } },
  'form-read': {
    ...context,
    entries: { cluster: 'cluster-x' },
    servers: { kind: 'read', replicaServers: servers(3), lowTables: [{ name: 'temp', replicaCount: 1 }] },
  },
  'form-unread': {
    ...context,
    entries: { cluster: 'cluster-x' },
    servers: { kind: 'unread', why: 'no meta answered <!channel>' },
  },
  'form-locked': {
    ...context,
    entries: { cluster: 'cluster-y' },
    servers: { kind: 'read', replicaServers: servers(3), lowTables: [] },
  },
  'form-nowhere': { ...context, origin: undefined, entries: { cluster: 'cluster-x' }, servers: { kind: 'reading' } },
  'form-refused': {
    ...context,
    turn: 1,
    trouble: 'Cluster-x is busy',
    entries: {
      cluster: 'cluster-x',
      version: '2.5.0',
      mode: 'simple',
      roles: 'meta',
      skip: '10.0.0.1:34801',
      extras: 'canary',
      soak: '2m',
      reason: 'why not',
    },
    servers: { kind: 'typed' },
  },
};

describe('the form', () => {
  it.each(Object.entries(forms))('%s', async (name, form) => {
    const view = formView(form);
    taken(view);
    await expect(json(view)).toMatchFileSnapshot(golden(name));
  });

  it('told', async () => {
    await expect(
      json(sentenceView(':hourglass_flowing_sand: Reading cluster-x and making the plan …', true)),
    ).toMatchFileSnapshot(golden('form-waiting'));
  });

  it('takes 300 servers, 200 clusters and long names', () => {
    const clusters = Array.from({ length: 200 }, (_none, nth) => ({
      ...x,
      name: `cluster-${nth}`,
      hindrances: ['x'.repeat(1_900)],
    }));
    const long = Array.from({ length: 300 }, (_none, nth) =>
      nodeAddress(`a-rather-long-name-of-a-machine-in-some-data-centre-${nth}.some-department.example.com:34801`),
    );
    const entries = {
      cluster: 'cluster-7',
      nodes: long.join(','),
      reason: 'r'.repeat(900),
      version: 'v'.repeat(4_000),
    };
    taken(
      formView({
        ...context,
        clusters,
        entries,
        trouble: 't'.repeat(9_000),
        servers: {
          kind: 'read',
          replicaServers: long,
          lowTables: Array.from({ length: 150 }, (_none, nth) => ({
            name: `${'t'.repeat(100)}${nth}`,
            replicaCount: 1,
          })),
        },
      }),
    );
    taken(formView({ ...context, clusters, entries, servers: { kind: 'typed' } }));
    taken(sentenceView('s'.repeat(9_000), true));
  });
});

const card = (name: string, changes: Partial<ClusterOverview> = {}): ClusterOverview => ({
  cluster: clusterName(name),
  channel: undefined,
  approvals: anyMember,
  lock: undefined,
  calendar: alwaysOpen,
  health: { kind: 'well', readAt: night, replicaServers: 5, metas: 3, tables: 12 },
  active: undefined,
  last: undefined,
  ...changes,
});
const onCluster = <Shape extends Run>(run: Shape, name: string): Shape => ({
  ...run,
  id: runId(`${name}-0001`),
  cluster: clusterName(name),
  plan: planFor({ id: `plan-${name}`, cluster: clusterName(name) }),
});
const past = (nth: number): RunSummary => ({
  id: runId(`cluster-x-${nth}`),
  cluster: clusterName('cluster-x'),
  status: nth % 4 === 0 ? 'aborted' : 'done',
  requestedBy: nth % 2 === 0 ? alice : carol,
  requestedAt: night - nth * 86_400_000,
  startedAt: night - nth * 86_400_000 + 60_000,
  endedAt: night - nth * 86_400_000 + 600_000,
  approvedBy: [bob],
  rolled: { done: 7, of: 7 },
  ...(nth % 3 === 0 ? { version: '2.5.0', reason: 'fixes <!channel> & the `leak`' } : {}),
});
const history = Array.from({ length: 23 }, (_none, nth) => past(nth + 1));

const full: HomeContext = {
  at: night + 400_000,
  clusters: [
    card('cluster-x', { active: rolling() }),
    card('cluster-y', { lock: { by: carol, at: night, reason: 'disks are being replaced' }, last: past(3) }),
    card('cluster-z', { health: { kind: 'unreadable', readAt: night, why: foreign('no meta answered') } }),
  ],
  active: [
    rolling(),
    onCluster(held(), 'cluster-h'),
    onCluster(paused(), 'cluster-p'),
    onCluster(awaiting(), 'cluster-a'),
  ],
  search: noSearch,
  found: find(history, noSearch, bob),
  links: {
    'cluster-x-7f3a': 'https://demo.slack.com/archives/C1/p1',
    'cluster-x-1': 'https://demo.slack.com/archives/C1/p2',
  },
  notice: undefined,
};
const { health: _unread, active: _none, last: _never, ...bare } = card('cluster-x');
const search = { words: 'mine done', cluster: 'cluster-x', page: 0 };
const homes: Readonly<Record<string, HomeContext>> = {
  'home-full': full,
  'home-quiet': {
    ...full,
    clusters: [bare satisfies ClusterCard],
    active: [],
    found: find([], noSearch, bob),
    links: {},
  },
  'home-searched': {
    ...full,
    active: [],
    search,
    found: find(history, search, carol),
    notice: 'Only its approvers can abort it.',
  },
};

describe('the Home tab', () => {
  it.each(Object.entries(homes))('%s', async (name, home) => {
    const view = homeView(home);
    taken(view);
    await expect(json(view)).toMatchFileSnapshot(golden(name));
  });

  it('refused', async () => {
    await expect(json(refusedHome('Guests of this workspace can look, but not act.'))).toMatchFileSnapshot(
      golden('home-refused'),
    );
  });

  it('stays within Slack’s limits with 60 clusters, 20 runs and long texts everywhere, and leaves no cluster out', () => {
    const long = 'because <things> & "stuff" happened, '.repeat(60);
    const names = Array.from({ length: 60 }, (_none, nth) => `cluster-${nth}-${'n'.repeat(50)}`);
    const clusters = names.map((name, nth) =>
      card(name, {
        lock: { by: carol, at: night, reason: long },
        ...(nth % 2 === 0 ? { health: { kind: 'unreadable', readAt: night, why: foreign(long) } as const } : {}),
      }),
    );
    const active = names.slice(0, 20).map((name) => onCluster(held(), name));
    const view = homeView({
      ...full,
      clusters,
      active,
      found: find(
        history.map((run) => ({ ...run, reason: long, cluster: clusterName(names[0] ?? '') })),
        { ...noSearch, page: 1 },
        bob,
      ),
      search: { words: 'w'.repeat(200), cluster: names[3] ?? '', page: 1 },
      notice: long,
    });
    taken(view);
    expect(view.blocks.length).toBeLessThanOrEqual(100);
    for (const name of names) expect(JSON.stringify(view.blocks)).toContain(name);
    expect(JSON.stringify(view)).not.toMatch(/<!(?:channel|here)/);
  });
});

describe('a search of the history', () => {
  it('finds runs that have every word, and the one’s own', () => {
    expect(find(history, { words: 'ABORTED cluster-x', page: 0 }, bob).all).toBe(5);
    expect(
      find(history, { words: 'mine', page: 0 }, alice).runs.every(({ requestedBy }) => requestedBy === alice),
    ).toBe(true);
    expect(find(history, { words: 'upgrade 2.5 leak', page: 0 }, bob).all).toBe(7);
    expect(find(history, { words: new Date(night - 86_400_000).toISOString().slice(0, 10), page: 0 }, bob).all).toBe(1);
    expect(find(history, { words: '', cluster: 'cluster-q', page: 0 }, bob)).toMatchObject({ all: 0, runs: [] });
  });

  it('never shows an empty page', () => {
    expect(find(history, { words: '', page: 99 }, bob)).toMatchObject({ from: 20, all: 23, newer: true, older: false });
    expect(find(history, { words: '', page: -3 }, bob)).toMatchObject({ from: 0, newer: false, older: true });
  });
});
