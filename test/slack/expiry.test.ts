import { describe, expect, it } from 'vitest';
import type { StatusEvent } from '../../src/roll/event.js';
import type { RunIn } from '../../src/roll/run.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { alice, awaiting, bob, dave, expired, logged, night, planFor } from '../support/told-runs.js';
import { openOffice, until, type Office } from './bot.js';

const byGroups = planFor({ approvals: { required: 2, approvers: ['@pegasus-oncall', dave], selfApproval: false } });
const approvals = { required: 2, approvers: ['@pegasus-oncall', dave], selfApproval: false, expiresAfterMs: 1_800_000 };

/** A request whose votes count for what it is about, after so much was said of it. */
const waiting = (...events: readonly StatusEvent[]): RunIn<'awaiting-approval'> => ({
  ...awaiting({
    plan: byGroups,
    votes: [{ by: bob, at: night, via: 'button', planId: byGroups.id }],
    log: logged(...events),
  }),
  ...(events.length > 1 ? { warned: true as const } : {}),
});

const approved: StatusEvent = { kind: 'approved', by: bob, have: 1, need: 2 };
const expiring: StatusEvent = { kind: 'expiring', expiresAt: night + 1_800_000, have: 1, need: 2 };

const threadHas = (office: Office, many: number): Promise<void> =>
  until(
    async () => (await office.thread()).length >= many,
    () => `${many} lines in the thread`,
  );

describe('a request that nobody answers', () => {
  it('is called for in a post of its own before it expires, by the names of those who can approve it', async () => {
    const office = await openOffice({ runService: new FakeRunService([{ approvals }]) });
    const run = office.runService.put(waiting(approved));
    await office.message(run.id);
    await threadHas(office, 1);
    office.runService.put(waiting(approved, expiring));
    await threadHas(office, 2);
    const post = (await office.thread())[1]?.text ?? '';
    expect(post).toMatch(/expires .*It has 1 of 2 approvals/);
    for (const person of [`<@${alice}>`, `<@${dave}>`, '<!subteam^S0ONCALL01>']) expect(post).toContain(person);
  });

  it('is visibly closed after that: why, without buttons, and what is pressed late is answered', async () => {
    const office = await openOffice({ runService: new FakeRunService([{ approvals }]) });
    const run = office.runService.put(waiting(approved, expiring));
    const open = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    expect(open.blocks?.some(({ type }) => type === 'actions')).toBe(true);
    office.runService.put(expired({ plan: byGroups, log: logged(approved, expiring, { kind: 'expired' }) }));
    const closed = await office.message(
      run.id,
      ({ text, reactions }) => text.includes('expired') && reactions.length === 0,
    );
    expect(closed.text).toMatch(/not approved in time[^]*Nothing was touched/);
    expect(closed.blocks?.some(({ type }) => type === 'actions')).toBe(false);
    await until(() => office.runService.toldRuns.length === 1);
    await office.command('approve cluster-x', 'dave');
    await until(async () => (await office.ephemeralsTo('dave')).length > 0);
    expect(await office.ephemeralsTo('dave')).toEqual([
      'Nothing is running on cluster-x, and nothing awaits approval.',
    ]);
  });
});
