import { badRequest, okay, type HttpAnswer } from './request.js';
import type { Site } from './site.js';

const known = ['with_metric_fields', 'types', 'ids', 'attributes', 'metrics', 'detail'];

/**
 * `/metrics` of newer servers, printed with four blanks as they print it: the gauges of the server itself. Asked for
 * fields that a gauge does not have, such as `single_value`, it leaves them out and says nothing.
 */
export function metrics({ address, facts }: Site, query: ReadonlyMap<string, string>): HttpAnswer {
  if (![...query.keys()].every((name) => known.includes(name))) return badRequest;
  const list = (name: string): readonly string[] | undefined =>
    query
      .get(name)
      ?.split(',')
      .filter((part) => part !== '');
  const passes = (name: string, value: string): boolean => {
    const wanted = list(name);
    return wanted === undefined || wanted.length === 0 || wanted.includes(value);
  };
  const fields = list('with_metric_fields') ?? ['name', 'value'];
  const { replicas } = facts;
  const gauges: readonly (readonly [string, number])[] = [
    ['resident_mem_usage_mb', 450],
    ['virtual_mem_usage_mb', 3_238],
    ...(replicas === undefined
      ? []
      : ([
          ['total_replicas', replicas.serving],
          ['opening_replicas', replicas.opening],
          ['closing_replicas', replicas.closing],
          ['learning_replicas', replicas.learning],
          ['primary_replicas', replicas.primaries],
          ['secondary_replicas', replicas.secondaries],
          ['inactive_replicas', replicas.inactive],
        ] as const)),
  ];
  const chosen = gauges
    .filter(([name]) => passes('metrics', name))
    .map(([name, value]) => ({
      ...(fields.includes('name') ? { name } : {}),
      ...(fields.includes('value') ? { value } : {}),
    }));
  const shown = passes('types', 'server') && passes('ids', 'server') && chosen.length > 0;
  const [host, port] = address.split(':');
  const body = {
    cluster: facts.clusterName,
    role: facts.role,
    host,
    port: Number(port),
    timestamp_ns: 0,
    entities: shown ? [{ type: 'server', id: 'server', attributes: {}, metrics: chosen }] : [],
  };
  // Nanoseconds are more than a double holds.
  return okay(JSON.stringify(body, null, 4).replace('"timestamp_ns": 0', `"timestamp_ns": ${facts.now}000000`));
}
