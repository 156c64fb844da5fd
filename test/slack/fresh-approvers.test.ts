import { describe, expect, it } from 'vitest';
import { awaiting, bob, held, planFor } from '../support/told-runs.js';
import { openOffice, until, type Office } from './bot.js';

/** More approvals than are given here: the run waits on. */
const manyFrom = (approvers: readonly string[]) =>
  planFor({ approvals: { required: 5, approvers, selfApproval: false } });

const places: readonly [string, readonly string[], (office: Office) => Promise<void>, string][] = [
  [
    'the user group of approvers',
    ['@pegasus-oncall'],
    (office) => office.group('pegasus-oncall', 'bob', false),
    'approvers',
  ],
  ['the channel whose members approve', [], (office) => office.member('bob', false), 'nly people in'],
];

/** Typed in another channel: whoever has left one can press nothing there. */
async function refused(office: Office, what: string, words: string): Promise<void> {
  await office.command(`${what} cluster-x`, 'bob', 'ops');
  await until(async () =>
    [
      ...(await office.seen('ops')).filter(({ visible_to_name: name }) => name === 'bob').map(({ text }) => text),
      ...(await office.direct('bob')),
    ].some((text) => text.includes(words)),
  );
}

describe('somebody who was taken a moment ago out of', () => {
  it.each(places)(
    '%s approves nothing any more',
    async (_what, approvers, takeOut, words) => {
      const office = await openOffice();
      const run = office.runService.put(awaiting({ plan: manyFrom(approvers) }));
      const { ts } = await office.message(run.id);
      await office.click(ts, 'pegasus_approve', 'bob');
      await until(() => office.runService.run(run.id).votes.some(({ by }) => by === bob));
      await takeOut(office);
      await refused(office, 'approve', words);
      expect(office.runService.intents.map(({ kind }) => kind)).toEqual(['approve']);
    },
    20_000,
  );

  it.each(places)(
    '%s forces nothing any more',
    async (_what, approvers, takeOut, words) => {
      const office = await openOffice();
      const run = office.runService.put(held({ plan: manyFrom(approvers) }));
      const { ts } = await office.message(run.id);
      await office.click(ts, 'pegasus_force', 'bob');
      await until(() => office.runService.intents.length === 1);
      await takeOut(office);
      await refused(office, 'force', words);
      expect(office.runService.intents.map(({ kind }) => kind)).toEqual(['force']);
    },
    20_000,
  );
});
