import type { SimulatedPorts, SimulatedServers } from '../servers.js';

/** The only machine a simulation is on: the name and the address that resolve to each other. */
const here = { name: 'localhost', ip: '127.0.0.1' } as const;

/** The cluster's own names for its servers, and what resolving them gives: `localhost:34801` is `127.0.0.1:34801`. */
export class ServerNames {
  readonly #addresses = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** @throws when a server is not on this machine: nobody could connect to it. */
  constructor(cluster: SimulatedServers & SimulatedPorts) {
    for (const name of [...cluster.metaAddresses, ...cluster.replicaAddresses, ...cluster.collectorAddresses]) {
      const [, host, port] = /^(.+):(\d+)$/.exec(name) ?? [];
      if (port === undefined || (host !== here.name && host !== here.ip))
        throw new Error(`${name} is not on this machine, so nothing can listen there`);
      const address = `${here.ip}:${port}`;
      this.#addresses.set(name, address);
      this.#names.set(address, name);
    }
  }

  /** `127.0.0.1:34801`, as it stands in the old fields of messages. */
  address(name: string): string {
    return this.#addresses.get(name) ?? this.resolve(name);
  }

  /** The cluster's name for a server; one that it does not know keeps the name it was given. */
  name(given: string): string {
    return this.#names.get(this.resolve(given)) ?? given;
  }

  /** What a newer server makes of a host:port. */
  resolve(given: string): string {
    return given.startsWith(`${here.name}:`) ? `${here.ip}${given.slice(here.name.length)}` : given;
  }
}
