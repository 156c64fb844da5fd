import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/lib/result.js';
import type { AdminFailure } from '../../../src/roll/observation.js';
import { parseClusterInfo } from '../../../src/pegasus/shell/parse/cluster-info.js';
import { notUnderstood } from '../../../src/pegasus/shell/failure.js';
import { parseDdd } from '../../../src/pegasus/shell/parse/ddd.js';
import { parseMetaLevel, parseSetMetaLevel } from '../../../src/pegasus/shell/parse/meta-level.js';
import { parseFlushLog, parseKillPartition } from '../../../src/pegasus/shell/parse/node-act.js';
import { parseNodes } from '../../../src/pegasus/shell/parse/nodes.js';
import { parsePartitions } from '../../../src/pegasus/shell/parse/partitions.js';
import { parseBalance, parsePropose } from '../../../src/pegasus/shell/parse/proposal.js';
import {
  parseRemoteBlock,
  parseRemotePrint,
  type RemoteAnswer,
  type RemoteQuestion,
} from '../../../src/pegasus/shell/parse/remote.js';
import { readRemoteStderr } from '../../../src/pegasus/shell/parse/remote-stderr.js';
import { parseReplicaCounts } from '../../../src/pegasus/shell/parse/replica-counts.js';
import { parseServerInfo } from '../../../src/pegasus/shell/parse/server-info.js';
import { parseBooleanSetting, parseIntegerSetting, parseSetAnswer } from '../../../src/pegasus/shell/parse/setting.js';
import { parseTables, type ListedTable } from '../../../src/pegasus/shell/parse/tables.js';
import { transcripts, type Transcript } from '../support/transcripts.js';

type Outcome = Result<unknown, AdminFailure>;

const tables: Readonly<Record<string, ListedTable>> = {
  temp: { id: 1, name: 'temp', status: 'AVAILABLE', partitionCount: 8, replicaCount: 3 },
  events: { id: 3, name: 'events', status: 'AVAILABLE', partitionCount: 64, replicaCount: 3 },
};
const temp: ListedTable = { id: 1, name: 'temp', status: 'AVAILABLE', partitionCount: 8, replicaCount: 3 };

/** Every parser of a whole answer on stdout, with the commands that print it. */
const parsers: readonly {
  readonly name: string;
  readonly of: RegExp;
  readonly parse: (lines: readonly string[], command: string) => Outcome;
}[] = [
  { name: 'cluster info', of: /^cluster_info (-j|--json)$/, parse: parseClusterInfo },
  { name: 'meta level', of: /^get_meta_level$/, parse: parseMetaLevel },
  { name: 'set meta level', of: /^set_meta_level /, parse: parseSetMetaLevel },
  { name: 'nodes', of: /^nodes -d .*-j$/, parse: parseNodes },
  { name: 'tables', of: /^ls .*-j$/, parse: parseTables },
  {
    name: 'partitions',
    of: /^app \S+ -d -j$/,
    parse: (lines, command) => parsePartitions(tables[command.split(' ')[1] ?? ''] ?? temp, lines),
  },
  { name: 'balance', of: /^balance /, parse: (lines, command) => parseBalance(command, lines) },
  { name: 'propose', of: /^propose /, parse: (lines, command) => parsePropose(command, lines) },
  {
    name: 'ddd',
    of: /^ddd_diagnose -g \d+$/,
    parse: (lines, command) =>
      lines.length === 0
        ? notUnderstood(command, 'nothing was printed', [])
        : parseDdd(Number(command.split(' ')[2]), lines),
  },
];

