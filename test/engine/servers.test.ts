import { describe, expect, it } from 'vitest';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';
import type { RollOptions } from '../../src/roll/options.js';
import { small, VirtualRoll, x, type VirtualRollOptions } from '../support/virtual-roll.js';
import { inWords } from '../support/in-words.js';

const withPairs: VirtualRollOptions = {
  ...small,
  tables: [
    { name: 'temp', partitions: 12, replicas: 3 },
    { name: 'stat', partitions: 4, replicas: 2 },
  ],
};

describe('what a request for a roll can name', () => {
  it('are the replica servers in the cluster’s order, and the tables that need a waiver', async () => {
    const roll = await VirtualRoll.open(withPairs);
    await roll.engine.start();
    expect(await roll.soon(roll.engine.servers(x))).toEqual({
      ok: true,
      value: { replicaServers: roll.cluster.replicaAddresses, lowTables: [{ name: 'stat', replicaCount: 2 }] },
    });
    expect(await roll.soon(roll.engine.servers(clusterName('cluster-q')))).toMatchObject({ ok: false });
  });

  it('cannot be told of a cluster that cannot be read', async () => {
    const roll = await VirtualRoll.open(withPairs);
    await roll.engine.start();
    roll.cluster.faults.killAllMetas();
    await roll.clock.advance(60_000);
    expect(inWords(await roll.soon(roll.engine.servers(x)))).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/^cluster-x cannot be read: /) },
    });
  });
});

describe('a refusal says which part of the request it is about', () => {
  const strange = nodeAddress('10.9.9.9:34801');
  it.each<readonly [string, Partial<RollOptions>, string]>([
    ['a server that is not there', { nodes: [strange] }, 'nodes'],
    ['a server left out that is not there', { skip: [strange] }, 'skip'],
    ['a table that is not there', { allowLowReplication: ['nothing'] }, 'tables'],
  ])('%s', async (_what, options, about) => {
    const roll = await VirtualRoll.open(withPairs);
    await roll.engine.start();
    expect(await roll.soon(roll.ask(options))).toMatchObject({ ok: false, failure: { about } });
  });
});
