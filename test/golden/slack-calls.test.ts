import { afterEach, describe, expect, it } from 'vitest';
import { startSlack, type Slack } from '../../src/slack/start-slack.js';
import { CountedSlack } from '../../bench/counted-slack.js';
import { silent } from '../support/silent.js';
import { VirtualRoll } from '../support/virtual-roll.js';

let slack: Slack | undefined;
afterEach(() => slack?.stop());

describe('what a whole run costs Slack', () => {
  // A run of 100 servers is measured by `npm run bench`, with a limit of 8: the simulation of so many takes its time.
  // What a run costs once, some 25 calls, is a whole call a server here.
  it('25 replica servers, drained one by one, with a digest: at most 8.5 calls a server in all', async () => {
    const roll = await VirtualRoll.open({
      nodes: 25,
      tables: [{ name: 'temp', partitions: 75, replicas: 3 }],
      timing: { pollInterval: 5_000 },
      startLatencyMs: 0,
    });
    const counted = new CountedSlack();
    slack = await startSlack({
      runService: roll.engine,
      clock: roll.clock,
      log: silent,
      mode: 'socket',
      tokens: { bot: 'xoxb-any', app: 'xapp-any' },
      fetch: counted.fetch,
      line: counted.line,
      digestChannel: 'C0DIGEST01',
    });
    await roll.request({ roles: ['replica'] });
    const began = roll.clock.now();
    await roll.approve();
    const gone = new Promise<void>((resolve) =>
      roll.engine.subscribe(({ status }) => {
        if (status === 'done') resolve();
      }),
    );
    await roll.soon(gone, 40_000_000);
    await roll.clock.advance(120_000);
    const perServer = counted.total / 25;
    console.log(
      `25 servers in ${Math.round((roll.clock.now() - began) / 60_000)} min: ${counted.total} calls to Slack, ${perServer.toFixed(2)} a server`,
    );
    expect(counted.calls.get('chat.postMessage')).toBeGreaterThan(25);
    expect(perServer).toBeLessThanOrEqual(8.5);
  }, 120_000);
});
