import fc from 'fast-check';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../../src/lib/result.js';
import type { AdminFailure } from '../../../../src/roll/observation.js';
import { parseClusterInfo } from '../../../../src/pegasus/shell/parse/cluster-info.js';
import { parseDdd } from '../../../../src/pegasus/shell/parse/ddd.js';
import { contentLines } from '../../../../src/pegasus/shell/parse/lines.js';
import { parseMetaLevel, parseSetMetaLevel } from '../../../../src/pegasus/shell/parse/meta-level.js';
import { parseFlushLog, parseKillPartition } from '../../../../src/pegasus/shell/parse/node-act.js';
import { parseNodes } from '../../../../src/pegasus/shell/parse/nodes.js';
import { parsePartitions, type TableReading } from '../../../../src/pegasus/shell/parse/partitions.js';
import { parseBalance, parsePropose } from '../../../../src/pegasus/shell/parse/proposal.js';
import {
  parseRemoteBlock,
  parseRemotePrint,
  remoteQuestion,
  type RemoteAnswer,
  type RemotePrint,
} from '../../../../src/pegasus/shell/parse/remote.js';
import { readRemoteStderr } from '../../../../src/pegasus/shell/parse/remote-stderr.js';
import { parseReplicaCounts } from '../../../../src/pegasus/shell/parse/replica-counts.js';
import { parseServerInfo } from '../../../../src/pegasus/shell/parse/server-info.js';
import {
  parseBooleanSetting,
  parseIntegerSetting,
  parseSetAnswer,
} from '../../../../src/pegasus/shell/parse/setting.js';
import { parseTables, type ListedTable } from '../../../../src/pegasus/shell/parse/tables.js';
import { transcripts } from '../../support/transcripts.js';

type Lines = readonly string[];
type Parse = (lines: Lines) => Result<unknown, AdminFailure>;

const listed = (id: number, name: string, partitionCount: number): ListedTable => ({
  id,
  name,
  status: 'AVAILABLE',
  partitionCount,
  replicaCount: 3,
});
const partitions =
  (name: string): Parse =>
  (lines) =>
    parsePartitions(name === 'events' ? listed(3, 'events', 64) : listed(1, 'temp', 8), lines);

/** Everything that is read from standard output, by the command that prints it. */
const parsers: readonly (readonly [of: RegExp, parse: (command: string) => Parse])[] = [
  [/^cluster_info (-j|--json)$/, () => parseClusterInfo],
  [/^get_meta_level$/, () => parseMetaLevel],
  [/^set_meta_level [a-z]+$/, () => parseSetMetaLevel],
  [/^nodes -d (?:.* )?-j$/, () => parseNodes],
  [/^ls .*-j$/, () => parseTables],
  [/^app \S+ -d -j$/, (command) => partitions(command.split(' ')[1] ?? '')],
  [/^balance /, (command) => (lines) => parseBalance(command, lines)],
  [/^propose /, (command) => (lines) => parsePropose(command, lines)],
  [/^ddd_diagnose -g \d+$/, (command) => (lines) => parseDdd(Number(command.split(' ')[2]), lines)],
];

interface Sample {
  readonly name: string;
  readonly lines: Lines;
  readonly parse: Parse;
  readonly truth: unknown;
}

/** Real answers that are understood, and a made one where the recorded clusters had none. */
const samples: readonly Sample[] = [
  ...(['v2.5.0', 'master'] as const).flatMap((version) =>
    transcripts(version).flatMap(({ name, commands, answer }): readonly Sample[] => {
      const [command, more] = commands ?? [];
      const found = parsers.find(([of]) => command !== undefined && of.test(command));
      if (command === undefined || more !== undefined || found === undefined) return [];
      const parse = found[1](command);
      const read = parse(answer);
      return read.ok ? [{ name: `${version} ${name}`, lines: answer, parse, truth: read.value }] : [];
    }),
  ),
  ...['2.3', '2.3\n(2) 2.0\n    10.0.0.1:34801: last drop'].map((rows, nth): Sample => {
    const lines = [`Total ${nth + 1} ddd partitions:`, ...`(1) ${rows}`.split('\n'), 'Diagnose ddd done.'];
    const parse: Parse = (from) => parseDdd(2, from);
    const read = parse(lines);
    return { name: `ddd ${nth}`, lines, parse, truth: read.ok ? read.value : undefined };
  }),
];
const sample = fc.constantFrom(...samples);

function orFailure(parse: Parse, damaged: Lines, truth: unknown): void {
  const read = parse(damaged);
  if (read.ok) {
    if (!isAskedAgain(read.value))
      expect(withoutFailedField(read.value)).toEqual(withoutFailedField(truth, read.value));
  }
  // What was printed is shown to people; of nothing there is nothing to show.
  else if (damaged.some((line) => line.trim() !== '')) expect(read.failure.raw.length).toBeGreaterThan(0);
}

