import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { createShellAdmin } from '../../../src/pegasus/shell/shell-admin.js';
import type { ClusterAct } from '../../../src/roll/act.js';
import { gpid, nodeAddress } from '../../../src/roll/ids.js';
import type { Look } from '../../../src/roll/observation.js';
import { replayedShell } from '../support/replayed-shell.js';
import { shellScene } from '../support/shell-scene.js';
import { StillCluster } from '../support/still-cluster.js';
import { silent } from '../../support/silent.js';

const never = new AbortController().signal;

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** What came of it: `undefined` for a failure, which is always safe. */
type Play = (printed: Printed) => Promise<unknown>;

const generations = ['2.5', 'newer'] as const;

async function recordReading(generation: (typeof generations)[number]): Promise<{ printed: Printed; play: Play }> {
  const cluster = new StillCluster(generation, {
    servers: 3,
    tables: [
      { name: 'temp', partitions: 3 },
      { name: 'usertable', partitions: 2 },
    ],
  });
  cluster.effectiveLevel = 'freezed';
  cluster.dead = [{ appId: 2, index: 1, reason: 'all replicas are dead' }];
  const look: Look = {
    processes: cluster.replicaAddresses.map(nodeAddress),
    counts: nodeAddress(cluster.replicaAddresses[0] ?? ''),
    ddd: true,
  };
  const scene = shellScene(cluster);
  expect(await scene.soon(scene.admin.observe(look, never))).toMatchObject({ ok: true });
  const play: Play = async (printed) => {
    const outcome = await adminFor(printed, cluster.metaAddresses).observe(look, never);
    return outcome.ok ? outcome.value : undefined;
  };
  return { printed: { ...scene.printed }, play };
}

async function recordBatch(generation: (typeof generations)[number]): Promise<{ printed: Printed; play: Play }> {
  const cluster = new StillCluster(generation, { servers: 3 });
  cluster.proposalErrors.set('1.1', 'ERR_INVALID_PARAMETERS');
  const [from = '', to = ''] = cluster.replicaAddresses;
  const act: ClusterAct = {
    kind: 'move-primaries',
    leader: nodeAddress(cluster.leader),
    moves: [0, 1, 2, 3].map((index) => ({ gpid: gpid(1, index), from: nodeAddress(from), to: nodeAddress(to) })),
  };
  const scene = shellScene(cluster);
  expect(await scene.soon(scene.admin.perform(act, never))).toMatchObject({ ok: true });
  const play: Play = async (printed) => {
    const outcome = await adminFor(printed, cluster.metaAddresses).perform(act, never);
    return outcome.ok ? outcome.value : undefined;
  };
  return { printed: { ...scene.printed }, play };
}

const misunderstood = z
  .object({ kind: z.literal('not-understood') })
  .or(z.object({ kind: z.literal('unreachable'), error: z.string().regex(/not understood|does not say yet/) }));

/** What an outcome says itself that it did not understand, as if it had: it is said to be unknown, and that is safe. */
function asUnderstood(outcome: unknown, whole: unknown): unknown {
  if (misunderstood.safeParse(outcome).success) return whole;
  if (Array.isArray(outcome) || outcome === null || typeof outcome !== 'object') return outcome;
  const known = new Map(Object.entries(typeof whole === 'object' && whole !== null ? whole : {}));
  return Object.fromEntries(
    Object.entries(outcome).map(([name, inner]) => [name, asUnderstood(inner, known.get(name))]),
  );
}

function adminFor(printed: Printed, metas: readonly string[]) {
  return createShellAdmin({
    home: '/opt/pegasus',
    metas,
    clock: new VirtualClock(),
    log: silent,
    runner: replayedShell(printed),
  });
}

