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
} from '../../../../demo/cluster/servers.js';

/**
 * Three metas and three replica servers whose processes can be up, hung or down; it registers proposals and knows one
 * table.
 */
export class SmallCluster implements SimulatedServers {
  readonly metaAddresses = ['127.0.0.1:34601', '127.0.0.1:34602', '127.0.0.1:34603'];
  readonly replicaAddresses = ['127.0.0.1:34801', '127.0.0.1:34802', '127.0.0.1:34803'];
  readonly generation: Generation;
  leader = '127.0.0.1:34601';
  readonly hung = new Set<string>();
  readonly down = new Set<string>();
  readonly ddd: DddPartition[] = [];
  readonly disksOfEach: readonly DiskInfo[] = [
    { tag: 'd1', directory: '/d1', capacityMb: 1_000, availableMb: 300 },
    { tag: 'd2', directory: '/d2', capacityMb: 1_000, availableMb: 100 },
  ];
  readonly registered: { readonly gpid: string; readonly actions: readonly ProposalAction[] }[] = [];

  constructor(generation: Generation) {
    this.generation = generation;
  }

  clusterInfo(meta: string): Reply<Response<readonly (readonly [string, string])[]>> {
    return this.#asLeader(meta, [
      ['primary_meta_server', this.leader],
      ['cluster_name', 'cluster-x'],
    ]);
  }

  listNodes(meta: string, status: 'all' | 'alive' | 'unalive'): Reply<Response<readonly NodeInfo[]>> {
    const nodes = this.replicaAddresses.map((address) => ({
      address,
      status: this.down.has(address) ? ('UNALIVE' as const) : ('ALIVE' as const),
    }));
    return this.#asLeader(
      meta,
      nodes.filter((node) => status === 'all' || node.status.toLowerCase() === status),
    );
  }

  listApps(meta: string): Reply<Response<readonly AppInfo[]>> {
    return this.#asLeader(meta, [
      {
        id: 1,
        name: 'temp',
        status: 'AVAILABLE',
        type: 'pegasus',
        partitionCount: 1,
        maxReplicaCount: 3,
        isStateful: true,
        createSecond: 0,
        dropSecond: 0,
        expireSecond: 0,
        envs: {},
      },
    ]);
  }

  queryConfig(meta: string): Reply<Response<AppConfig>> {
    const [primary, ...secondaries] = this.replicaAddresses;
    return this.#asLeader(meta, {
      appId: 1,
      partitionCount: 1,
      partitions: [{ appId: 1, index: 0, ballot: 3, maxReplicaCount: 3, primary, secondaries, lastDrops: [] }],
    });
  }

  controlMeta(meta: string): Reply<Response<string>> {
    return this.#asLeader(meta, 'fl_steady');
  }

  propose(meta: string, appId: number, index: number, actions: readonly ProposalAction[]): Reply<Response<null>> {
    const absent = this.#absent(meta);
    if (absent !== undefined) return absent;
    if (meta !== this.leader)
      return {
        kind: 'answer',
        value: { err: this.generation === '2.5' ? 'ERR_INVALID_PARAMETERS' : 'ERR_APP_NOT_EXIST' },
      };
    this.registered.push({ gpid: `${appId}.${index}`, actions });
    return { kind: 'answer', value: { err: 'ERR_OK', value: null } };
  }

  dddDiagnose(meta: string, appId: number, index: number): Reply<Response<readonly DddPartition[]>> {
    if (this.generation === '2.5' && appId === -1)
      return this.#absent(meta) ?? { kind: 'answer', value: { err: 'ERR_INVALID_PARAMETERS' } };
    return this.#asLeader(
      meta,
      this.ddd.filter((dead) => (appId === -1 || dead.appId === appId) && (index === -1 || dead.index === index)),
    );
  }

  backupPolicies(): Reply<Response<readonly BackupPolicy[]>> {
    return { kind: 'answer', value: { err: 'ERR_OK', value: [] } };
  }

  disks(): Reply<readonly DiskInfo[]> {
    return { kind: 'answer', value: this.disksOfEach };
  }

  remoteCommand(address: string, command: string): Reply<string> {
    return this.#absent(address) ?? { kind: 'answer', value: `answer to ${command}` };
  }

  #asLeader<Value>(meta: string, value: Value): Reply<Response<Value>> {
    const absent = this.#absent(meta);
    if (absent !== undefined) return absent;
    return {
      kind: 'answer',
      value: meta === this.leader ? { err: 'ERR_OK', value } : { err: 'ERR_FORWARD_TO_OTHERS', forwardTo: this.leader },
    };
  }

  #absent(address: string): { readonly kind: 'hangs' } | { readonly kind: 'refused' } | undefined {
    if (this.hung.has(address)) return { kind: 'hangs' };
    return this.down.has(address) ? { kind: 'refused' } : undefined;
  }
}