/** A field that only a later step needs fails by itself, and says why: whoever needs it does not go on. */
function withoutFailedField(value: unknown, read = value): unknown {
  const failed = hasBalance.safeParse(read).success;
  return failed && typeof value === 'object' ? { ...value, balanceOperations: undefined } : value;
}

const hasBalance = z.object({
  balanceOperations: z.object({ kind: z.literal('not-understood'), message: z.string() }),
});

/**
 * A proposal that counts as refused is proposed again, a table that seems to be another one than was listed makes the
 * whole reading begin anew, and of a table that nothing is said about the leader is asked anew: none can be a mistake.
 */
const isAskedAgain = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'refused' || value.kind === 'changed' || value.kind === 'silent');

const runs = { numRuns: 400 };

describe('a real answer that was damaged', () => {
  it('is among those that are looked at', () => {
    expect(samples.length).toBeGreaterThan(40);
    expect(samples.every(({ truth }) => truth !== undefined)).toBe(true);
  });

  it('by an end too soon is a failure with what was printed, or the truth', () => {
    fc.assert(
      fc.property(sample, fc.nat(), ({ lines, parse, truth }, at) => {
        const text = lines.join('\n');
        orFailure(parse, text.slice(0, at % (text.length + 1)).split('\n'), truth);
      }),
      runs,
    );
  });

  it('by a line twice, lost or elsewhere is a failure with what was printed, or the truth', () => {
    fc.assert(
      fc.property(
        sample,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('twice', 'lost', 'moved', 'copied'),
        ({ lines, parse, truth }, from, to, how) => {
          const damaged = [...lines];
          const at = from % Math.max(1, lines.length);
          const line = lines[at] ?? '';
          if (how === 'lost' || how === 'moved') damaged.splice(at, 1);
          if (how !== 'lost') damaged.splice(how === 'twice' ? at : to % (damaged.length + 1), 0, line);
          orFailure(parse, damaged, truth);
        },
      ),
      runs,
    );
  });

  it('by lines of another answer in between is a failure with what was printed, or the truth', () => {
    fc.assert(
      fc.property(sample, sample, fc.nat(), fc.nat(), fc.nat(20), ({ lines, parse, truth }, other, at, from, many) => {
        const start = from % Math.max(1, other.lines.length);
        const damaged = [...lines];
        damaged.splice(at % (lines.length + 1), 0, ...other.lines.slice(start, start + many));
        orFailure(parse, damaged, truth);
      }),
      runs,
    );
  });

  it('by two answers woven into one another is a failure with what was printed, or the truth', () => {
    fc.assert(
      fc.property(
        sample,
        sample,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        ({ lines, parse, truth }, other, order) => {
          const [mine, theirs] = [[...lines], [...other.lines]];
          const woven: string[] = [];
          for (let nth = 0; mine.length + theirs.length > 0; nth += 1) {
            const next = (order[nth % order.length] === true ? mine : theirs).shift() ?? mine.shift() ?? theirs.shift();
            if (next !== undefined) woven.push(next);
          }
          orFailure(parse, woven, truth);
        },
      ),
      runs,
    );
  });

  it('by a flipped bit never looks better than it is', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.nat(6), ({ lines, parse, truth }, at, bit) => {
        const text = lines.join('\n');
        const place = at % Math.max(1, text.length);
        const flipped = String.fromCharCode(text.charCodeAt(place) ^ (1 << bit));
        const read = parse(`${text.slice(0, place)}${flipped}${text.slice(place + 1)}`.split('\n'));
        // What stands there once and means nothing but itself (a name, a ballot) has nothing to be checked against.
        if (read.ok && !isAskedAgain(read.value)) expect(standing(read.value)).toEqual(standing(truth));
      }),
      { numRuns: 1_500 },
    );
  });
});

/** What a decision to go on is made of, as far as the answer says it more than once or in words of its own. */
function standing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(standing);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? 'a word' : value;
  if (isReading(value))
    return value.partitions.map(({ gpid, primary, secondaries }) => ({
      gpid,
      members: [primary, ...secondaries].length,
      led: primary !== undefined,
    }));
  const kept = Object.entries(value).filter(([name]) =>
    ['status', 'effectiveLevel', 'primaries', 'secondaries', 'kind', 'id'].includes(name),
  );
  return Object.fromEntries(kept);
}

const isReading = (value: object): value is Extract<TableReading, { partitions: unknown }> =>
  'kind' in value && 'partitions' in value;

