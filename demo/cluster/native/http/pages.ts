import { wallClock } from '../../model/server-process.js';
import type { FlagValue, ServerFacts } from '../../servers.js';
import { metaPage } from './meta-pages.js';
import { metrics } from './metrics.js';
import { badRequest, json, okay, type HttpAnswer, type HttpRequest } from './request.js';
import { rootPage } from './root-page.js';
import type { PageOutcome, Site } from './site.js';

/** One page of one server (docs/pegasus.md, "HTTP pages"). */
export function page(site: Site, request: HttpRequest): PageOutcome {
  const { cluster, address, facts, newer } = site;
  const { path, query } = request;
  const only = (...names: readonly string[]): boolean => [...query.keys()].every((name) => names.includes(name));
  if (path.startsWith('meta/') && facts.role === 'meta') return metaPage(site, request) ?? notFound(path);
  if (flagPages.includes(path) && isBeforeFlagPages(facts.version)) return notFound(path);
  switch (path) {
    case '':
      return json(rootPage(facts.role, newer));
    case 'version':
      return json({ Version: facts.version, GitCommit: facts.commit });
    case 'recentStartTime':
      return json({ RecentStartTime: wallClock(facts.startedAt) });
    case 'config':
      return only('name') ? oneFlag(cluster.flags(address), query.get('name') ?? '') : badRequest;
    case 'configs':
      return query.size === 0
        ? json(Object.fromEntries(cluster.flags(address).map((flag) => [flag.name, flagFields(flag)])))
        : badRequest;
    case 'updateConfig': {
      const [[name, value] = []] = [...query];
      const one = query.size === 1 && name !== undefined && value !== undefined;
      return json({
        update_status: one
          ? cluster.updateFlag(address, name, value)
          : 'ERR_INVALID_PARAMETERS: there should be exactly one config to be updated once',
      });
    }
    case 'perfCounter':
      if (newer) return notFound(path);
      return only('name') ? json(perfCounter(facts, query.get('name') ?? '')) : badRequest;
    case 'metrics':
      return newer ? metrics(site, query) : notFound(path);
    default:
      return notFound(path);
  }
}

/** From 2.3 on. */
const flagPages = ['config', 'configs', 'updateConfig'];

function isBeforeFlagPages(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 2 || (major === 2 && minor < 3);
}

const notFound = (path: string): HttpAnswer => ({ status: 404, body: `service not found for "${path}"` });

function oneFlag(flags: readonly FlagValue[], name: string): HttpAnswer {
  const flag = flags.find((one) => one.name === name);
  return flag === undefined ? okay(`ERR_OBJECT_NOT_FOUND: ${name} is not found`) : json(flagFields(flag));
}

const flagFields = ({
  name,
  section,
  type,
  mutable,
  description,
  value,
}: FlagValue): Readonly<Record<string, string>> => ({
  name,
  section,
  type,
  tags: mutable ? 'flag_tag::FT_MUTABLE' : '',
  description,
  value,
});

const stub = 'replica*eon.replica_stub*';

/** The counters of replicas are live here, where `perf-counters` shows a snapshot of up to 10 s ago. */
function perfCounter({ replicas }: ServerFacts, name: string): Readonly<Record<string, string>> {
  const counters = new Map<string, readonly [value: number, description: string]>(
    replicas === undefined
      ? []
      : [
          [`${stub}replica(Count)`, [replicas.serving, '# in replica_stub._replicas']],
          [`${stub}opening.replica(Count)`, [replicas.opening, '# in replica_stub._opening_replicas']],
          [`${stub}closing.replica(Count)`, [replicas.closing, '# in replica_stub._closing_replicas']],
          [`${stub}replicas.learning.count`, [replicas.learning, 'current learning count']],
        ],
  );
  const [value, description] = counters.get(name) ?? [];
  return value === undefined || description === undefined
    ? {}
    : { name, value: value.toFixed(2), type: 'NUMBER', description };
}
