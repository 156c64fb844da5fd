import type {
  AppConfig,
  AppInfo,
  BackupPolicy,
  DddPartition,
  DiskInfo,
  Generation,
  NodeInfo,
  PartitionConfig,
  Reply,
  Response,
  SimulatedServers,
} from '../../../../demo/cluster/servers.js';
import { readTables, type PrintedTables } from './printed.js';
import type { ShellTranscript } from './transcripts.js';

type RemoteAnswer = { readonly answer: string } | { readonly failed: string };

/**
 * A cluster in the state that a transcript shows: it knows what the transcript printed, and nothing of how it is
 * printed.
 */
export class TranscriptCluster implements SimulatedServers {
  readonly generation: Generation;
  readonly metaAddresses: readonly string[];
  readonly replicaAddresses: readonly string[];
  readonly #transcript: ShellTranscript;
  readonly #tables: PrintedTables;
  readonly #leader: string;
  readonly #proposals: string[];
  readonly #nodes: readonly NodeInfo[];
  /** By command, then by address: answers in the order in which they were given. */
  readonly #remote: ReadonlyMap<string, RemoteAnswer>[];
  #remoteTurn = 0;

  constructor(transcript: ShellTranscript) {
    this.#transcript = transcript;
    this.generation = transcript.dialect;
    const host = transcript.dialect === '2.5' ? '127.0.0.1' : 'localhost';
    this.metaAddresses = [1, 2, 3].map((index) => `${host}:3460${index}`);
    this.replicaAddresses = [1, 2, 3, 4, 5].map((index) => `${host}:3480${index}`);
    this.#tables = readTables(transcript.stdout);
    this.#leader =
      this.#named(this.#tables.get('cluster_info')?.[0]?.['primary_meta_server']) ?? this.metaAddresses[0] ?? '';
    this.#proposals = proposalResults(transcript);
    this.#remote = readRemote(transcript);
    this.#nodes = this.#readNodes();
  }