describe.each(generations)('what a %s shell printed', (generation) => {
  describe.each([
    ['in a reading', recordReading],
    ['in a batch', recordBatch],
  ] as const)('%s', (_, record) => {
    let printed: Printed = { stdout: '', stderr: '' };
    let play: Play = () => Promise.resolve(undefined);
    let whole: unknown;
    beforeAll(async () => {
      ({ printed, play } = await record(generation));
      whole = await play(printed);
      expect(whole).toBeDefined();
    });

    const stream = fc.constantFrom<keyof Printed>('stdout', 'stderr');
    const damagedLines = (which: keyof Printed, damage: (lines: string[]) => void): Printed => {
      const lines = printed[which].split('\n');
      damage(lines);
      return { ...printed, [which]: lines.join('\n') };
    };
    const sameOrNothing = async (damaged: Printed): Promise<void> => {
      const outcome = await play(damaged);
      if (outcome !== undefined) expect(asUnderstood(outcome, whole)).toEqual(whole);
    };

    it('is nothing when it was cut off anywhere, or is the same', async () => {
      await fc.assert(
        fc.asyncProperty(stream, fc.nat(), async (which, at) => {
          await sameOrNothing({ ...printed, [which]: printed[which].slice(0, at % (printed[which].length + 1)) });
        }),
        { numRuns: 300 },
      );
    });

    it('is nothing when a line is missing, or is the same', async () => {
      await fc.assert(
        fc.asyncProperty(stream, fc.nat(), async (which, at) => {
          await sameOrNothing(damagedLines(which, (lines) => lines.splice(at % lines.length, 1)));
        }),
        { numRuns: 300 },
      );
    });

    it('is nothing when a line stands twice, there or elsewhere, or is the same', async () => {
      await fc.assert(
        fc.asyncProperty(stream, fc.nat(), fc.nat(), fc.boolean(), async (which, from, to, there) => {
          await sameOrNothing(
            damagedLines(which, (lines) => {
              const line = lines[from % lines.length] ?? '';
              lines.splice(there ? from % lines.length : to % lines.length, 0, line);
            }),
          );
        }),
        { numRuns: 300 },
      );
    });

    it('is nothing when a line has moved, or is the same', async () => {
      await fc.assert(
        fc.asyncProperty(stream, fc.nat(), fc.nat(), async (which, from, to) => {
          await sameOrNothing(
            damagedLines(which, (lines) => {
              const moved = lines.splice(from % lines.length, 1);
              lines.splice(to % (lines.length + 1), 0, ...moved);
            }),
          );
        }),
        { numRuns: 300 },
      );
    });

    it('is nothing when something strange stands in between, or is the same', async () => {
      const strange = fc.oneof(
        fc.string(),
        fc.constantFrom(
          '',
          ' ',
          '{',
          '}',
          '{}',
          'OK',
          'ERR_OK',
          'null',
          'Killed',
          'Invalid argument(s)',
          'dsn exit with code 0',
          'Succeed count: 1',
          'Failed count: 0',
          'COMMAND: server-info',
        ),
        fc.constantFrom(
          'Pegasus Shell 2.5.0 (0ca31b70eac7321bb17fb034105695597245d47b) Release',
          'Pegasus Shell 2.6.0-SNAPSHOT (db756dcdf24e2af6169659a67548501ed61f106c) Release',
        ),
        fc.constant('W2026-11-23 07:36:01.180 (1795419361180232642 14914) : overwrite default thread pool for task X'),
      );
      await fc.assert(
        fc.asyncProperty(stream, fc.nat(), strange, async (which, at, text) => {
          await sameOrNothing(damagedLines(which, (lines) => lines.splice(at % (lines.length + 1), 0, text)));
        }),
        { numRuns: 300 },
      );
    });

    it('is the same when the logger has written between the answers', async () => {
      const log = 'W2026-11-23 07:36:01.180 (1795419361180232642 14914) : overwrite default thread pool for task X\n';
      const noisy = {
        stdout: log + printed.stdout.replaceAll(/^(Pegasus Shell .*\n)/gm, `$1${log}`),
        stderr: log + printed.stderr.replaceAll(/^(Failed count: .*\n)/gm, `$1${log}`) + log,
      };
      expect(await play(noisy)).toEqual(whole);
    });
  });
});
