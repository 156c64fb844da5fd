import { expect, it, onTestFinished } from 'vitest';
import { realClock, type Clock } from '../../../src/lib/clock.js';
import { createNativeAdmin } from '../../../src/pegasus/native/native-admin.js';
import { nodeAddress } from '../../../src/roll/ids.js';
import { hangUp, ScriptedMeta, serveScript } from '../support/scripted-server.js';
import { silent } from '../../support/silent.js';

/** What one lost answer over HTTP says of the replicas of a server: nothing. */

const never = new AbortController().signal;
const page = (body: string, status = '200 OK', length = body.length): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n${body}`;
const gone = page('', '404 Not Found');
const newer = page(
  JSON.stringify({
    entities: [
      {
        type: 'server',
        metrics: [
          { name: 'total_replicas', value: 53 },
          { name: 'opening_replicas', value: 0 },
          { name: 'closing_replicas', value: 0 },
        ],
      },
    ],
  }),
);
const older = (path: string): string =>
  page(JSON.stringify({ name: decodeURIComponent(path.split('name=')[1] ?? ''), value: '53.00' }));
/** A server of the newer generation: its perf-counters hold none of a replica. */
const noCounters = JSON.stringify({ result: 'OK', counters: [] });
const counters = JSON.stringify({
  result: 'OK',
  counters: ['', 'opening.', 'closing.'].map((name) => ({
    name: `replica*eon.replica_stub*${name}replica(Count)`,
    type: 'NUMBER',
    value: 7,
  })),
});

async function countsOf(http: (path: string) => string, said: string, clock: Clock = realClock) {
  const meta = new ScriptedMeta({ servers: 3, tables: 1, partitions: 3, named: false });
  meta.said.set('perf-counters', said);
  const server = await serveScript(meta.answer, (path) => (path.startsWith('/config') ? gone : http(path)));
  onTestFinished(() => server.close());
  const admin = createNativeAdmin({
    metas: [server.address],
    clock,
    log: silent,
  });
  return async () => {
    const seen = await admin.observe({ processes: [], counts: nodeAddress(server.address), ddd: false }, never);
    return seen.ok ? seen.value.counts : seen.failure;
  };
}

const broken: readonly (readonly [what: string, answer: string, error: string])[] = [
  ['a connection closed without a word', hangUp, 'ERR_SESSION_RESET'],
  ['an answer that is cut off', page('{"entities":', '200 OK', 1_000), 'truncated'],
  ['an answer without end', page('x'.repeat(1_100_000)), 'too-long'],
  ['bytes that are no HTTP', 'THFT and so on', 'bad-frame'],
];

it.each(broken)(
  '%s does not make a newer server one that counts no replicas, once it has counted them',
  async (_what, answer, error) => {
    let broke = false;
    const counts = await countsOf(
      (path) => (path.startsWith('/perfCounter') ? gone : broke ? answer : newer),
      noCounters,
    );
    expect(await counts()).toMatchObject({ kind: 'counted', serving: 53 });
    broke = true;
    expect(await counts()).toEqual({ kind: 'unreachable', error });
    broke = false;
    expect(await counts()).toMatchObject({ kind: 'counted', serving: 53 });
  },
);

it.each(broken)(
  '%s does not send anybody to the counters that lag, where one path has answered just then',
  async (_what, answer, error) => {
    const counts = await countsOf((path) => (path.startsWith('/perfCounter') ? gone : answer), noCounters);
    expect(await counts()).toEqual({ kind: 'unreachable', error });
    const halfway = await countsOf((path) => (path.includes('opening') ? answer : older(path)), counters);
    expect(await halfway()).toEqual({ kind: 'unreachable', error });
  },
);

it('a server that closes every such connection has its HTTP switched off: the counters that lag are read', async () => {
  expect(await (await countsOf(() => hangUp, counters))()).toEqual({
    kind: 'counted',
    serving: 7,
    opening: 7,
    closing: 7,
  });
  expect(await (await countsOf(() => hangUp, noCounters))()).toMatchObject({ kind: 'unavailable' });
});

it('a server may come back with its HTTP switched off: what it answered long ago does not count', async () => {
  let ahead = 0;
  let off = false;
  const counts = await countsOf((path) => (off ? hangUp : older(path)), counters, {
    ...realClock,
    now: () => realClock.now() + ahead,
  });
  expect(await counts()).toMatchObject({ kind: 'counted', serving: 53 });
  off = true;
  expect(await counts()).toMatchObject({ kind: 'unreachable' });
  ahead = 600_000;
  expect(await counts()).toMatchObject({ kind: 'counted', serving: 7 });
});