describe('a real answer of a server to a remote command', () => {
  const question = remoteQuestion(['127.0.0.1:34801'], 'perf-counters', '.*replica(Count)');
  const block =
    transcripts('v2.5.0').flatMap(({ name, stderr }) =>
      name === 'graceful.07_replica_count' ? readRemoteStderr(stderr).events : [],
    )[0]?.lines ?? [];
  const counts = (print: Result<RemotePrint, AdminFailure>): unknown => {
    const answer = print.ok && print.value.kind === 'answers' ? print.value.answers.get('127.0.0.1:34801') : undefined;
    const read = answer === undefined ? undefined : parseReplicaCounts('127.0.0.1:34801', answer);
    return read?.ok === true ? read.value : undefined;
  };
  const truth = counts(parseRemoteBlock(question, block));

  it('is what it is, or nothing when it was damaged', () => {
    expect(truth).toMatchObject({ kind: 'counted' });
    const text = block.join('\n');
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom('cut', 'lost', 'twice', 'moved'), (at, to, how) => {
        const lines = how === 'cut' ? text.slice(0, at % (text.length + 1)).split('\n') : [...block];
        if (how === 'lost' || how === 'moved') lines.splice(at % lines.length, 1);
        if (how === 'twice' || how === 'moved') lines.splice(to % lines.length, 0, block[at % block.length] ?? '');
        const read = counts(parseRemoteBlock(question, lines));
        if (read !== undefined) expect(read).toEqual(truth);
      }),
      runs,
    );
  });
});

/** Of one hostile text, characters. */
const length = 20_000;

/** Every parser, also those of what one server said. */
const everyParser: readonly (readonly [name: string, parse: (lines: Lines) => unknown])[] = [
  ...parsers.map(([of, parse]) => [of.source, parse('app temp -d -j')] as const),
  ['a remote print', (lines) => parseRemotePrint(remoteQuestion(['a:1'], 'server-info'), lines)],
  ['a remote block', (lines) => parseRemoteBlock(remoteQuestion(['a:1'], 'server-info'), lines)],
  ['stderr', (lines) => readRemoteStderr(lines.join('\n'))],
  ['lines', (lines) => contentLines(lines.join('\n'))],
  ...(
    [
      parseReplicaCounts,
      parseServerInfo,
      parseIntegerSetting,
      parseBooleanSetting,
      parseSetAnswer,
      parseKillPartition,
      parseFlushLog,
    ] as const
  ).map(
    (parse) =>
      [
        parse.name,
        (lines: Lines) => {
          const text = lines.join('\n');
          const answers: readonly RemoteAnswer[] = [
            { kind: 'text', text },
            { kind: 'none', error: text },
            { kind: 'json', value: text },
            { kind: 'json', value: { [text]: lines, error: 'ok', counters: lines } },
          ];
          return answers.map((answer) => parse('a:1', answer));
        },
      ] as const,
  ),
];

describe.each(everyParser)('whatever is printed: %s', (_name, parse) => {
  it('is read without an exception', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        '{',
        '}',
        '{}',
        'null',
        'COMMAND: server-info',
        'Succeed count: 1',
        'Failed count: 0',
        'CALL [a] [a:1] succeed: {}',
        '"__proto__": {',
        '{"__proto__":1}',
        'Total 1 ddd partitions:',
        'USAGE: x',
      ),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        parse(lines);
      }),
      { numRuns: 150 },
    );
  });

  it('is read in bounded time, however it is made', () => {
    const hostile = [
      '"',
      '\\"',
      '"a":',
      '{',
      '[',
      '{"a":',
      '[[',
      ' ',
      '\t',
      'a',
      '0',
      '9.',
      'a-',
      'a.',
      'a:',
      ',',
      '-',
      '\u001b[',
      '\u001b[0;',
      'W2026-',
      '(',
      ')(',
      'ERR_',
      'a failed, error=',
      'got error ',
      'CALL [a] [b] ',
      'parse a',
      "parse '",
      'Pegasus Server a (b) c, ',
      ', Started at ',
      'fl_',
      '\n',
      'COMMAND: x\n',
      'Failed count: 1\n',
      '    a\n',
      '(1) 1.1\n',
    ];
    for (const unit of hostile) {
      // What took the square of its length would take minutes for this.
      const text = unit.repeat(Math.ceil(length / unit.length));
      const lines = [text, `{${text}`, `parse ${text} as host:port failed`].flatMap((each) => each.split('\n'));
      const began = performance.now();
      parse(lines);
      expect({ unit, slow: performance.now() - began > 1_500 }).toEqual({ unit, slow: false });
    }
  });
});

it('a line that is almost that of server-info is read in bounded time', () => {
  // What took the square of its length would take minutes for this.
  for (const unit of [', Started at x', ' (b) c', ',', ' ']) {
    const text = `Pegasus Server 1 (a) b${unit.repeat(Math.ceil(1_000_000 / unit.length))}\nx`;
    const began = performance.now();
    expect(parseServerInfo('a:1', { kind: 'text', text })).toMatchObject({
      ok: false,
      failure: { kind: 'not-understood' },
    });
    expect({ unit, slow: performance.now() - began > 1_500 }).toEqual({ unit, slow: false });
  }
});
