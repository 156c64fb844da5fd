import { expect, it } from 'vitest';
import { observe } from '../../src/engine/observe.js';
import type { ProcessControl } from '../../src/processes/process-control.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import type { Look } from '../../src/roll/observation.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';

const never = new AbortController().signal;
const look = { processes: [], ddd: false };
const replaceable = [1, 2].map((nth) => ({ role: 'replica' as const, address: server(nth), index: nth - 1 }));

async function read(asked: Look, said?: ProcessControl['replaceable']) {
  const cluster = new IdealCluster();
  const looks: Look[] = [];
  const admin: ClusterAdmin = {
    observe: (own) => {
      looks.push(own);
      return Promise.resolve({ ok: true, value: cluster.observe(own) });
    },
    perform: () => Promise.reject(new Error('nothing is done by a reading')),
  };
  const processes: ProcessControl = {
    run: () => Promise.reject(new Error('nothing is run by a reading')),
    isUp: () => Promise.resolve({ up: true }),
    ...(said === undefined ? {} : { replaceable: said }),
  };
  const reading = await observe({ admin, processes }, asked, never);
  return { seen: reading.ok ? reading.value.replaceable : reading.failure, looks };
}

it('asks the driver beside the cluster, and only where that is wanted', async () => {
  const said = await read({ ...look, replaceable }, () =>
    Promise.resolve({ [server(1)]: { kind: 'yes' }, [server(2)]: { kind: 'no', why: 'it is another' } }),
  );
  expect(said.seen).toEqual({ [server(1)]: { kind: 'yes' }, [server(2)]: { kind: 'no', why: 'it is another' } });
  expect(said.looks).toEqual([look]);
  const unasked = await read(look, () => Promise.reject(new Error('asked')));
  expect(unasked.seen).toBeUndefined();
});

it('knows nothing of a server that the driver says nothing of, or that could not be asked about', async () => {
  const half = await read({ ...look, replaceable }, () => Promise.resolve({ [server(1)]: { kind: 'yes' } }));
  expect(half.seen).toMatchObject({ [server(1)]: { kind: 'yes' }, [server(2)]: { kind: 'unknown' } });
  const thrown = await read({ ...look, replaceable }, () => Promise.reject(new Error('no such program')));
  expect(thrown.seen).toMatchObject({ [server(1)]: { kind: 'unknown', why: 'Error: no such program' } });
  expect((await read({ ...look, replaceable })).seen).toMatchObject({ [server(1)]: { kind: 'unknown' } });
});
