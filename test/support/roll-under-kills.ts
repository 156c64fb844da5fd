import { expect } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { asBefore, type RealStack } from './real-stack.js';

const kills = 17;

/**
 * A whole roll whose bot is killed at random moments: every process is restarted once, and the thread says what
 * happened, once.
 */
export async function rollUnderKills(stack: RealStack, seed: number): Promise<void> {
  const random = new Random(seed);
  await stack.botUp();
  await stack.type('alice', 'roll cluster-x');
  await stack.runMessage();
  await stack.react('bob', 'white_check_mark');
  await stack.waitFor(async () => (await stack.state()) !== 'awaiting-approval', 20_000, 'the approval');

  for (let kill = 0; kill < kills; kill += 1) {
    await realClock.sleep(random.between(0, 1_600));
    await stack.kill();
    stack.startBot();
    // Some are killed again before they are up; the others get on a bit.
    if (random.next() < 0.8) await realClock.sleep(900);
  }
  await stack.untilState('done');

  const truth = await stack.truth();
  expect(truth.processes.map(({ address, starts }) => [address, starts])).toEqual(
    truth.processes.map(({ address }) => [address, 1]),
  );
  expect(truth.allFull).toBe(true);
  expect(truth.leader).toMatchObject(asBefore);
  await thread(stack);
}

/**
 * What is in the thread is what the audit trail says happened: in order, nothing twice, and nothing of weight left out.
 */
async function thread(stack: RealStack): Promise<void> {
  const { ts } = await stack.runMessage();
  const posts = async (): Promise<readonly { readonly seq: number; readonly text: string }[]> =>
    (await stack.messages())
      .filter(({ thread_ts, metadata }) => thread_ts === ts && metadata?.event_type === 'pegasus_roll_thread')
      .map(({ metadata, text }) => ({ seq: Number(metadata?.event_payload['seq']), text }));
  const events = (await stack.auditTrail())
    .filter(({ what }) => what === 'event')
    .map(({ detail }) => detail as { seq: number; kind: string; address?: string });
  const last = events.findLast(({ kind }) => kind === 'ended')?.seq ?? -1;
  await stack.waitFor(
    async () => (await posts()).some(({ seq }) => seq === last),
    60_000,
    'the last line of the thread',
  );

  const told = await posts();
  const places = told.map(({ seq }) => seq);
  expect(places).toEqual([...new Set(places)].sort((left, right) => left - right));
  // Reports that came while others were being posted share a post.
  const lines = told.flatMap(({ text }) => text.split('\n'));
  const times = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;
  expect(times(/ approved: 1 of 1/)).toBe(1);
  expect(times(/^It starts: /)).toBe(1);
  const escaped = (address: string): string => address.replaceAll('.', '\\.');
  for (const { kind, address } of events) {
    if (address === undefined) continue;
    if (kind === 'target-started')
      expect(times(new RegExp(`${escaped(address)}\` begins`)), `${address} begins`).toBe(1);
    if (kind === 'target-done')
      expect(times(new RegExp(`${escaped(address)}\` is done`)), `${address} is done`).toBe(1);
  }
  expect(events.filter(({ kind }) => kind === 'target-done')).toHaveLength(8);
  expect((await stack.messages()).filter(({ metadata }) => metadata?.event_type === 'pegasus_roll')).toHaveLength(1);
}
