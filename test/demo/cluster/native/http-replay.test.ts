import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../../demo/cluster/model/simulated-cluster.js';
import { page } from '../../../../demo/cluster/native/http/pages.js';
import { HttpCutter, httpText } from '../../../../demo/cluster/native/http/request.js';
import type {
  AppConfig,
  Generation,
  Reply,
  Response,
  SimulatedPorts,
  SimulatedServers,
} from '../../../../demo/cluster/servers.js';
import { readTranscripts } from '../shell/transcripts.js';

/** One page that a real server was asked for with curl. */
interface Fetched {
  readonly name: string;
  readonly address: string;
  readonly target: string;
  /** The whole answer; without its head when curl did not show it. */
  readonly printed: string;
}

const built = {
  '2.5': { version: '2.5.0', commit: '0ca31b70eac7321bb17fb034105695597245d47b' },
  newer: { version: '2.6.0-SNAPSHOT', commit: 'db756dcdf24e2af6169659a67548501ed61f106c' },
} as const;
const ownName = { '2.5': 'pegrealv250', newer: 'pegrealm2' } as const;

function readFetched(generation: Generation): ReadonlyMap<string, Fetched> {
  const host = generation === '2.5' ? '127.0.0.1' : 'localhost';
  const pages = readTranscripts(generation).flatMap(({ name, cmd, stdout }): [string, Fetched][] => {
    const [, address = '', target] = /^curl -s [^']*'?http:\/\/([^/]+)(\/[^' ]*)'?/.exec(cmd) ?? [];
    if (target === undefined) return [];
    const printed = stdout.replace(/\n?curl_exit=\d+\n$/, '');
    return [[name, { name, address: address.replace(/^(localhost|127\.0\.0\.1):/, `${host}:`), target, printed }]];
  });
  return new Map(pages);
}

/**
 * What the cluster says of the page; the lines of the head end as they do on the wire, where curl's output was kept
 * without.
 */
function answer(
  cluster: SimulatedServers & SimulatedPorts,
  generation: Generation,
  { address, target }: Fetched,
): string {
  const facts = cluster.facts(address);
  if (facts === undefined) throw new Error(`${address} is not there`);
  const [request] = new HttpCutter().cut(`GET ${target} HTTP/1.1\r\nHost: ${address}\r\n\r\n`) ?? [];
  if (request === undefined || 'status' in request) throw new Error(`${target} is no request`);
  const made = page({ cluster, address, facts, newer: generation === 'newer' }, request);
  return made === 'dies' ? '' : httpText(made).replaceAll('\r\n', '\n');
}

/** Besides times and the machine's name: how uneven the cluster is, and so how long the page that says it. */
const tolerant = (text: string): string =>
  text
    .replace(/"host": "[^"]+"/, '"host": "…"')
    .replace(/"timestamp_ns": \d{19}/, '"timestamp_ns": …')
    .replace(/"RecentStartTime":"[^"]+"/, '"RecentStartTime":"…"')
    .replace(/"(primary|total)_replica_count_stddev":"[^"]+"/g, '"$1_stddev":"…"')
    .replace(/(copy_sec(?:\\": |=))\d+(.*?total(?:\\": |=))\d+/, '$1…$2…')
    .replace(/Content-Length: \d+(?=[^]*("host"|stddev"))/, 'Content-Length: …');

const field = (generation: Generation, clock = new VirtualClock()): SimulatedCluster =>
  new SimulatedCluster({
    ...fieldCluster({ clock, seed: 1, generation }),
    clusterName: ownName[generation],
    ...built[generation],
  });

/** Pages that tell nothing of where replicas are: the simulated cluster answers them by itself, byte for byte. */
const asked = {
  '2.5': [
    'http.meta.app_envs',
    'http.meta.app_noname',
    'http.meta.app_nosuch',
    'http.meta.app_temp',
    'http.meta.cluster',
    'http.meta.config1',
    'http.meta.help',
    'http.meta.metrics',
    'http.meta.nodes',
    'http.meta.nosuch',
    'http.meta.recentStartTime',
    'http.meta.unknown_arg',
    'http.meta.updateConfig_back',
    'http.meta.updateConfig_immutable',
    'http.meta.updateConfig_min_live',
    'http.meta.updateConfig_min_live_meta',
    'http.meta.updateConfig_nosuch',
    'http.meta.version',
    'http.replica.meta_cluster',
    'http.replica.metrics',
    'http.replica.recentStartTime',
    'http.replica.updateConfig_nosuch',
    'http.replica.version',
    'http.standby.meta_app_envs_name_temp',
    'http.standby.meta_app_name_temp_detail',
    'http.standby.meta_apps',
    'http.standby.meta_apps_detail',
    'http.standby.meta_cluster',
    'http.standby.meta_nodes',
    'http.standby.meta_nodes_detail',
    'http.standby.version',
  ],
  newer: [
    'http.meta.app_nosuch',
    'http.meta.cluster',
    'http.meta.config1',
    'http.meta.nosuch',
    'http.meta.recentStartTime',
    'http.meta.updateConfig_addsec',
    'http.meta.updateConfig_assign_delay',
    'http.meta.updateConfig_fc',
    'http.meta.updateConfig_immutable',
    'http.meta.updateConfig_min_live',
    'http.meta.version',
    'http.replica.meta_cluster',
    'http.replica.metrics_replica_count',
    'http.replica.version',
    'http.standby.meta_cluster',
    'http.standby.meta_nodes_detail',
  ],
} as const;

describe.each(['2.5', 'newer'] as const)('the pages of %s servers are those of real ones', (generation) => {
  const fetched = readFetched(generation);
  const transcript = (name: string): Fetched => {
    const found = fetched.get(name);
    if (found === undefined) throw new Error(`no transcript ${name}`);
    return found;
  };

  it.each(asked[generation])('%s', async (name) => {
    const clock = new VirtualClock();
    const cluster = field(generation, clock);
    // A newer leader has counted the balance operations by then.
    await clock.advance(20_000);
    expect(tolerant(answer(cluster, generation, transcript(name)))).toBe(tolerant(transcript(name).printed));
    cluster.close();
  });

  it('every flag that it shows is shown as there', () => {
    const cluster = field(generation);
    const [first] = cluster.metaAddresses;
    const real: unknown = JSON.parse(transcript('http.meta.configs').printed.split('\n\n')[1] ?? '');
    const shown: unknown = JSON.parse(
      answer(cluster, generation, { ...transcript('http.meta.configs'), address: first ?? '' }).split('\n\n')[1] ?? '',
    );
    expect(Object.keys(shown as object).length).toBeGreaterThan(12);
    // The model keeps one dropped replica where these clusters, by their configuration, kept none.
    const kept = {
      max_reserved_dropped_replicas: expect.objectContaining({ tags: 'flag_tag::FT_MUTABLE' }) as unknown,
    };
    expect(real).toMatchObject({ ...(shown as object), ...kept });
    cluster.close();
  });

  const detailed =
    generation === '2.5'
      ? ['http.meta.app_temp_detail', 'http.killed_after_fd.app_name_temp_detail', 'http.unhealthy_missing_primary.app']
      : ['http.meta.app_temp_detail'];
  it.each(detailed)('%s, told where the replicas were', (name) => {
    const cluster = field(generation);
    const { printed } = transcript(name);
    const body = printed.slice(printed.indexOf('{'));
    const [leader = ''] = cluster.metaAddresses;
    const there: SimulatedServers & SimulatedPorts = Object.create(cluster, {
      queryConfig: {
        value: (): Reply<Response<AppConfig>> => ({ kind: 'answer', value: { err: 'ERR_OK', value: configOf(body) } }),
      },
      metaRole: { value: () => cluster.metaRole(leader) },
      facts: { value: () => cluster.facts(leader) },
    }) as SimulatedCluster;
    expect(answer(there, generation, transcript(name)).split('\n\n')[1]).toBe(body);
    cluster.close();
  });
});

interface AppPage {
  readonly general: { readonly app_id: string; readonly partition_count: string; readonly max_replica_count: string };
  readonly replicas: Readonly<
    Record<
      string,
      { readonly pidx: string; readonly ballot: string; readonly primary: string; readonly secondaries: string }
    >
  >;
}

/** The configuration that made the page. */
function configOf(body: string): AppConfig {
  const { general, replicas } = JSON.parse(body) as AppPage;
  return {
    appId: Number(general.app_id),
    partitionCount: Number(general.partition_count),
    partitions: Object.values(replicas).map(({ pidx, ballot, primary, secondaries }) => ({
      appId: Number(general.app_id),
      index: Number(pidx),
      ballot: Number(ballot),
      maxReplicaCount: Number(general.max_replica_count),
      primary: primary === '-' ? undefined : primary,
      secondaries: secondaries
        .slice(1, -1)
        .split(',')
        .filter((text) => text !== ''),
      lastDrops: [],
    })),
  };
}