/** Entries of a command we use whose answer is no answer: what is said of them. */
const refused: Readonly<Record<string, readonly [AdminFailure['kind'], string]>> = {
  'v2.5.0 healthy.set_meta_level_bogus': ['not-understood', 'usage'],
  'v2.5.0 pb.balance_missing': ['not-understood', 'usage'],
  'v2.5.0 pb.balance_bad_type': ['not-understood', 'usage'],
  'v2.5.0 pb.propose_badgpid': ['not-understood', 'usage'],
  'v2.5.0 pb.propose_bad_type': ['not-understood', 'usage'],
  'v2.5.0 pb.propose_missing_args': ['not-understood', 'usage'],
  'v2.5.0 unreach.three_metas_get_meta_level': ['unreachable', 'ERR_TIMEOUT'],
  'v2.5.0 unreach.three_metas_set_meta_level': ['unreachable', 'ERR_TIMEOUT'],
  'v2.5.0 unreach.three_metas_ls_d_j': ['unreachable', 'ERR_NETWORK_FAILURE'],
  'v2.5.0 out_file_json': ['not-understood', 'nothing was printed'],
  'master healthy.set_meta_level_bogus': ['not-understood', 'usage'],
};

const many = (entry: Transcript): boolean => (entry.commands?.length ?? 0) > 1;

