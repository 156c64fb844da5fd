import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterName, gpid, nodeAddress, runId, type NodeAddress } from '../../src/roll/ids.js';
import type { ClusterAct } from '../../src/roll/act.js';
import { parseCommand } from '../../src/slack/parse/command.js';
import { takeCommand, type CommandDeps } from '../../src/slack/intents/commands.js';
import { command as processCommand, controlOf, never, program, scratch } from '../contract/process-control/support.js';
import { shellScene } from '../pegasus/support/shell-scene.js';
import { StillCluster } from '../pegasus/support/still-cluster.js';
import { hostileText, hostileTexts } from './hostile.js';

const places: readonly (readonly [string, (text: string) => string])[] = [
  ['the cluster', (text) => `roll ${text}`],
  ['--version', (text) => `roll cluster-x --version "${text}"`],
  ['--version=', (text) => `roll cluster-x --version=${text}`],
  ['--nodes', (text) => `roll cluster-x --nodes "10.0.0.1:34801,${text}"`],
  ['--skip', (text) => `roll cluster-x --skip "${text}:34801"`],
  ['--only', (text) => `roll cluster-x --only "${text}"`],
  ['--mode', (text) => `roll cluster-x --mode "${text}"`],
  ['--soak', (text) => `roll cluster-x --soak "${text}"`],
  ['--allow-low-replication', (text) => `roll cluster-x --allow-low-replication "${text}"`],
  ['a run', (text) => `abort ${text}`],
  ['a word', (text) => text],
];

/** What a command line, a path or a program takes for nothing but a word. */
const harmless = /^[A-Za-z0-9_][A-Za-z0-9._:@+-]*$/;

function wordsOf(typed: string): readonly string[] {
  const parsed = parseCommand(typed);
  if (!parsed.ok) {
    expect(parsed.failure.length).toBeGreaterThan(0);
    expect(parsed.failure.length).toBeLessThan(700);
    return [];
  }
  const said = parsed.value;
  if (said.kind !== 'roll' && said.kind !== 'plan')
    return 'name' in said ? [said.name] : 'cluster' in said ? [said.cluster] : [];
  const { version, nodes = [], skip, allowLowReplication, roles } = said.options;
  return [
    said.cluster,
    ...(version === undefined ? [] : [version]),
    ...nodes,
    ...skip,
    ...allowLowReplication,
    ...roles,
  ];
}

describe('a hostile word in a command', () => {
  it.each(places)('as %s is refused in a sentence, or is a plain word', (_place, typed) => {
    for (const text of hostileTexts) for (const word of wordsOf(typed(text))) expect(word).toMatch(harmless);
    fc.assert(
      fc.property(hostileText, (text) => wordsOf(typed(text)).every((word) => harmless.test(word))),
      { numRuns: 200 },
    );
  });

  it('of 40,000 characters is answered at once, with a short sentence', () => {
    // Nothing of the tools is used for what is answered within the acknowledgement.
    const deps = { speech: { command: '/pegasus' } } as CommandDeps;
    for (const text of [
      `roll ${'x'.repeat(40_000)}`,
      '<'.repeat(40_000),
      `--${'-'.repeat(40_000)}`,
      '"'.repeat(39_999),
      '&amp;'.repeat(8_000),
    ]) {
      const began = performance.now();
      const { now, then } = takeCommand(deps, { text, user_id: 'U0BOB00001', channel_id: 'C0PEGASUS1' });
      expect(then).toBeUndefined();
      expect(now).toMatch(/^That is (?:39999|4\d{4}) characters long; a command may have 4000\./);
      expect(performance.now() - began).toBeLessThan(200);
    }
  });

  it('is repeated in a reason as it is, and only there', () => {
    const parsed = parseCommand('roll cluster-x --reason "$(reboot); <!channel> --version 9 \'quoted\'"');
    expect(parsed).toMatchObject({
      ok: true,
      value: { options: { reason: "$(reboot); @channel --version 9 'quoted'" } },
    });
    if (parsed.ok && parsed.value.kind === 'roll') expect(parsed.value.options.version).toBeUndefined();
  });
});

