import { describe, expect, it } from 'vitest';
import { authorize, requestKinds, type Asker, type Standing } from '../../src/slack/authorize.js';
import { everybody, people } from './people.js';
import { document, entries, mayDo } from './table.js';

describe('who may do what', () => {
  it.each(requestKinds.flatMap((request) => everybody.map((who) => [request, who] as const)))(
    '%s: %s',
    (request, who) => {
      const { asker, selfApproval } = people[who];
      const said = authorize(request, asker, selfApproval);
      expect(said.allowed).toBe(mayDo(request, who));
      // A refusal is a sentence for the person.
      if (!said.allowed) expect(said.reason).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('is the same for outsiders whatever they asked for and whoever named them an approver', () => {
    const standings: readonly Standing[] = ['guest', 'bot', 'deleted', 'stranger', 'unknown'];
    const all = standings.flatMap((standing) =>
      [true, false].flatMap((requester) =>
        (['yes', 'no', 'unknown'] as const).flatMap((approver) =>
          [true, false].map((selfApproval): [Asker, boolean] => [{ standing, requester, approver }, selfApproval]),
        ),
      ),
    );
    for (const [asker, selfApproval] of all)
      expect(requestKinds.filter((request) => authorize(request, asker, selfApproval).allowed)).toEqual([
        'help',
        'withdraw',
      ]);
    expect(all).toHaveLength(60);
  });

  it('never follows from selfApproval alone: it makes nobody an approver', () => {
    expect(authorize('approve', people.requester.asker, true)).toEqual({
      allowed: false,
      reason: "You are not one of its approvers, so you can't approve it.",
    });
    expect(authorize('approve', people.both.asker, false)).toEqual({
      allowed: false,
      reason: 'You asked for this run, so somebody else has to approve it.',
    });
  });

  it('is written down as it is', async () => {
    expect(new Set(entries.map(([way]) => way)).size).toBe(entries.length);
    await expect(document()).toMatchFileSnapshot('../../docs/AUTHORIZATION.md');
  });
});
