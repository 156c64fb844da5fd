import { createServer } from 'node:http';
import type { Truth } from '../model/truth.js';

export interface StateServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `GET /truth` on loopback: what is really so in the cluster, as JSON
 * `{ at, leader, processes, allFull, partitionCount, notFull }`, for those who check a roll from outside.
 */
export async function serveState(read: () => Truth, port: number): Promise<StateServer> {
  const server = createServer((request, response) => {
    const found = request.method === 'GET' && request.url === '/truth';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(found ? truthJson(read()) : { error: 'there is only GET /truth' })}\n`);
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen({ host: '127.0.0.1', port }, () => {
      done();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the state of the simulated cluster has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => {
          done();
        });
      }),
  };
}

function truthJson(truth: Truth): unknown {
  const notFull = truth.notFull();
  return {
    at: truth.at,
    leader: truth.leader,
    processes: truth.processes(),
    allFull: notFull.length === 0,
    partitionCount: truth.partitions().length,
    notFull,
  };
}