  clusterInfo(meta: string): Reply<Response<readonly (readonly [string, string])[]>> {
    return this.#asLeader(meta, this.#withoutLeader ? '.*' : 'get cluster info', () => {
      const [facts] = this.#tables.get('cluster_info') ?? [];
      const rows = Object.entries(facts ?? { cluster_name: this.generation === '2.5' ? 'pegrealv250' : 'pegrealm2' });
      return rows.map(
        ([key, value]) =>
          [
            key,
            key.includes('meta_server')
              ? value
                  .split(',')
                  .map((address) => this.#named(address) ?? '')
                  .join(',')
              : value,
          ] as const,
      );
    });
  }

  listNodes(meta: string, status: 'all' | 'alive' | 'unalive'): Reply<Response<readonly NodeInfo[]>> {
    return this.#asLeader(meta, 'list nodes', () =>
      this.#nodes.filter((node) => status === 'all' || node.status.toLowerCase() === status),
    );
  }

  listApps(meta: string, status: 'all' | 'available'): Reply<Response<readonly AppInfo[]>> {
    return this.#asLeader(meta, 'list apps', () => {
      const rows = this.#tables.get('general_info');
      const apps = rows === undefined ? [countedApp] : rows.map(readApp);
      return apps.filter((app) => status === 'all' || app.status === 'AVAILABLE');
    });
  }

  queryConfig(meta: string, app: string): Reply<Response<AppConfig>> {
    return this.#asLeader(meta, `query app ${app}`, () => this.#config(app));
  }

  controlMeta(meta: string, level: string | undefined): Reply<Response<string>> {
    const [, shown = 'fl_steady'] =
      (level === undefined ? /current meta level is (\S+)/ : /old level is (\S+)/).exec(this.#transcript.stdout) ?? [];
    return this.#asLeader(meta, level === undefined ? 'get meta level' : 'control meta level', () => shown);
  }

  /** A follower looks for the table before it looks whether it leads. */
  propose(meta: string): Reply<Response<null>> {
    const follower = this.generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_APP_NOT_EXIST';
    if (meta !== this.#leader) {
      this.#proposals.shift();
      return { kind: 'answer', value: { err: follower } };
    }
    const err = this.#proposals.shift() ?? 'nothing more was printed';
    return { kind: 'answer', value: err === 'ERR_OK' ? { err: 'ERR_OK', value: null } : { err } };
  }

  dddDiagnose(meta: string): Reply<Response<readonly DddPartition[]>> {
    return this.#asLeader(meta, 'ddd diagnose', () => []);
  }

  backupPolicies(): Reply<Response<readonly BackupPolicy[]>> {
    return { kind: 'answer', value: { err: 'ERR_OK', value: [] } };
  }

  disks(): Reply<readonly DiskInfo[]> {
    return { kind: 'answer', value: [] };
  }

  remoteCommand(address: string, command: string): Reply<string> {
    const result = this.#remote[this.#remoteTurn]?.get(address);
    // The shell asks all servers of one command before it goes on to the next.
    if (address === [...(this.#remote[this.#remoteTurn]?.keys() ?? [])].at(-1)) this.#remoteTurn += 1;
    if (result === undefined) return { kind: 'answer', value: `${command} was not asked` };
    if ('answer' in result) return { kind: 'answer', value: result.answer };
    return { kind: result.failed === 'ERR_TIMEOUT' ? 'hangs' : 'refused' };
  }

  #asLeader<Value>(meta: string, what: string, value: () => Value): Reply<Response<Value>> {
    if (meta !== this.#leader)
      return { kind: 'answer', value: { err: 'ERR_FORWARD_TO_OTHERS', forwardTo: this.#leader } };
    const [, err] = new RegExp(`^${what} (?:failed, error=|got error )(\\S+)`, 'm').exec(this.#transcript.stdout) ?? [];
    if (err === 'ERR_TIMEOUT' || err === 'ERR_NETWORK_FAILURE') return { kind: 'refused' };
    return { kind: 'answer', value: err === undefined ? { err: 'ERR_OK', value: value() } : { err } };
  }

  get #withoutLeader(): boolean {
    return /error[= ]ERR_(TIMEOUT|NETWORK_FAILURE)/.test(this.#transcript.stdout);
  }

  #readNodes(): readonly NodeInfo[] {
    const rows = this.#tables.get('details');
    if (rows !== undefined)
      return rows.flatMap((row) =>
        row['address'] === undefined
          ? []
          : [
              {
                address: this.#named(row['address']) ?? '',
                status: row['status'] === 'ALIVE' ? ('ALIVE' as const) : ('UNALIVE' as const),
              },
            ],
      );
    const asked = this.#remote
      .flatMap((answers) => [...answers.keys()])
      .filter((address) => this.replicaAddresses.includes(address));
    return (asked.length === 0 ? this.replicaAddresses : asked).map((address) => ({
      address,
      status: 'ALIVE' as const,
    }));
  }

  #config(app: string): AppConfig {
    const replicas = this.#tables.get('replicas');
    const general = this.#tables.get('general')?.[0];
    const health = this.#tables.get('healthy_info')?.find((row) => row['app_name'] === app);
    if (general !== undefined) {
      const maxReplicaCount = Number(general['max_replica_count']);
      const partitions =
        replicas?.map((row) => this.#partition(row)) ??
        Array.from({ length: Number(general['partition_count']) }, (_, index) => empty(index, maxReplicaCount));
      return { appId: Number(general['app_id']), partitionCount: Number(general['partition_count']), partitions };
    }
    if (health !== undefined) return unhealthyConfig(health);
    return this.#countedConfig(this.#tables.get('details') ?? []);
  }

  #partition(row: Readonly<Record<string, string>>): PartitionConfig {
    const primary = row['primary'] === '-' ? undefined : this.#named(row['primary']);
    const secondaries = (row['secondaries'] ?? '[]')
      .slice(1, -1)
      .split(',')
      .filter((text) => text !== '');
    return {
      ...empty(Number(row['pidx']), Number((row['replica_count'] ?? '').split('/')[1])),
      ballot: Number(row['ballot']),
      primary,
      secondaries: secondaries.map((address) => this.#named(address) ?? ''),
    };
  }

  /** Partitions that give every server the replicas that `nodes -d` counted for it. */
  #countedConfig(nodes: readonly Readonly<Record<string, string>>[]): AppConfig {
    const partitions = nodes.flatMap((row) => {
      const address = this.#named(row['address']) ?? '';
      return [
        ...Array.from({ length: Number(row['primary_count'] ?? 0) }, () => ({ ...empty(0, 3), primary: address })),
        ...Array.from({ length: Number(row['secondary_count'] ?? 0) }, () => ({
          ...empty(0, 3),
          secondaries: [address],
        })),
      ];
    });
    return { appId: 1, partitionCount: partitions.length, partitions };
  }

  /** The cluster's own name of a server that was printed with `-r`. */
  #named(address: string | undefined): string | undefined {
    const host = this.generation === '2.5' ? '127.0.0.1' : 'localhost';
    return address?.replace(/^(?:localhost|127\.0\.0\.1):/, `${host}:`);
  }
}

const empty = (index: number, maxReplicaCount: number): PartitionConfig => ({
  appId: 1,
  index,
  ballot: 3,
  maxReplicaCount,
  primary: undefined,
  secondaries: [],
  lastDrops: [],
});

const countedApp: AppInfo = {
  id: 1,
  name: 'counted',
  status: 'AVAILABLE',
  type: 'pegasus',
  partitionCount: 1,
  maxReplicaCount: 3,
  isStateful: true,
  createSecond: 0,
  dropSecond: 0,
  expireSecond: 0,
  envs: {},
};

/** As many partitions of each kind as `ls -d` counted. */
function unhealthyConfig(row: Readonly<Record<string, string>>): AppConfig {
  const count = (column: string): number => Number(row[column] ?? 0);
  const kinds: readonly (readonly [number, Partial<PartitionConfig>])[] = [
    [count('fully_healthy'), { primary: 'a', secondaries: ['b', 'c'] }],
    [count('read_unhealthy'), { secondaries: ['b', 'c'] }],
    [count('write_unhealthy') - count('read_unhealthy'), { primary: 'a' }],
    [count('unhealthy') - count('write_unhealthy'), { primary: 'a', secondaries: ['b'] }],
  ];
  const partitions = kinds.flatMap(([length, replicas]) =>
    Array.from({ length }, (_, index) => ({ ...empty(index, 3), ...replicas })),
  );
  return { appId: count('app_id'), partitionCount: partitions.length, partitions };
}

function readApp(row: Readonly<Record<string, string>>): AppInfo {
  const second = (column: string): number => {
    const text = row[column] ?? '-';
    return text === '-' ? 0 : Date.parse(`${text.replace('_', 'T')}Z`) / 1000;
  };
  return {
    id: Number(row['app_id']),
    name: row['app_name'] ?? '',
    status: row['status'] ?? '',
    type: row['app_type'] ?? '',
    partitionCount: Number(row['partition_count']),
    maxReplicaCount: Number(row['replica_count']),
    isStateful: row['is_stateful'] === 'true',
    createSecond: second('create_time'),
    dropSecond: second('drop_time'),
    expireSecond: second('drop_expire'),
    envs: Object.fromEntries(Array.from({ length: Number(row['envs_count']) }, (_, index) => [`key${index}`, 'value'])),
  };
}

/** The error of each proposal, in order. */
export const proposalResults = (transcript: ShellTranscript): string[] =>
  [...transcript.stdout.matchAll(/^send (?:balance proposal result|proposal response): (\S+)$/gm)].map(
    ([, err]) => err ?? '',
  );

/** What each remote command was answered, by server. */
function readRemote(transcript: ShellTranscript): ReadonlyMap<string, RemoteAnswer>[] {
  if (transcript.dialect === '2.5') {
    return transcript.stderr
      .split(/^COMMAND: /m)
      .slice(1)
      .map((block) => {
        const answers = new Map<string, RemoteAnswer>();
        for (const [, address = '', how, text = ''] of block.matchAll(
          /^CALL \[.+?\] \[(.+?)\] (succeed|failed): ([\s\S]*?)\n(?=CALL \[|\nSucceed count)/gm,
        )) {
          answers.set(address, how === 'succeed' ? { answer: text } : { failed: text });
        }
        return answers;
      });
  }
  return [...transcript.stdout.matchAll(/^\{\n {2}"command"[\s\S]*?^\}$/gm)].map(([text]) => {
    const { details = {} } = JSON.parse(text) as { details?: Record<string, { acked: boolean; message: unknown }> };
    return new Map(
      Object.entries(details).map(([address, { acked, message }]): [string, RemoteAnswer] => {
        const name = address.replace('127.0.0.1', 'localhost');
        if (!acked) return [name, { failed: String(message) }];
        // A server sends its members in any order; the shell sorts them.
        return [name, { answer: typeof message === 'string' ? message : JSON.stringify(backwards(message)) }];
      }),
    );
  });
}

const backwards = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, backwards(inner)]),
      )
    : value;
