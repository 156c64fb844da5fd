import { request } from 'node:http';
import { fail, ok, type Result } from '../../lib/result.js';
import type { CallFailure } from './call-failure.js';
import type { Deadline } from './deadline.js';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const usualPatienceMs = 5_000;
/** The answers that are asked for have a few hundred bytes. */
const mostBytes = 1024 * 1024;

/**
 * It took the connection and closed it without a word, as a process does whose HTTP is switched off, or one that ends
 * just then.
 */
export const closedUnanswered = 'ERR_SESSION_RESET';

/**
 * One GET to one server process, on the port on which it speaks RPC too (docs/pegasus.md, "HTTP pages"). Only paths
 * that every process answers for itself are asked, so no answer sends anybody elsewhere: a redirect is not followed.
 * `/updateConfig` is the only one that changes anything. Nothing under `/meta/` is asked at all: a standby of 2.5.0
 * crashes on it, and RPC answers it.
 */
export function httpGet(
  address: string,
  path: HttpPath,
  deadline: Deadline,
  timeoutMs = usualPatienceMs,
): Promise<Result<HttpAnswer, CallFailure>> {
  if (deadline.over !== undefined) return Promise.resolve(fail(deadline.over));
  return new Promise((resolve) => {
    const settle = (result: Result<HttpAnswer, CallFailure>): void => {
      cancelTimer();
      forget();
      asked.destroy();
      resolve(result);
    };
    const lose = (failure: CallFailure): void => {
      settle(fail(failure));
    };
    const place = address.lastIndexOf(':');
    const asked = request(
      {
        host: address.slice(0, place),
        port: Number(address.slice(place + 1)),
        path,
        method: 'GET',
        agent: false,
        maxHeaderSize: 16_384,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > mostBytes)
            lose({
              kind: 'garbled',
              error: 'too-long',
              why: `its answer to GET ${path} has more than ${mostBytes} bytes`,
            });
          else chunks.push(chunk);
        });
        response.on('end', () => {
          if (response.complete)
            settle(ok({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
          else lose({ kind: 'garbled', error: 'truncated', why: `its answer to GET ${path} ends too early` });
        });
        response.on('error', (error) => {
          lose({ kind: 'garbled', error: 'truncated', why: error.message });
        });
      },
    );
    asked.on('error', (error) => {
      lose(failureOf(error));
    });
    const cancelTimer = deadline.clock.after(timeoutMs, () => {
      lose({
        kind: 'timeout',
        error: 'ERR_TIMEOUT',
        why: `GET ${path} was not answered within ${timeoutMs / 1000} seconds`,
      });
    });
    const forget = deadline.onOver(lose);
    asked.end();
  });
}

/** Why no answer began. */
function failureOf(error: Error): CallFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('HPE_'))
    return { kind: 'garbled', error: 'bad-frame', why: `what it answered is no HTTP: ${error.message}` };
  return {
    kind: 'unreachable',
    error: code === 'ECONNRESET' || code === 'EPIPE' ? closedUnanswered : 'ERR_NETWORK_FAILURE',
    why: error.message,
  };
}

/** What may be asked: paths that any process answers for itself. */
export type HttpPath =
  | `/perfCounter?${string}`
  | `/metrics?${string}`
  | `/config?${string}`
  | `/updateConfig?min_live_node_count_for_unfreeze=${number}`;
