import { afterEach, describe, expect, it } from 'vitest';
import { longDead } from '../../simulation/faults/long-dead.js';
import { Inspector } from '../../simulation/invariants/inspector.js';
import { People } from '../../simulation/people/people.js';
import { drawScenario } from '../../simulation/scenario.js';
import { World } from '../../simulation/world/world.js';
import { Random } from '../../src/lib/random.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { renderReport } from '../../src/slack/render/report.js';
import type { Message } from '../../demo/workspace/world/message.js';

const dead = '127.0.0.1:34805';
const command = 'roll cluster-x --only replica --reason "config change"';

let world: World;
afterEach(() => {
  world.close();
});

/** Five servers, of which one died long ago; one approval is enough. */
async function begin(): Promise<{ inspector: Inspector; people: People }> {
  const inspector = new Inspector();
  const drawn = drawScenario(1);
  const { hooks: _hooks, settle: _settle, alerts: _alerts, ...policy } = drawn.policy;
  world = new World(
    {
      ...drawn,
      generation: '2.5',
      nodes: 4,
      longDead: dead,
      tables: [{ name: 'temp', partitions: 4, replicas: 3 }],
      custom: false,
      policy: {
        ...policy,
        approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
      },
    },
    inspector,
  );
  await world.clock.advance(0);
  await longDead(world, dead);
  const people = new People(world, new Random(1));
  inspector.watch(world, people);
  void world.boot();
  await world.clock.advance(5_000);
  return { inspector, people };
}

const channel = (): string => world.slack.world.channelNamed('pegasus')?.id ?? '';
const ofRuns = (): readonly Message[] =>
  world.slack.world
    .messages(channel())
    .filter(({ metadata, threadTs }) => metadata?.event_type === 'pegasus_roll' && threadTs === undefined);

const type = (who: string, text: string): Promise<unknown> =>
  world.slack.deeds.command('pegasus', who, '/pegasus', text);

/** The message of the newest run, once there are so many. */
async function message(nth: number): Promise<string> {
  await world.clock.until(() => ofRuns().length === nth, 60_000);
  await world.clock.advance(5_000);
  return JSON.stringify(ofRuns().at(-1)?.blocks);
}

describe('a cluster with a server that died long ago', () => {
  it('is not rolled, is told what to type, and is rolled without that server once people have approved it', async () => {
    const { inspector, people } = await begin();
    // Of a run that has ended nothing is kept in memory.
    const changes: Run[] = [];
    world.bot?.engine.subscribe((changed) => {
      changes.push(changed);
    });
    await type('alice', command);
    const blocked = await message(1);
    expect(blocked).toContain(`${dead} is not ALIVE. If that is known and it stays dead, ask anew with`);
    const [allow] = /--allow [a-z0-9=.:,-]+/.exec(blocked) ?? [];
    expect(allow).toBe(`--allow dead-server=${dead}`);
    await type('bob', 'reject');
    await world.clock.until(() => world.runs().every(hasEnded), 60_000);

    await type('alice', `${command} ${allow ?? ''}`);
    const plan = await message(2);
    expect(plan).toContain('*Allowed to stay dead:*');
    expect(plan).toContain(dead);
    expect(plan).not.toContain('is not ALIVE');
    people.reacts('bob', 'approve');
    await world.clock.until(() => changes.at(-1)?.status === 'done', 3_600_000);
    await world.clock.advance(10_000);

    const ended = changes.at(-1);
    if (ended?.status !== 'done') throw new Error(`the run is ${ended?.status ?? 'not there'}`);
    expect(ended.progress.targets.map(({ address, state }) => `${address} ${state}`)).toEqual(
      [1, 2, 3, 4].map((place) => `127.0.0.1:3480${place} done`),
    );
    expect(world.cluster.isUp(dead)).toBe(false);
    expect(await message(2)).toContain(dead);
    expect(renderReport(ended, undefined).text).toContain(`dead-server=${dead}`);
    expect(inspector.violations).toEqual([]);
  }, 60_000);
});
