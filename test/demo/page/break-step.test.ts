import { describe, expect, it } from 'vitest';
import type { RunView, ServerView } from '../../../demo/page/cluster-protocol.js';
import { deadServer, toKill } from '../../../demo/page/guide/break-step.js';

const server = (port: number, state: ServerView['state'] = 'serving'): ServerView => ({
  address: `127.0.0.1:${port}`,
  state,
  version: '2.5.0',
  startedAt: 0,
  primaries: 18,
  secondaries: 35,
  opening: 0,
  free: 60,
});
const at = (port: number): RunView => ({
  id: 'cluster-x-1',
  status: 'rolling',
  ended: false,
  at: { address: `127.0.0.1:${port}`, step: 'process' },
  targets: [],
});

describe('the third of the first steps', () => {
  it('kills the last server, or the one before it while the run is at the last', () => {
    const servers = [server(34801), server(34802), server(34803)];
    expect(toKill(servers, undefined)?.address).toBe('127.0.0.1:34803');
    expect(toKill(servers, at(34801))?.address).toBe('127.0.0.1:34803');
    expect(toKill(servers, at(34803))?.address).toBe('127.0.0.1:34802');
    expect(toKill([server(34801), server(34802, 'down')], at(34801))).toBeUndefined();
  });

  it('starts one that is down again, but not one that the run itself has stopped', () => {
    const servers = [server(34801), server(34802, 'down')];
    expect(deadServer(servers, at(34801))?.address).toBe('127.0.0.1:34802');
    expect(deadServer(servers, at(34802))).toBeUndefined();
    expect(deadServer([server(34801), server(34802, 'starting')], at(34801))).toBeUndefined();
  });
});
