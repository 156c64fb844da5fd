import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/lib/random.js';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { runShell } from '../../../../demo/cluster/shell/session.js';
import type { SimulatedServers } from '../../../../demo/cluster/servers.js';
import { tolerate } from './tolerate.js';
import { TranscriptCluster, proposalResults } from './transcript-cluster.js';
import { asShellTranscript, readTranscripts, type ShellTranscript, type Transcript } from './transcripts.js';

/**
 * What is not replayed, and why. Everything else in both files is, and must come out to the letter but
 * for the times and process ids of the log lines of newer shells.
 */
const notReplayed: readonly (readonly [why: string, does: (transcript: Transcript) => boolean])[] = [
  [
    'not a pipe into run.sh shell: curl, the stock migrate and downgrade scripts',
    (transcript) => asShellTranscript(transcript) === undefined,
  ],
  [
    'creates or drops a table, and prints how long that takes',
    (transcript) => /printf '%s\\n' '(create|drop) /.test(transcript.cmd),
  ],
  ['reads and writes data (use, set, get, get_app_envs)', (transcript) => /printf '%s\\n' 'use /.test(transcript.cmd)],
  [
    'prints measured loads (app_stat, app_disk, nodes -u and -q), of which a roll reads the free disk space alone',
    (transcript) => /printf '%s\\n' '(app_stat|app_disk|nodes .*-[uq])/.test(transcript.cmd),
  ],
];

/** The counts of both tables above, so that a transcript does not drop out unseen. */
const expectedCounts = {
  '2.5': { replayed: 350, left: [59, 4, 2, 11] },
  newer: { replayed: 104, left: [27, 2, 0, 7] },
} as const;

/** Chance as the transcript needs it: which meta is picked, and whether a refused connection is noticed late. */
class ScriptedChance extends Random {
  readonly #picks: number[];
  readonly #late: boolean[];

  constructor(picks: readonly number[], late: readonly boolean[]) {
    super(1);
    this.#picks = [...picks];
    this.#late = [...late];
  }

  override pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.min(this.#picks.shift() ?? 0, items.length - 1)];
  }

  override next(): number {
    return this.#late.shift() === true ? 0 : 0.999;
  }
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly rc: number;
  readonly seconds: number;
}

async function replay(transcript: ShellTranscript, servers: SimulatedServers, chance: Random): Promise<Printed> {
  const clock = new VirtualClock();
  const start = clock.now();
  const pid = Number(/config-shell\.ini\.(\d+)/.exec(transcript.stdout)?.[1]);
  let stdout = '';
  let stderr = '';
  let rc: number | undefined;
  const run = runShell({
    servers,
    dialect: transcript.dialect,
    clock,
    random: chance,
    startLatencyMs: 55,
    argv: ['shell', '--cluster', transcript.metas],
    home: '/opt/pegasus',
    pid,
    signal: new AbortController().signal,
    // oxlint-disable-next-line typescript/require-await
    lines: (async function* () {
      yield* transcript.lines;
    })(),
    out: (text) => (stdout += text),
    err: (text) => (stderr += text),
    writeFile: () => undefined,
  }).then((code) => (rc = code));
  await clock.until(() => rc !== undefined, 120_000);
  await run;
  return { stdout: tolerate(stdout), stderr: tolerate(stderr), rc: rc ?? -1, seconds: (clock.now() - start) / 1000 };
}

/** The first pick is the probe's. Of newer shells each proposal shows whether it met the leader. */
const picksOf = (transcript: ShellTranscript): number[] => [
  0,
  ...proposalResults(transcript).map((err) => (err === 'ERR_APP_NOT_EXIST' ? 1 : 0)),
];

const expected = ({ stdout, stderr, rc }: Transcript): Omit<Printed, 'seconds'> => ({
  stdout: tolerate(stdout),
  stderr: tolerate(stderr),
  rc,
});

const outcomes = (['2.5', 'newer'] as const).map((dialect) => {
  const transcripts = readTranscripts(dialect);
  const reasonOf = (transcript: Transcript): number => notReplayed.findIndex(([, does]) => does(transcript));
  const replayed = transcripts
    .filter((transcript) => reasonOf(transcript) < 0)
    .flatMap((transcript) => asShellTranscript(transcript) ?? []);
  const left = notReplayed.map((_, index) => transcripts.filter((transcript) => reasonOf(transcript) === index).length);
  return { dialect, replayed, left };
});

/** Somebody listed refuses the connection, which a shell notices at once or late. */
const namesOfChance = [
  'unreach.one_meta_nodes',
  'unreach.one_dead_one_leader_nodes',
  'failover.01_during_nodes_d_1',
  'rc.unknown_node_plus_good',
];
const byChance = (transcript: Transcript): boolean =>
  transcript.name.startsWith('unreach.three_metas') || namesOfChance.includes(transcript.name);

describe.each(outcomes)('what a real shell of $dialect printed', ({ dialect, replayed, left }) => {
  it('is replayed but for the listed reasons', () => {
    expect({ replayed: replayed.length, left }).toEqual(expectedCounts[dialect]);
  });

  it.each(
    replayed.filter((transcript) => !byChance(transcript)).map((transcript) => [transcript.name, transcript] as const),
  )('%s', async (_, transcript) => {
    const printed = await replay(
      transcript,
      new TranscriptCluster(transcript),
      new ScriptedChance(picksOf(transcript), []),
    );
    expect({ stdout: printed.stdout, stderr: printed.stderr, rc: printed.rc }).toEqual(expected(transcript));
  });

  const lucky = replayed.filter(byChance);
  if (lucky.length > 0) {
    it.each(lucky.map((transcript) => [transcript.name, transcript] as const))(
      '%s: with some luck, and about as late',
      async (_, transcript) => {
        const seen = await everyCourseOfChance(transcript);
        const same = seen.filter(
          ({ stdout, stderr, rc }) => JSON.stringify({ stdout, stderr, rc }) === JSON.stringify(expected(transcript)),
        );
        expect(same.length).toBeGreaterThan(0);
        const nearest = Math.min(...same.map(({ seconds }) => Math.abs(seconds - transcript.seconds)));
        expect(nearest).toBeLessThan(1.5);
      },
    );
  }
});

/** Tries all ways in which the first connections can be late. */
async function everyCourseOfChance(transcript: ShellTranscript): Promise<readonly Printed[]> {
  const printed: Printed[] = [];
  for (let course = 0; course < 2 ** 8; course += 1) {
    const late = Array.from({ length: 8 }, (_, bit) => (course & (2 ** bit)) !== 0);
    printed.push(await replay(transcript, new TranscriptCluster(transcript), new ScriptedChance([0, 1], late)));
  }
  return printed;
}
