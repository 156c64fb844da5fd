import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { checkSetup } from '../../src/cli/check/check.js';
import { checkedAccess } from '../../src/compose/check/access.js';
import type { NameService } from '../../src/compose/check/name-service.js';
import { realClock, type Clock } from '../../src/lib/clock.js';
import { ok, type Result } from '../../src/lib/result.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import { openCommandRecords } from '../../src/store/open-command-records.js';
import { createProcessControl } from '../../src/processes/create.js';
import { nodeAddress, type NodeAddress } from '../../src/roll/ids.js';
import type { AdminFailure, Look, Observation } from '../../src/roll/observation.js';
import { methods } from '../../src/slack/api/methods.js';
import { configFile, paper } from './support.js';
import { silent } from '../support/silent.js';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Something that accepts connections, as a meta does. */
export const listener = (): Promise<number> => listening(createServer((socket) => socket.end()));

/** A port on which nothing listens. */
export async function silentPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export const everyScope = [...new Set<string>(['commands', ...Object.values(methods).flat()])];
const allScopes = everyScope.join(',');

type Form = Readonly<Record<string, string>>;

/** A Slack-compatible server that answers each method with what is given for it, or follows from the form it is sent. */
export async function slack(
  answers: Readonly<Record<string, object>>,
  scopes: string | null = allScopes,
  byForm: Readonly<Record<string, (form: Form) => object>> = {},
): Promise<string> {
  const tokenOf = (request: IncomingMessage): string => request.headers.authorization ?? '';
  const server = createHttpServer((request, response) => {
    void text(request).then((form) => {
      const method = request.url?.replace('/api/', '') ?? '';
      const answer = byForm[method]?.(Object.fromEntries(new URLSearchParams(form))) ??
        answers[method] ?? { ok: false, error: 'unknown_method' };
      if (scopes !== null) response.setHeader('x-oauth-scopes', scopes);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(tokenOf(request).startsWith('Bearer ') ? answer : { ok: false, error: 'not_authed' }),
      );
    });
  });
  return `http://127.0.0.1:${await listening(server)}/api/`;
}

export const goodSlack = {
  'auth.test': { ok: true, user: 'pegasus', team: 'Acme' },
  'apps.connections.open': { ok: true, url: 'wss://x' },
  'conversations.info': { ok: true, channel: { name: 'ops', is_member: true } },
};

export const servers = [1, 2, 3, 4].map((nth) => nodeAddress(`10.0.0.${nth}:34801`));

/** What a healthy cluster says; `metas` are those that it has. */
export const healthy: Observation = {
  clusterName: 'mycluster',
  leader: nodeAddress('10.0.0.9:34601'),
  metas: [nodeAddress('10.0.0.9:34601')],
  effectiveLevel: 'lively',
  storedLevel: 'lively',
  settings: { assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true },
  balanceOperations: { kind: 'counted', total: 0 },
  nodes: servers.map((address) => ({ address, status: 'alive', primaries: 0, secondaries: 0 })),
  tables: [],
  processes: {},
  ddd: [],
  blackList: { kind: 'read', servers: [] },
  backups: { kind: 'read', tables: [] },
};

/** A reading, with what was asked for besides: every process runs, and has room. */
function answering(
  reading: Result<Observation, AdminFailure>,
  look: Look,
  configured: readonly NodeAddress[],
): Result<Observation, AdminFailure> {
  if (!reading.ok) return reading;
  const [leader = healthy.leader] = configured;
  const running = { kind: 'running', version: '2.5.0', commit: '0ca31b70', startedAt: '2026-01-02 03:04:05' } as const;
  const each = <Value>(of: readonly string[], value: Value): Record<string, Value> =>
    Object.fromEntries(of.map((address) => [address, value]));
  return ok({
    ...reading.value,
    leader,
    metas: configured,
    processes: each(look.processes, running),
    freeSpace: each(look.freeSpace ?? [], { kind: 'read', total: 60, least: 50 } as const),
  });
}

/** Each address has a name of its own. */
const names: NameService = {
  addresses: (name) => Promise.resolve({ kind: 'found', of: [name.replace('.example', '').replace(/^n/, '')] }),
  names: (address) => Promise.resolve({ kind: 'found', of: [`n${address}.example`] }),
};

const hanging: ClusterAdmin = {
  observe: () => new Promise(() => undefined),
  perform: () => Promise.reject(new Error('check changes nothing')),
};

export async function check(setup: {
  readonly cluster: string;
  readonly reading?: Result<Observation, AdminFailure>;
  /** Readings of the other kind than the configured one, one after the other; the last one stays. */
  readonly others?: readonly Result<Observation, AdminFailure>[];
  readonly env?: NodeJS.ProcessEnv;
  readonly only?: string;
  readonly json?: boolean;
  /** A cluster that answers nothing. */
  readonly hangs?: string;
  readonly clock?: Clock;
  readonly file?: string;
}): Promise<{ readonly code: number; readonly printed: string }> {
  const terminal = paper();
  const config = setup.file ?? configFile(`clusters:\n  cluster-x:\n${setup.cluster.replace(/^/gm, '    ')}\n`);
  const adminOf = (
    readings: readonly Result<Observation, AdminFailure>[],
    configured: readonly NodeAddress[],
  ): ClusterAdmin => {
    let nth = 0;
    return {
      observe: (look) =>
        Promise.resolve(answering(readings[Math.min(nth++, readings.length - 1)] ?? ok(healthy), look, configured)),
      perform: () => Promise.reject(new Error('check changes nothing')),
    };
  };
  const code = await checkSetup(
    { config, cluster: setup.only, json: setup.json ?? false },
    {
      terminal,
      env: {
        PATH: process.env['PATH'],
        SLACK_BOT_TOKEN: 'xoxb-the-bot-token',
        SLACK_APP_TOKEN: 'xapp-the-app-token',
        ...setup.env,
      },
      clock: setup.clock ?? realClock,
      log: silent,
      fetch,
      recordOf: () => Promise.resolve(ok({ restarts: [] })),
      accessOf: (_, cluster) =>
        checkedAccess(cluster, {
          clock: realClock,
          env: { PATH: process.env['PATH'] },
          secrets: [],
          versionOf: ({ kind }) => (kind === 'shell' ? Promise.resolve(ok('2.5.1')) : undefined),
          names,
          clocksOf: (servers) =>
            Promise.resolve(new Map(servers.map((server) => [server, { kind: 'read', least: -3, most: 2 }]))),
          adminOf: ({ kind }) =>
            cluster.cluster === setup.hangs
              ? hanging
              : adminOf(
                  kind === cluster.admin.kind ? [setup.reading ?? ok(healthy)] : (setup.others ?? []),
                  cluster.metas,
                ),
          processes: createProcessControl({
            settings: cluster.processes,
            cluster: cluster.cluster,
            records: openCommandRecords({ kind: 'files', folder: join(dirname(config), 'commands') }),
            folder: join(dirname(config), 'commands'),
            clock: realClock,
            log: silent,
            secrets: [],
          }),
        }),
    },
  );
  expect(terminal.complained()).toBe('');
  return { code, printed: terminal.printed() };
}

export const clusterOf = (meta: number, ...more: readonly string[]): string =>
  [
    `metas: [127.0.0.1:${meta}]`,
    'channel: C0123456',
    'admin: { kind: shell, home: /opt/pegasus }',
    ...(more.length === 0
      ? ['processes: { driver: command, restart: [sh, "{address}"], reach: ["true", "{host}"] }']
      : more),
  ].join('\n');
