import type {
  AppConfig,
  AppInfo,
  BackupPolicy,
  DddPartition,
  DiskInfo,
  Generation,
  NodeInfo,
  ProposalAction,
  Reply,
  Response,
  SimulatedServers,
} from '../../../demo/cluster/servers.js';

/** A cluster in which nothing moves by itself: what it is told it keeps, and what it is asked it says. */
export class StillCluster implements SimulatedServers {
  readonly generation: Generation;
  readonly metaAddresses: readonly string[];
  readonly replicaAddresses: readonly string[];
  leader: string;
  level = 'steady';
  effectiveLevel: string | undefined;
  nodes: NodeInfo[];
  apps: AppInfo[] = [];
  configs = new Map<string, AppConfig>();
  dead: DddPartition[] = [];
  /** What the leader says of its balance operations instead of its usual four. */
  balance: string | undefined;
  /** Settings in the leader's memory, as it says them; without them it is still loading. */
  memory: Map<string, string>;
  /** Processes that answer nothing. */
  readonly refusing = new Set<string>();
  readonly hanging = new Set<string>();
  /** What the meta answers to a request instead of what was asked for. */
  readonly errors = new Map<string, string>();
  /** What the meta answers to a proposal instead of ERR_OK. */
  readonly proposalErrors = new Map<string, string>();
  readonly proposals: { gpid: string; actions: readonly ProposalAction[] }[] = [];
  /** Everything that was asked, as `who: what`. */
  readonly asked: string[] = [];
  /** Called before each request: the moment to change something. */
  before: (request: string) => void = () => undefined;
  readonly disksOfEach: readonly DiskInfo[] = [{ tag: 'd1', directory: '/d1', capacityMb: 100, availableMb: 60 }];
  counts = { serving: 5, opening: 0, closing: 2 };
  /** What a server answers to a remote command instead of what it should. */
  readonly said = new Map<string, string>();

  constructor(
    generation: Generation,
    shape: {
      metas?: number;
      servers?: number;
      tables?: readonly { name: string; partitions: number; replicas?: number }[];
    } = {},
  ) {
    this.generation = generation;
    const address = (role: string, port: number, index: number): string =>
      generation === '2.5' ? `10.0.${role === 'meta' ? 1 : 0}.${index}:${port}` : `${role}${index}.example.org:${port}`;
    this.metaAddresses = Array.from({ length: shape.metas ?? 3 }, (_, index) => address('meta', 34_601, index + 1));
    this.replicaAddresses = Array.from({ length: shape.servers ?? 5 }, (_, index) =>
      address('replica', 34_801, index + 1),
    );
    this.leader = this.metaAddresses[1] ?? '';
    this.nodes = this.replicaAddresses.map((server) => ({ address: server, status: 'ALIVE' }));
    this.memory = new Map([
      ['meta.lb.assign_delay_ms', '600000'],
      ['meta.lb.add_secondary_max_count_for_one_node', '20'],
      ['meta.lb.add_secondary_enable_flow_control', 'true'],
    ]);
    for (const [index, table] of (
      shape.tables ?? [
        { name: 'temp', partitions: 8 },
        { name: 'usertable', partitions: 4 },
      ]
    ).entries()) {
      this.addTable(index + 1, table.name, table.partitions, table.replicas ?? 3);
    }
  }

  addTable(id: number, name: string, partitionCount: number, replicas: number, status = 'AVAILABLE'): void {
    this.apps.push({
      id,
      name,
      status,
      type: 'pegasus',
      partitionCount,
      maxReplicaCount: replicas,
      isStateful: true,
      createSecond: 1_795_400_000,
      dropSecond: 0,
      expireSecond: 0,
      envs: {},
    });
    if (status !== 'AVAILABLE') return;
    const at = (index: number): string => this.replicaAddresses[index % this.replicaAddresses.length] ?? '';
    const partitions = Array.from({ length: partitionCount }, (_, index) => ({
      appId: id,
      index,
      ballot: 3 + index,
      maxReplicaCount: replicas,
      primary: at(index + id),
      secondaries: Array.from({ length: replicas - 1 }, (_, nth) => at(index + id + nth + 1)),
      lastDrops: [],
    }));
    this.configs.set(name, { appId: id, partitionCount, partitions });
  }

