import type { Clock } from '../../../src/lib/clock.js';
import { speaksNewer } from '../model/server-process.js';
import type { ServerFacts, SimulatedPartitions, SimulatedPorts, SimulatedServers } from '../servers.js';
import { serveConnection, type Listener } from './connection.js';
import { page } from './http/pages.js';
import { httpText, type HttpAnswer, type HttpRequest } from './http/request.js';
import { ServerNames } from './names.js';
import type { ReservedPorts } from './reserved-ports.js';
import { answerRequest } from './rpc/answer-request.js';
import { ConfigReplies } from './rpc/config-replies.js';
import { ServerPort } from './server-port.js';
import { sendAnswer, type SocketFault } from './socket-faults.js';

export interface NativeOptions {
  /** Its servers are named after the ports reserved for them. */
  readonly cluster: SimulatedServers & SimulatedPorts & SimulatedPartitions;
  readonly reserved: ReservedPorts;
  /** Of dripping answers and ports that are not free yet: real time, whatever the cluster's is. */
  readonly clock: Clock;
}

export interface NativeServers {
  /** From now on the answers of this server suffer so; undefined ends it. False when there is no such server. */
  disturb(address: string, fault: SocketFault | undefined): boolean;
  close(): void;
}

/**
 * Opens a port for every process of the cluster, meta, replica server and collector, and answers RPC and HTTP there as
 * a process of its version does. The cluster is the same that the simulated shell asks.
 */
export function serveNative({ cluster, reserved, clock }: NativeOptions): NativeServers {
  const names = new ServerNames(cluster);
  const configs = new ConfigReplies();
  const faults = new Map<string, SocketFault>();
  const ports = new Map<string, ServerPort>();
  const listenerOf = (address: string): Listener => ({
    onRpc: (request, send) => {
      const facts = cluster.facts(address);
      if (facts === undefined) return true;
      const outcome = answerRequest(
        { cluster, address, role: facts.role, newer: speaksNewer(facts.version), names, configs },
        request,
      );
      switch (outcome.kind) {
        case 'answer':
          send(outcome.bytes);
          return true;
        case 'silence':
          return true;
        case 'malformed':
          return false;
        case 'fatal':
          cluster.abort(address, 'a message with a value that there is not');
          return false;
      }
    },
    onHttp: (request, send) => {
      const facts = cluster.facts(address);
      if (facts === undefined) return true;
      const answer = httpAnswer(cluster, address, facts, request);
      if (answer === 'dies') {
        cluster.abort(address, 'a page that needs what only a leader has');
        return false;
      }
      send(Buffer.from(httpText(answer)));
      return true;
    },
  });
  for (const name of [...cluster.metaAddresses, ...cluster.replicaAddresses, ...cluster.collectorAddresses]) {
    const listener = listenerOf(name);
    const number = Number(name.slice(name.lastIndexOf(':') + 1));
    const port = new ServerPort(
      number,
      clock,
      (socket) => {
        serveConnection(socket, listener, (to, bytes) => void sendAnswer(to, bytes, faults.get(name), clock));
      },
      reserved.take(number),
    );
    ports.set(name, port);
    port.follow(cluster.port(name));
  }
  const forget = cluster.onPort((address) => {
    ports.get(address)?.follow(cluster.port(address));
  });
  return {
    disturb: (address, fault) => {
      if (!ports.has(address)) return false;
      if (fault === undefined) faults.delete(address);
      else faults.set(address, fault);
      return true;
    },
    close: () => {
      forget();
      reserved.release();
      for (const port of ports.values()) port.follow('closed');
    },
  };
}

function httpAnswer(
  cluster: SimulatedServers & SimulatedPorts,
  address: string,
  facts: ServerFacts,
  request: HttpRequest | HttpAnswer,
): HttpAnswer | 'dies' {
  return 'status' in request ? request : page({ cluster, address, facts, newer: speaksNewer(facts.version) }, request);
}