describe.each(['v2.5.0', 'master'] as const)('what real shells of %s printed', (version) => {
  const all = transcripts(version);

  it('is there', () => {
    expect(all.length).toBe(version === 'master' ? 140 : 426);
  });

  it.each(parsers)('is read as $name where it is that, and nowhere else', ({ name, of, parse }) => {
    let read = 0;
    for (const entry of all) {
      const [command = ''] = entry.commands ?? [];
      const outcome = parse(entry.answer, command);
      const expected = refused[`${version} ${entry.name}`];
      const where = `${entry.name} (${command}) as ${name}`;
      if (of.test(command) && !many(entry) && expected === undefined) {
        expect(outcome, where).toMatchObject({ ok: true });
        read += 1;
      } else if (of.test(command) && expected !== undefined) {
        expect(outcome, where).toMatchObject({
          ok: false,
          failure: { kind: expected[0], message: expect.stringContaining(expected[1]) },
        });
      } else if (outcome.ok && entry.name === 'http.unhealthy_missing_primary.apps') {
        // HTTP serves the same document that `ls -j` prints; that one was noted without its headers.
        expect(name).toBe('tables');
      } else if (outcome.ok) {
        // The one error line that is an answer to `app`: the table is not there.
        expect([name, entry.answer, outcome.value], where).toMatchObject([
          'partitions',
          ['query app nosuch failed, error=ERR_OBJECT_NOT_FOUND'],
          { kind: 'changed' },
        ]);
      }
    }
    if (name !== 'ddd' && !(version === 'master' && name === 'balance')) expect(read).toBeGreaterThan(0);
  });

  it('names every failure in a sentence and shows what was printed', () => {
    for (const entry of all) {
      for (const { parse } of parsers) {
        const outcome = parse(entry.answer, entry.commands?.[0] ?? '');
        if (outcome.ok) continue;
        expect(outcome.failure.message).toMatch(/^[A-Z].*\.$/s);
        if (entry.answer.length > 0) expect(outcome.failure.raw.length).toBeGreaterThan(0);
        expect(outcome.failure.raw.length).toBeLessThanOrEqual(41);
      }
    }
  });

  it('has remote commands of which every single one is read, or is known to ask nobody', () => {
    const askedNobody: string[] = [];
    let read = 0;
    for (const entry of all) {
      const [command = ''] = entry.commands ?? [];
      if (many(entry) || !/^(remote_command|server_info|flush_log) /.test(command)) continue;
      const answers = answersOf(entry);
      if (answers === undefined) askedNobody.push(entry.name);
      else read += 1;
    }
    expect(read).toBeGreaterThan(version === 'master' ? 30 : 100);
    expect(askedNobody.sort()).toEqual(
      version === 'master'
        ? ['rc.bad_type', 'rc.no_command', 'rc.unparsable_node', 'rc.unresolvable_node']
        : [
            'healthy.server_info_j',
            'healthy.unbalanced_quote',
            'rc.bad_type',
            'rc.both_t_and_l',
            'rc.meta.addsec_neg',
            'rc.no_command',
            'rc.unparsable_node',
            'unreach.three_metas_rc_replica',
          ],
    );
  });

  it('has settings that only the leader knows', () => {
    for (const entry of all) {
      const [command = ''] = entry.commands ?? [];
      const words = /^remote_command -t meta-server (?:-- )?(meta\.lb\.\S+)( \S+)?$/.exec(command);
      const answers = words === null ? undefined : answersOf(entry);
      if (words === null || answers === undefined) continue;
      const [, name = '', value] = words;
      const said = [...answers.values()].map((answer) => {
        const outcome: Outcome =
          value !== undefined
            ? parseSetAnswer(name, answer)
            : name.endsWith('flow_control')
              ? parseBooleanSetting(name, answer)
              : parseIntegerSetting(name, answer);
        return outcome.ok ? 'read' : outcome.failure.kind;
      });
      if (entry.name.startsWith('unreach.')) {
        expect(said, entry.name).toEqual(['unreachable', 'unreachable', 'unreachable']);
        continue;
      }
      const bad =
        /bogus|_lower|neg|toobig|zero/.test(entry.name) && !(version === 'master' && /toobig|zero/.test(entry.name));
      expect(
        said.filter((one) => one === (bad ? 'refused' : 'read')),
        entry.name,
      ).toHaveLength(1);
      expect(
        said.every((one) => one === 'not-leader' || one === 'unreachable' || one === (bad ? 'refused' : 'read')),
        entry.name,
      ).toBe(true);
    }
  });

  it('tells versions, start times, and who does not answer', () => {
    const kinds = new Set<string>();
    for (const entry of all) {
      if (many(entry) || !/^(remote_command|server_info)\b.* server-info|^server_info/.test(entry.commands?.[0] ?? ''))
        continue;
      for (const [address, answer] of answersOf(entry) ?? []) {
        const outcome = parseServerInfo(address, answer);
        if (!outcome.ok) throw new Error(`${entry.name}: ${outcome.failure.message}`);
        kinds.add(
          outcome.value.kind === 'running'
            ? `${outcome.value.version} ${outcome.value.commit.slice(0, 8)}`
            : 'error' in outcome.value
              ? outcome.value.error
              : outcome.value.kind,
        );
      }
    }
    expect([...kinds].sort()).toEqual(
      version === 'master'
        ? ['2.6.0-SNAPSHOT db756dcd', 'ERR_NETWORK_FAILURE']
        : ['2.5.0 0ca31b70', 'ERR_NETWORK_FAILURE', 'ERR_TIMEOUT'],
    );
  });

  it('counts replicas where the generation counts them', () => {
    let counted = 0;
    for (const entry of all) {
      if (!/ perf-counters ['"]?\.\*replica/.test(entry.commands?.[0] ?? '')) continue;
      for (const [address, answer] of answersOf(entry) ?? []) {
        const outcome = parseReplicaCounts(address, answer);
        if (answer.kind === 'none')
          expect(outcome, entry.name).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
        else
          expect(outcome, entry.name).toMatchObject({
            ok: true,
            value: { kind: version === 'master' ? 'unavailable' : 'counted' },
          });
        counted += 1;
      }
    }
    expect(counted).toBeGreaterThan(0);
  });

  it('closes replicas and flushes logs', () => {
    let acts = 0;
    for (const entry of all) {
      const act = /(replica\.kill_partition|flush.log)(.*)/.exec(entry.commands?.[0] ?? '');
      if (act === null || many(entry)) continue;
      for (const [address, answer] of answersOf(entry) ?? []) {
        const outcome =
          act[1] === 'replica.kill_partition' ? parseKillPartition(address, answer) : parseFlushLog(address, answer);
        expect(outcome, entry.name).toMatchObject(
          entry.name === 'kp.02_three_args' ? { ok: false, failure: { kind: 'refused' } } : { ok: true },
        );
        acts += 1;
      }
    }
    expect(acts).toBeGreaterThan(0);
  });
});

describe('the same state of a cluster', () => {
  it('is read with its missing primaries', () => {
    const entry = transcripts('v2.5.0').find((one) => one.name === 'unhealthy.04_two_dead.app_temp_d_j');
    const read = parsePartitions(temp, entry?.answer ?? []);
    expect(read).toMatchObject({ ok: true, value: { kind: 'read', splitting: false } });
    if (!read.ok || read.value.kind !== 'read') return;
    expect(read.value.partitions[0]).toEqual({
      gpid: '1.0',
      ballot: 10,
      primary: '127.0.0.1:34802',
      secondaries: ['127.0.0.1:34801'],
    });
    expect(read.value.partitions).toHaveLength(8);
  });

  it('is read as splitting while a partition has the ballot that no partition had yet', () => {
    const entry = transcripts('v2.5.0').find((one) => one.name === 'unhealthy.04_two_dead.app_temp_d_j');
    const lines = (entry?.answer ?? []).map((line, at) => (at === 14 ? line.replace('"10"', '"-1"') : line));
    expect(lines[14]).toContain('"ballot": "-1"');
    expect(parsePartitions(temp, lines)).toMatchObject({ ok: true, value: { kind: 'read', splitting: true } });
  });

  it('is read with the balance operations of either generation', () => {
    const info = (version: 'v2.5.0' | 'master') =>
      parseClusterInfo(transcripts(version).find((one) => one.name === 'healthy.cluster_info_j')?.answer ?? []);
    expect(info('v2.5.0')).toMatchObject({
      ok: true,
      value: {
        leader: '127.0.0.1:34601',
        balanceOperations: { kind: 'counted', total: 1 },
        clusterName: 'pegrealv250',
        effectiveLevel: 'steady',
      },
    });
    expect(info('master')).toMatchObject({
      ok: true,
      value: { leader: 'localhost:34601', balanceOperations: { kind: 'counted', total: 1 }, clusterName: 'pegrealm2' },
    });
  });

  it("is no cluster info when a section of another answer took the cluster's name along", () => {
    const lines = transcripts('v2.5.0').find((one) => one.name === 'healthy.cluster_info_j')?.answer ?? [];
    const at = lines.findIndex((line) => line.includes('"cluster_name"'));
    const torn = [
      ...lines.slice(0, at),
      '        "envs_count": "0"',
      '    },',
      '    "healthy_info": {',
      ...lines.slice(at),
    ];
    expect(parseClusterInfo(torn)).toMatchObject({ ok: false, failure: { kind: 'not-understood', raw: torn } });
  });
});

/** Reads the remote answers of an entry, whoever they are from; undefined when nobody was asked. */
function answersOf(entry: Transcript): ReadonlyMap<string, RemoteAnswer> | undefined {
  const events = readRemoteStderr(entry.stderr).events;
  const [event] = events;
  if (event?.kind === 'block') {
    const command = (event.lines[0] ?? '').slice('COMMAND: '.length).trimEnd();
    const addresses = event.lines.flatMap((line) => /^CALL \[[^\]]+\] \[([^\]]+)\]/.exec(line)?.[1] ?? []);
    expect(entry.answer, entry.name).toEqual([]);
    expect(events, entry.name).toHaveLength(1);
    return readAs(
      { line: entry.name, addresses, command },
      (question) => parseRemoteBlock(question, event.lines),
      entry,
    );
  }
  if (!entry.answer[0]?.startsWith('{')) return undefined;
  const text = entry.answer.join('\n');
  const command = (/"command": "([^"]*)"/.exec(text)?.[1] ?? '').trimEnd();
  const addresses = [...text.matchAll(/^ {4}"([^"]+)": \{$/gm)].flatMap((match) => match[1] ?? []);
  return readAs(
    { line: entry.name, addresses, command },
    (question) => parseRemotePrint(question, entry.answer),
    entry,
  );
}

function readAs(
  question: RemoteQuestion,
  parse: (question: RemoteQuestion) => ReturnType<typeof parseRemotePrint>,
  entry: Transcript,
): ReadonlyMap<string, RemoteAnswer> {
  const outcome = parse(question);
  if (!outcome.ok || outcome.value.kind !== 'answers') throw new Error(`${entry.name}: ${JSON.stringify(outcome)}`);
  expect(outcome.value.answers.size, entry.name).toBe(question.addresses.length);
  return outcome.value.answers;
}
