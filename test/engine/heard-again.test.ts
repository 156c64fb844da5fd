import { describe, expect, it } from 'vitest';
import { commandId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import { carol } from '../support/told-runs.js';
import { small, VirtualRoll } from '../support/virtual-roll.js';

const heldFor =
  (reason: string) =>
  (run: Run): boolean =>
    run.status === 'held' && run.hold.reason === reason;

describe('a process command whose end was heard while the run stood for something worse', () => {
  it('ends again when it is asked for again, so that no retry waits for ever', async () => {
    const roll = await VirtualRoll.open({ ...small, nodes: 5 });
    const { id, plan } = await roll.request({ roles: ['replica'] });
    const [first, second] = plan.targets;
    if (first === undefined || second === undefined) throw new Error('there is nothing to roll');
    roll.processes.runs.set(
      commandId(`${id}.replica-${first.index}.1.restart`),
      Promise.resolve({ kind: 'failed', reason: 'exit code 255', tail: [] }),
    );
    await roll.approve();
    await roll.until(heldFor('command-failed'));

    roll.cluster.faults.kill(second.address);
    await roll.until(heldFor('second-failure'));
    await roll.cluster.start(second.address);
    await roll.clock.advance(60_000);
    expect((await roll.engine.submit(id, { kind: 'retry', by: carol, via: 'button' })).accepted).toBe(true);
    // It looks whether the server came back, and does not wait for a command that has ended long ago.
    await roll.until(heldFor('not-restarted'), 600_000);

    expect((await roll.engine.submit(id, { kind: 'retry', by: carol, via: 'button' })).accepted).toBe(true);
    // That the other server was started by others was accepted with the answer to the hold that said it was down.
    const ended = await roll.toTheEnd();
    expect(ended.status).toBe('done');
    expect(ended.log.flatMap((event) => (event.kind === 'held' ? [event.hold.reason] : []))).toEqual([
      'command-failed',
      'second-failure',
      'not-restarted',
    ]);
  });
});
