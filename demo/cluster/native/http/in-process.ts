import type { Clock } from '../../../../src/lib/clock.js';
import { fail, ok, type Result } from '../../../../src/lib/result.js';
import { speaksNewer } from '../../model/server-process.js';
import type { SimulatedPorts, SimulatedServers } from '../../servers.js';
import { page } from './pages.js';
import { readTarget, type HttpAnswer } from './request.js';

/** Why no page came, as a client of the port would put it. */
interface NoPage {
  readonly kind: 'unreachable' | 'timeout';
  readonly error: string;
  readonly why: string;
}

/** A client waits for so long. */
const patienceMs = 5_000;

/** GETs to the servers of a cluster without ports: what `serveNative` would answer, on the clock that is given. */
export function pagesInProcess(
  cluster: SimulatedServers & SimulatedPorts,
  clock: Clock,
  latencyMs: number,
): (address: string, path: string) => Promise<Result<HttpAnswer, NoPage>> {
  return async (address, path) => {
    await clock.sleep(latencyMs);
    if (cluster.port(address) === 'frozen') {
      await clock.sleep(patienceMs);
      return fail({ kind: 'timeout', error: 'ERR_TIMEOUT', why: `GET ${path} was not answered in time` });
    }
    const facts = cluster.facts(address);
    if (facts === undefined)
      return fail({ kind: 'unreachable', error: 'ERR_NETWORK_FAILURE', why: `connect ECONNREFUSED ${address}` });
    const request = readTarget(path);
    const answer =
      'status' in request ? request : page({ cluster, address, facts, newer: speaksNewer(facts.version) }, request);
    if (answer !== 'dies') return ok(answer);
    cluster.abort(address, 'a page that needs what only a leader has');
    return fail({ kind: 'unreachable', error: 'ERR_SESSION_RESET', why: 'socket hang up' });
  };
}
