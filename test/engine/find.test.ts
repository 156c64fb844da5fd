import { describe, expect, it } from 'vitest';
import { runId } from '../../src/roll/ids.js';
import { small, VirtualRoll } from '../support/virtual-roll.js';

describe('a run is found by its name', () => {
  it('while it is under way, once it has ended, and by a bot that was started later', async () => {
    const roll = await VirtualRoll.open(small);
    const { id } = await roll.request({ roles: ['replica'] });
    expect((await roll.engine.find(id))?.status).toBe('awaiting-approval');
    await roll.approve();
    await roll.untilStep('heal');
    expect((await roll.engine.find(id))?.status).toBe('rolling');
    await roll.toTheEnd();
    expect(await roll.engine.find(id)).toMatchObject({ id, status: 'done' });
    await roll.killAndRestart(1_000);
    expect(await roll.engine.find(id)).toMatchObject({ id, status: 'done' });
    expect(await roll.engine.find(runId('cluster-x-none'))).toBeUndefined();
  });
});
