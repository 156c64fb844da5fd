import { afterEach, describe, expect, it } from 'vitest';
import { asBefore, RealStack } from '../support/real-stack.js';

let stack: RealStack;
afterEach(() => stack.close());

const first = '127.0.0.1:34801';

/** What a person is told next so that nobody else sees it, once it has `part`. */
async function answered(user: string, typed: string, part: string): Promise<string> {
  const before = (await stack.toldTo(user)).length;
  await stack.type(user, typed);
  let found: string | undefined;
  await stack
    .waitFor(
      async () => (found = (await stack.toldTo(user)).slice(before).find((text) => text.includes(part))) !== undefined,
      20_000,
      `an answer to "${typed}" with "${part}"`,
    )
    .catch(async (error: unknown) => {
      throw new Error(`${user} was told ${JSON.stringify((await stack.toldTo(user)).slice(before))}`, { cause: error });
    });
  return found ?? '';
}

const inHours = (hours: number): string => `${String((new Date().getUTCHours() + hours) % 24).padStart(2, '0')}:00`;

describe('commands on a real cluster', () => {
  it('clusters, lock, plan, roll with its options, unlock, runs: each answers, and does what it says', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20, mode: 'http' });
    await stack.botUp();
    await answered('dave', 'runs', 'No run has finished yet.');
    expect(await answered('dave', 'clusters', 'cluster-x:')).toContain('well, 4 replica servers');

    await answered(
      'carol',
      'lock cluster-x "disks are being replaced"',
      'The cluster cluster-x is locked: no new run may start',
    );
    expect(await answered('dave', 'clusters', 'locked by')).toContain('disks are being replaced');
    await answered('alice', 'roll cluster-x', 'The cluster cluster-x is locked by');
    expect(await answered('alice', 'plan cluster-x', 'Plan only')).toContain('lock');
    await answered('carol', 'unlock cluster-x', 'The cluster cluster-x is unlocked');

    await stack.type(
      'alice',
      `roll cluster-x --version 2.5.1 --mode simple --only replica --nodes ${first} --soak 3s --reason "a new disk"`,
    );
    await stack.react('bob', 'white_check_mark');
    await stack.untilState('rolling');
    await answered('carol', 'lock cluster-x one at a time', 'goes on');
    await stack.untilState('done');
    const truth = await stack.truth();
    expect(truth.processes.filter(({ starts }) => starts > 0)).toMatchObject([
      { address: first, version: '2.5.1', starts: 1 },
    ]);
    expect(truth).toMatchObject({ allFull: true, leader: asBefore });
    expect(await answered('dave', 'runs cluster-x', 'Runs of cluster-x')).toMatch(
      /:white_check_mark: done: Upgrade cluster-x to 2\.5\.1, 1 of 1 servers in \d+ s\n.*approved by .*<http[^|]*\|message>\n`a new disk`/,
    );
    const trail = await stack.auditTrail();
    expect(trail.filter(({ what }) => what === 'lock' || what === 'unlock').map(({ what }) => what)).toEqual([
      'lock',
      'unlock',
      'lock',
    ]);
  }, 120_000);
});

describe('outside its change window', () => {
  it('an approved run stands and touches nothing; with a reason that approvers see, the next one goes', async () => {
    stack = await RealStack.start({
      nodes: 4,
      speed: 20,
      clusterSettings: [`windows: ["daily ${inHours(3)}-${inHours(4)} UTC"]`],
    });
    await stack.botUp();
    expect(await answered('dave', 'clusters', 'change window closed')).toContain(`${inHours(3)}:00 UTC`);
    await stack.type('alice', `roll cluster-x --nodes ${first} --only replica --mode simple`);
    expect((await stack.runMessage()).text).toContain('its change window is closed until');
    await stack.react('bob', 'white_check_mark');
    await stack.untilState('paused');
    await answered('bob', 'resume', '--outside-window');
    await stack.type('alice', 'abort');
    await stack.untilState('aborted');
    expect((await stack.truth()).processes.every(({ starts }) => starts === 0)).toBe(true);

    const { ts } = await stack.runMessage();
    await stack.type(
      'alice',
      `roll cluster-x --nodes ${first} --only replica --mode simple --outside-window "the disk fills up tonight"`,
    );
    await stack.waitFor(async () => (await stack.runMessage()).ts !== ts, 20_000, 'the second plan');
    expect((await stack.runMessage()).text).toContain('the disk fills up tonight');
    await stack.react('bob', 'white_check_mark');
    await stack.untilState('done');
    const truth = await stack.truth();
    expect(truth.processes.filter(({ starts }) => starts > 0)).toMatchObject([{ address: first, starts: 1 }]);
    expect(truth).toMatchObject({ allFull: true, leader: asBefore });
    const asked = (await stack.auditTrail()).filter(
      ({ what, detail }) => what === 'intent' && JSON.stringify(detail).includes('the disk fills up tonight'),
    );
    expect(asked).toHaveLength(1);
  }, 120_000);
});
