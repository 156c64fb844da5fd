import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { monitorsOf } from '../../src/compose/monitors.js';
import { realClock } from '../../src/lib/clock.js';
import { clusterName } from '../../src/roll/ids.js';
import type { MonitorReading } from '../../src/roll/observation.js';

const never = new AbortController().signal;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A server on a real port that answers as Prometheus does. */
async function prometheus(answer: (response: ServerResponse) => void): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method, url, headers } = request;
      asked.push({ method, url, authorization: headers.authorization, body });
      answer(response);
    });
  };
  const server = createServer(listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it has no port');
  return { url: `http://127.0.0.1:${address.port}/prom`, asked };
}

const json =
  (value: unknown, status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
const vector = (...all: string[]): unknown => ({
  status: 'success',
  data: { resultType: 'vector', result: all.map((value) => ({ metric: {}, value: [1_767_323_045.781, value] })) },
});

function read(url: string, environment: NodeJS.ProcessEnv = {}): Promise<MonitorReading> {
  const settle = { forMs: 60_000, asks: { kind: 'prometheus' as const, url, query: 'max(p99) < bool 20' } };
  const monitors = monitorsOf({ cluster: clusterName('x'), settle }, [], realClock, environment);
  if (monitors?.settled === undefined) throw new Error('nothing is asked');
  return monitors.settled(never);
}

describe('a query of Prometheus', () => {
  it('is sent whole, below the URL of the configuration, with the token of the environment', async () => {
    const { url, asked } = await prometheus(json(vector('1')));
    expect(await read(url, { PROMETHEUS_TOKEN: 'abc' })).toEqual({ kind: 'values', values: [1] });
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/prom/api/v1/query',
        authorization: 'Bearer abc',
        body: 'query=max%28p99%29+%3C+bool+20',
      },
    ]);
  });

  it('gives every value of a vector, and that of a scalar', async () => {
    expect(await read((await prometheus(json(vector('7', '8.25', '-1e3')))).url)).toEqual({
      kind: 'values',
      values: [7, 8.25, -1000],
    });
    const scalar = { status: 'success', data: { resultType: 'scalar', result: [1_767_323_045, '0'] } };
    expect(await read((await prometheus(json(scalar))).url)).toEqual({ kind: 'values', values: [0] });
  });

  it.each([
    ['an empty vector', json(vector()), 'the query has no result, which is neither true nor a number'],
    ['NaN', json(vector('1', 'NaN')), 'the query has a result that is no number'],
    ['+Inf', json(vector('+Inf')), 'the query has a result that is no number'],
    ['an empty value', json(vector('')), 'the query has a result that is no number'],
    ['a string', json({ status: 'success', data: { resultType: 'string', result: [1, '1'] } }), 'is not understood'],
    ['a range', json({ status: 'success', data: { resultType: 'matrix', result: [] } }), 'is not understood'],
    [
      'a query that it does not take',
      json({ status: 'error', errorType: 'bad_data', error: 'parse error: unexpected end' }, 400),
      'answered with HTTP 400',
    ],
    ['a page', (response: ServerResponse) => response.end('<html>sign in</html>'), 'did not answer with JSON'],
    [
      'a redirect',
      (response: ServerResponse) => response.writeHead(302, { location: '/login' }).end(),
      'answered with HTTP 302',
    ],
  ])('%s is not understood', async (_name, answer, why) => {
    const reading = await read((await prometheus(answer)).url);
    expect(reading).toMatchObject({ kind: 'not-understood', why: expect.stringContaining(why) as string });
  });

  it('shows what was said, bounded and without secrets', async () => {
    const { url } = await prometheus((response) => response.end(`token=hunter2xyz ${'x'.repeat(10_000)}`));
    const reading = await read(url, { PROMETHEUS_TOKEN: 'abcd1234' });
    const text = JSON.stringify(reading);
    expect(text.length).toBeLessThan(1_000);
    expect(text).not.toContain('hunter2xyz');
  });

  it('that is not answered, or by a server that is not ready, may be answered later', async () => {
    expect(await read('http://127.0.0.1:1')).toMatchObject({ kind: 'unreachable' });
    const { url } = await prometheus(json({ status: 'error', errorType: 'timeout', error: 'query timed out' }, 503));
    expect(await read(url)).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('HTTP 503') as string });
    const broken = await prometheus((response) => response.destroy());
    expect(await read(broken.url)).toMatchObject({ kind: 'unreachable' });
  });

  it('takes no token to another machine in the clear, and none that cannot be read', async () => {
    expect(await read('http://prometheus.example:9090', { PROMETHEUS_TOKEN: 'abc' })).toMatchObject({
      kind: 'unreachable',
      why: expect.stringContaining('it takes https') as string,
    });
    expect(await read('http://127.0.0.1:1', { PROMETHEUS_TOKEN_FILE: '/nowhere' })).toMatchObject({
      why: 'the file of PROMETHEUS_TOKEN_FILE cannot be read: ENOENT',
    });
  });
});

describe('a command that says whether a cluster is at rest', () => {
  const by = (...command: string[]): Promise<MonitorReading> => {
    const settle = { forMs: 60_000, asks: { kind: 'command' as const, command } };
    const monitors = monitorsOf({ cluster: clusterName('x'), settle }, [], realClock, process.env);
    if (monitors?.settled === undefined) throw new Error('nothing is asked');
    return monitors.settled(never);
  };

  it('says so by exit code 0, and is told the cluster', async () => {
    expect(await by('sh', '-c', '[ "$1" = x ]', 'sh', '{cluster}')).toEqual({ kind: 'values', values: [1] });
    expect(await by('sh', '-c', 'echo p99 is 80; exit 1')).toMatchObject({
      kind: 'unreachable',
      why: 'the settle command ended with exit code 1: p99 is 80',
    });
    expect(await by('/no/such/program')).toMatchObject({ kind: 'unreachable' });
  });
});
