import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkMonitors } from '../../src/compose/check/monitors.js';
import type { ClusterConfig } from '../../src/config/config.js';
import { observe } from '../../src/engine/observe.js';
import { realClock } from '../../src/lib/clock.js';
import { ok } from '../../src/lib/result.js';
import { clusterName } from '../../src/roll/ids.js';
import { words } from '../../src/words/words.js';
import { FakeAlertmanager } from '../monitors/fake-alertmanager.js';
import { IdealCluster } from '../support/ideal-cluster.js';

async function answering(body: unknown): Promise<string> {
  const server = createServer((_request, response) => response.end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function checked(settings: Pick<ClusterConfig, 'settle' | 'alerts'>): Promise<readonly object[]> {
  const found = await checkMonitors({ cluster: clusterName('x'), ...settings }, { clock: realClock, env: {} });
  return found.map(({ level, what }) => ({ level, text: words(what) }));
}

const settleBy = (url: string): Pick<ClusterConfig, 'settle'> => ({
  settle: { forMs: 60_000, asks: { kind: 'prometheus', url, query: 'max(p99)', below: 20 } },
});

describe('check', () => {
  it('tries the query, and says what it gives and whether that is rest', async () => {
    const vector = (value: string): unknown => ({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [1, value] }] },
    });
    expect(await checked(settleBy(await answering(vector('7'))))).toEqual([
      { level: 'ok', text: 'settle: max(p99) is 7, and must be below 20: the cluster is at rest' },
    ]);
    expect(await checked(settleBy(await answering(vector('80'))))).toEqual([
      { level: 'ok', text: 'settle: max(p99) is 80, and must be below 20: the cluster is not at rest now' },
    ]);
    const none = { status: 'success', data: { resultType: 'vector', result: [] } };
    expect((await checked(settleBy(await answering(none))))[0]).toEqual({
      level: 'fail',
      text: 'settle: the query has no result, which is neither true nor a number',
    });
  });

  it('asks for the alerts that block, and makes no silence', async () => {
    const alertmanager = await FakeAlertmanager.start();
    onTestFinished(() => {
      alertmanager.stop();
    });
    const alerts = { alertmanager: alertmanager.url, block: ['a="b"'], silence: ['a="b"'] };
    expect(await checked({ alerts })).toEqual([{ level: 'ok', text: 'alerts: none fires of those that block' }]);
    alertmanager.alerts.push({ alertname: 'WriteErrors', a: 'b' });
    expect(await checked({ alerts })).toEqual([
      { level: 'ok', text: 'alerts: nothing would be begun now: WriteErrors' },
    ]);
    expect(alertmanager.asked.some((asked) => asked.startsWith('POST'))).toBe(false);
  });
});

describe('a reading that asks for more than the cluster', () => {
  const cluster = new IdealCluster();
  const admin = {
    observe: () => Promise.resolve(ok(cluster.observe({ processes: [], ddd: false }))),
    perform: () => Promise.reject(new Error('nothing is done')),
  };
  const processes = {
    run: () => Promise.reject(new Error('nothing is run')),
    isUp: () => Promise.resolve({ up: true } as const),
  };
  const look = { processes: [], ddd: false, settle: true, alerts: true } as const;

  it('says that nothing is known where nobody is there to be asked, or whoever is throws', async () => {
    const signal = new AbortController().signal;
    expect(await observe({ admin, processes }, look, signal)).toMatchObject({
      value: { settle: { kind: 'unreachable' }, alerts: { kind: 'unreachable' } },
    });
    const monitors = {
      settled: () => Promise.reject(new Error('out of order')),
      alerts: () => Promise.reject(new Error('out of order')),
    };
    expect(await observe({ admin, processes, monitors }, look, signal)).toMatchObject({
      value: { settle: { why: 'Error: out of order' }, alerts: { why: 'Error: out of order' } },
    });
  });
});