describe('a hostile value on its way to a process', () => {
  const printed = (tail: readonly string[]): readonly string[] => tail.filter((line) => line.startsWith('<'));

  // Whatever let it through so far: the driver is the last to look.
  it.each(['version', 'address', 'run', 'cluster'] as const)(
    'as %s is one literal argument, or no process is started',
    async (field) => {
      const control = controlOf(
        {
          driver: {
            kind: 'command',
            restart: [program('arguments.sh'), 'before', `{${field}}`, '--x={cluster}', 'after'],
          },
          timeoutMs: 5_000,
        },
        scratch(),
      );
      const texts = hostileTexts.filter((text) => text.length < 200);
      for (const [nth, text] of texts.entries()) {
        const value = {
          version: { version: text },
          address: { address: nodeAddress(`${text}:34801`) },
          run: { run: runId(text) },
          cluster: { cluster: clusterName(text) },
        }[field];
        const id = processCommand().id;
        // Ids are made of these values; here each has one of its own, so that each is a command of its own.
        const plain = /^[A-Za-z0-9_][A-Za-z0-9_.:@+-]*$/.test(field === 'address' ? `${text}:34801` : text);
        if (plain && nth > 3 && !['UNAVAILABLE', '__proto__'].includes(text)) continue;
        const outcome = await control.run(processCommand({ ...value, id: `${id}/${nth}` as typeof id }), never);
        if (!plain)
          expect(outcome).toMatchObject({
            kind: 'failed',
            reason: expect.stringContaining('was not begun') as unknown,
            tail: [],
          });
        else if (outcome.kind === 'succeeded')
          expect(printed(outcome.tail)).toEqual([
            '<before>',
            `<${field === 'address' ? `${text}:34801` : text}>`,
            `<--x=${field === 'cluster' ? text : 'cluster-x'}>`,
            '<after>',
          ]);
        else expect(outcome).toMatchObject({ kind: 'failed' });
      }
    },
  );
});

describe('a hostile value on its way to a shell of the cluster', () => {
  const evil = (text: string): NodeAddress => nodeAddress(text);

  it('starts no shell when an act would carry it', async () => {
    const cluster = new StillCluster('2.5');
    const scene = shellScene(cluster);
    const good = nodeAddress(cluster.replicaAddresses[0] ?? '');
    const leader = nodeAddress(cluster.leader);
    for (const text of hostileTexts) {
      const acts: readonly ClusterAct[] = [
        { kind: 'set-level', leader: evil(text), level: 'steady' },
        { kind: 'set-level', leader, level: text as 'steady' },
        { kind: 'set-flow-control', leader: evil(text), value: true },
        { kind: 'move-primaries', leader, moves: [{ gpid: gpid(1, 0), from: good, to: evil(`${text}:34801`) }] },
        {
          kind: 'downgrade-secondaries',
          leader,
          downgrades: [{ gpid: text as ReturnType<typeof gpid>, primary: good, node: good }],
        },
        { kind: 'set-min-live-nodes', meta: evil(text), value: 2 },
        { kind: 'close-replicas', node: evil(text) },
        { kind: 'flush-log', node: evil(`${text}:34801`) },
      ];
      for (const act of acts) {
        const sendable =
          /^[A-Za-z0-9][A-Za-z0-9._-]*:\d+$/.test(`${text}:34801`) &&
          text.length < 250 &&
          /^[A-Za-z0-9]/.test(text) &&
          !text.endsWith('.');
        if (sendable && (act.kind === 'move-primaries' || act.kind === 'flush-log')) continue;
        expect(await scene.admin.perform(act, never)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
      }
      expect(await scene.admin.observe({ processes: [good, evil(text)], ddd: false }, never)).toMatchObject({
        ok: false,
        failure: { kind: 'refused' },
      });
    }
    expect(scene.starts).toEqual([]);
  });

  it.each(['2.5', 'newer'] as const)(
    'never becomes a command when a table of a %s cluster is called so',
    async (generation) => {
      for (const text of hostileTexts.filter((name) => name !== '' && name.length < 2_000)) {
        const cluster = new StillCluster(generation, { servers: 3 });
        cluster.addTable(7, text, 2, 3);
        const scene = shellScene(cluster);
        const seen = await scene.soon(scene.admin.observe({ processes: [], ddd: false }, never));
        const sent = scene.lines.filter((line) => line !== 'version');
        for (const line of sent)
          expect(line).toMatch(
            /^(?:cluster_info -j|get_meta_level|nodes -d -j|ls -a -j|app [0-9A-Za-z._:]+ -d -j|remote_command -l [\w.:,-]+ [\w.]+)$/,
          );
        expect(cluster.level).toBe('steady');
        if (!/^[0-9A-Za-z._:]+$/.test(text))
          expect(seen).toMatchObject({ ok: false, failure: { kind: 'not-understood' } });
      }
    },
  );

  it('is told as it is when a table that is gone is called so', async () => {
    for (const text of hostileTexts.filter((name) => name !== '' && name.length < 2_000 && !/\p{Cs}/u.test(name))) {
      const cluster = new StillCluster('newer', { servers: 3 });
      cluster.addTable(7, text, 2, 3, 'DROPPED');
      const scene = shellScene(cluster);
      const seen = await scene.soon(scene.admin.observe({ processes: [], ddd: false }, never));
      // A shell that garbles a name is not believed; one that prints it is believed to the letter.
      if (seen.ok) expect(seen.value.tables.find(({ id }) => id === 7)?.name).toBe(text);
      else expect(seen.failure.kind).toBe('not-understood');
    }
  });
});