  clusterInfo(meta: string): Reply<Response<readonly (readonly [string, string])[]>> {
    return this.#ofLeader(meta, 'cluster_info', () => [
      ['meta_servers', this.metaAddresses.join(',')],
      ['primary_meta_server', this.leader],
      ['zookeeper_hosts', '10.0.9.1:2181'],
      ['zookeeper_root', '/pegasus/c1'],
      ['meta_function_level', this.effectiveLevel ?? this.level],
      [
        'balance_operation_count',
        this.balance ??
          (this.generation === '2.5'
            ? 'move_pri=3,copy_pri=0,copy_sec=1,total=4'
            : '{\n  "copy_pri": 0,\n  "copy_sec": 1,\n  "move_pri": 3,\n  "total": 4\n}'),
      ],
      ['primary_replica_count_stddev', '0.49'],
      ['total_replica_count_stddev', '0.98'],
      ['cluster_name', 'c1'],
    ]);
  }

  listNodes(meta: string, status: 'all' | 'alive' | 'unalive'): Reply<Response<readonly NodeInfo[]>> {
    return this.#ofLeader(meta, `nodes ${status}`, () =>
      this.nodes.filter((node) => status === 'all' || node.status === status.toUpperCase()),
    );
  }

  listApps(meta: string, status: 'all' | 'available'): Reply<Response<readonly AppInfo[]>> {
    return this.#ofLeader(meta, 'ls', () => this.apps.filter((app) => status === 'all' || app.status === 'AVAILABLE'));
  }

  queryConfig(meta: string, app: string): Reply<Response<AppConfig>> {
    return this.#ofLeader(meta, `app ${app}`, () => this.configs.get(app));
  }

  controlMeta(meta: string, level: string | undefined): Reply<Response<string>> {
    return this.#ofLeader(meta, `level ${level ?? ''}`, () => {
      const old = `fl_${this.level}`;
      this.level = level ?? this.level;
      return old;
    });
  }

  propose(meta: string, appId: number, index: number, actions: readonly ProposalAction[]): Reply<Response<null>> {
    const gpid = `${appId}.${index}`;
    const error = this.proposalErrors.get(gpid);
    if (error !== undefined) return { kind: 'answer', value: { err: error } };
    return (
      this.#lookUp(meta, `propose ${gpid}`, appId) ??
      this.#ofLeader(meta, `propose ${gpid}`, () => {
        this.proposals.push({ gpid, actions });
        return null;
      })
    );
  }

  dddDiagnose(meta: string, appId: number): Reply<Response<readonly DddPartition[]>> {
    return (
      this.#lookUp(meta, `ddd_diagnose ${appId}`, appId) ??
      this.#ofLeader(meta, `ddd_diagnose ${appId}`, () => this.dead.filter((each) => each.appId === appId))
    );
  }

  backupPolicies(): Reply<Response<readonly BackupPolicy[]>> {
    return { kind: 'answer', value: { err: 'ERR_OK', value: [] } };
  }

  disks(): Reply<readonly DiskInfo[]> {
    return { kind: 'answer', value: this.disksOfEach };
  }

  remoteCommand(address: string, command: string, args: readonly string[]): Reply<string> {
    const silent = this.#silence(address, [command, ...args].join(' '));
    if (silent !== undefined) return silent;
    const said = this.said.get(`${address} ${command}`);
    return { kind: 'answer', value: said ?? this.#say(address, command, args) };
  }

  #say(address: string, command: string, args: readonly string[]): string {
    const old = this.generation === '2.5';
    const isMeta = this.metaAddresses.includes(address);
    if (command === 'server-info') {
      return old
        ? 'Pegasus Server 2.5.0 (0ca31b70eac7321bb17fb034105695597245d47b) Release, Started at 2026-11-23 06:54:23'
        : '{\n  "build_type": "Release",\n  "git_SHA": "db756dcdf24e2af6169659a67548501ed61f106c",\n  "start_time": "2026-11-23 07:27:26",\n  "version": "2.6.0-SNAPSHOT"\n}\n';
    }
    if (command === 'perf-counters' && !isMeta) {
      const counters = Object.entries({
        'opening.replica': this.counts.opening,
        'closing.replica': this.counts.closing,
        replica: this.counts.serving,
      }).map(
        ([name, value]) => `{"name":"replica*eon.replica_stub*${name}(Count)","type":"NUMBER","value":${value}.0}`,
      );
      return `{"result":"OK","timestamp":1795419980,"timestamp_str":"2026-11-23 07:46:20","counters":[${old ? counters.join(',') : ''}]}`;
    }
    if (command === 'replica.kill_partition' && !isMeta) return 'ERR_OK';
    if (command === 'flush-log') return 'Flush done.';
    if (command === 'meta.live_percentage' && isMeta)
      return old ? '50' : `{\n  "error": "ok",\n  "${command}": "50"\n}\n`;
    const value = address === this.leader ? this.memory.get(command) : undefined;
    if (value === undefined) return `unknown command '${command}'`;
    const [next] = args;
    if (next === undefined) return old ? value : `{\n  "error": "ok",\n  "${command}": "${value}"\n}\n`;
    if (next !== 'DEFAULT' && !/^(\d+|true|false)$/.test(next))
      return old
        ? 'ERR: invalid arguments'
        : `{\n  "error": "ERR: invalid argument '${next}', the value is not acceptable"\n}\n`;
    if (old && command === 'meta.lb.assign_delay_ms' && next === '0') return 'ERR: invalid arguments';
    this.memory.set(command, next === 'DEFAULT' ? '20' : next);
    return old ? 'OK' : next === 'DEFAULT' ? `{\n  "error": "ok",\n  "${command}": 20\n}\n` : '{\n  "error": "ok"\n}\n';
  }

  /** A table is looked up before the question who leads, and only the leader has any. */
  #lookUp(meta: string, request: string, appId: number): Reply<{ err: string }> | undefined {
    this.before(request);
    if (meta === this.leader && this.apps.some(({ id }) => id === appId)) return undefined;
    return (
      this.#silence(meta, request) ?? {
        kind: 'answer',
        value: { err: this.generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_APP_NOT_EXIST' },
      }
    );
  }

  #ofLeader<Value>(meta: string, request: string, answer: () => Value | undefined): Reply<Response<Value>> {
    const silent = this.#silence(meta, request);
    if (silent !== undefined) return silent;
    if (meta !== this.leader)
      return { kind: 'answer', value: { err: 'ERR_FORWARD_TO_OTHERS', forwardTo: this.leader } };
    const error = this.errors.get(request);
    if (error !== undefined) return { kind: 'answer', value: { err: error } };
    const value = answer();
    return { kind: 'answer', value: value === undefined ? { err: 'ERR_OBJECT_NOT_FOUND' } : { err: 'ERR_OK', value } };
  }

  #silence(address: string, request: string): { kind: 'refused' } | { kind: 'hangs' } | undefined {
    this.before(request);
    this.asked.push(`${address}: ${request}`);
    if (this.hanging.has(address)) return { kind: 'hangs' };
    return this.refusing.has(address) ||
      (!this.metaAddresses.includes(address) && !this.replicaAddresses.includes(address))
      ? { kind: 'refused' }
      : undefined;
  }
}
