import { describe, expect, it } from 'vitest';
import { authorize, type Asker, type Wish } from '../../src/slack/authorize.js';

const wishes: readonly Wish[] = ['roll', 'plan', 'status', 'help', 'approve', 'withdraw', 'reject', 'pause', 'resume', 'abort', 'retry', 'skip', 'force'];
const member = (changes: Partial<Asker> = {}): Asker => ({ standing: 'member', requester: false, approver: 'no', ...changes });
const may = (asker: Asker, selfApproval = false): readonly Wish[] => wishes.filter((wish) => authorize(wish, asker, selfApproval).allowed);

describe('who may say what', () => {
  it.each([
    ['a member', member(), ['roll', 'plan', 'status', 'help', 'withdraw', 'pause']],
    ['the requester', member({ requester: true }), ['roll', 'plan', 'status', 'help', 'withdraw', 'reject', 'pause', 'resume', 'abort', 'retry', 'skip']],
    ['an approver', member({ approver: 'yes' }), wishes],
    ['an approver who asked for it', member({ approver: 'yes', requester: true }), wishes.filter((wish) => wish !== 'approve')],
    ['somebody whose group cannot be read', member({ approver: 'unknown' }), ['roll', 'plan', 'status', 'help', 'withdraw', 'pause']],
    ['a guest, even a named approver', member({ standing: 'guest', approver: 'yes' }), ['withdraw']],
    ['a bot', member({ standing: 'bot', approver: 'yes', requester: true }), ['withdraw']],
    ['a deactivated person', member({ standing: 'deleted', approver: 'yes' }), ['withdraw']],
    ['a stranger of another team', member({ standing: 'stranger', approver: 'yes' }), ['withdraw']],
    ['a person who cannot be looked up', member({ standing: 'unknown', approver: 'yes', requester: true }), ['withdraw']],
  ])('%s', (_who, asker, allowed) => {
    expect(may(asker)).toEqual(allowed);
  });

  it('lets the requester approve only where the policy says so', () => {
    const asker = member({ requester: true, approver: 'yes' });
    expect(authorize('approve', asker, false)).toEqual({ allowed: false, reason: 'You asked for this run, so somebody else has to approve it.' });
    expect(authorize('approve', asker, true)).toEqual({ allowed: true });
  });

  it('says no with a reason for the person', () => {
    for (const wish of wishes) {
      const said = authorize(wish, member({ standing: 'guest' }), false);
      if (!said.allowed) expect(said.reason).toMatch(/^[A-Z].*\.$/);
    }
    expect(authorize('force', member({ requester: true }), false)).toEqual({ allowed: false, reason: 'Only its approvers can force it.' });
  });
});
