import { createServer, type Server } from 'node:net';
import type { ClusterPorts } from '../model/default-cluster.js';

export type PortCounts = { readonly [Role in keyof ClusterPorts]: number };

/**
 * Ports of loopback that are taken before a cluster exists, because its servers are named after them. They listen from
 * the first moment, so that nobody else gets one.
 */
export class ReservedPorts {
  readonly #servers: Map<number, Server>;

  private constructor(
    readonly ports: ClusterPorts,
    servers: ReadonlyMap<number, Server>,
  ) {
    this.#servers = new Map(servers);
  }

  /** Any ports that are free. */
  static reserve({ metas, replicaServers, collectors }: PortCounts): Promise<ReservedPorts> {
    const any = (count: number): readonly number[] => new Array<number>(count).fill(0);
    return ReservedPorts.near({
      metas: any(metas),
      replicaServers: any(replicaServers),
      collectors: any(collectors),
    });
  }

  /** These ports; another one for each that somebody else has. */
  static async near({ metas, replicaServers, collectors }: ClusterPorts): Promise<ReservedPorts> {
    const servers = new Map<number, Server>();
    const ports = async (wanted: readonly number[]): Promise<readonly number[]> => {
      const listening = await Promise.all(wanted.map((port) => listenOn(port).catch(() => listenOn(0))));
      for (const [port, server] of listening) servers.set(port, server);
      // By number, so that the order of names is the order of servers.
      return listening.map(([port]) => port).sort((one, other) => one - other);
    };
    return new ReservedPorts(
      { metas: await ports(metas), replicaServers: await ports(replicaServers), collectors: await ports(collectors) },
      servers,
    );
  }

  /** Hands the listening port over; who takes it closes it. */
  take(port: number): Server | undefined {
    const server = this.#servers.get(port);
    this.#servers.delete(port);
    return server;
  }

  /** Gives back what was not taken. */
  release(): void {
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }
}

/** @param wanted 0: any that is free */
function listenOn(wanted: number): Promise<readonly [port: number, server: Server]> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: wanted }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('a simulated server has no port'));
      else resolve([address.port, server]);
    });
  });
}
