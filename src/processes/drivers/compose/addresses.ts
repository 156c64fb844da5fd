import { isIP } from 'node:net';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../lib/result.js';
import { jsonObjectIn } from '../../parse-json.js';

const network = z.object({
  ipv4_address: z.string().optional(),
  ipv6_address: z.string().optional(),
  aliases: z.array(z.string()).nullish(),
});

const service = z.object({
  network_mode: z.string().optional(),
  networks: z.record(z.string(), network.nullable()).nullish(),
  hostname: z.string().optional(),
  domainname: z.string().optional(),
  container_name: z.string().optional(),
  scale: z.int().optional(),
  deploy: z.object({ replicas: z.int().optional() }).nullish(),
});

const configuration = z.object({ services: z.record(z.string(), service) });

/** What the configuration of a service says of its addresses. */
export interface ServiceAddresses {
  /** It has those of its host. */
  readonly ofHost: boolean;
  /** Those that are fixed in the configuration. */
  readonly fixed: readonly string[];
  /** It has one in each of its networks. */
  readonly allFixed: boolean;
  /** What it is called in its networks. */
  readonly names: readonly string[];
  readonly containers: number;
}

/**
 * What `docker compose config --format json SERVICE` printed. Of it no more is told than where it is wrong: it can hold
 * secrets.
 */
export function parseAddresses(name: string, printed: string): Result<ServiceAddresses, string> {
  const notUnderstood = (why: string): Result<never, string> =>
    fail(`the configuration of ${name} that docker compose shows is not understood: ${why}`);
  const json = jsonObjectIn(printed);
  if (!json.ok) return notUnderstood(json.failure);
  const parsed = configuration.safeParse(json.value);
  if (!parsed.success) return notUnderstood(`${parsed.error.issues[0]?.path.join('.') ?? ''} is of another kind`);
  const own = parsed.data.services[name];
  if (own === undefined) return notUnderstood('it has no such service');
  const networks = Object.values(own.networks ?? {}).map((each) => each ?? {});
  const { hostname, domainname, container_name } = own;
  return ok({
    ofHost: own.network_mode === 'host',
    fixed: networks.flatMap((each) => fixedIn(each)),
    allFixed: networks.every((each) => fixedIn(each).length > 0),
    names: [
      name,
      ...(hostname === undefined ? [] : [hostname]),
      ...(hostname === undefined || domainname === undefined ? [] : [`${hostname}.${domainname}`]),
      ...(container_name === undefined ? [] : [container_name]),
      ...networks.flatMap(({ aliases }) => aliases ?? []),
    ],
    containers: own.deploy?.replicas ?? own.scale ?? 1,
  });
}

const fixedIn = ({ ipv4_address, ipv6_address }: z.output<typeof network>): readonly string[] =>
  [ipv4_address, ipv6_address].filter((each) => each !== undefined);

/**
 * Why a new container of the service may not be the server at `host`; undefined where it will be. Names are not enough:
 * Pegasus looks one up once, and keeps the address until its own process ends.
 */
export function whyNotAt(
  host: string,
  name: string,
  { ofHost, fixed, allFixed, names, containers }: ServiceAddresses,
): string | undefined {
  if (containers !== 1) return `${name} is ${containers} containers in its configuration, and a server is one`;
  if (ofHost) return undefined;
  const isName = isIP(host) === 0;
  if (fixed.length === 0 || (isName && !allFixed))
    return (
      `${name} has no fixed address in its configuration: a new container may get another than ${host}, and a ` +
      'Pegasus server is its address. Give it an ipv4_address, or network_mode: host'
    );
  const known = isName ? names : fixed;
  if (known.some((each) => each.toLowerCase() === host.toLowerCase())) return undefined;
  return `${name} is not the server at ${host} by its configuration, which has ${known.join(', ')}`;
}
