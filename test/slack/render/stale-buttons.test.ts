import { describe, expect, it } from 'vitest';
import { button, readClick, whyStale } from '../../../src/slack/render/buttons.js';
import type { IntentKind } from '../../../src/roll/intent.js';
import type { Run } from '../../../src/roll/run.js';
import { aborting as abortingRun, held as heldRun, rolling as rollingRun } from '../../support/told-runs.js';

const pressed = (intent: IntentKind, drawnFor: Run) => {
  const { action_id, value } = button(drawnFor, intent);
  const click = readClick(action_id ?? '', value);
  if (click === undefined) throw new Error('the button says nothing');
  return click;
};

describe('a button counts for what it was drawn for', () => {
  it('answers the hold it stood below, and none that came after it', () => {
    const held = heldRun();
    const later = { ...held, since: held.since + 60_000 };
    for (const intent of ['retry', 'skip', 'force'] as const) {
      expect(whyStale(pressed(intent, held), held)).toBeUndefined();
      expect(whyStale(pressed(intent, held), later)).toContain('an earlier hold');
    }
  });

  it('aborts once, however often Slack delivers the click', () => {
    const rolling = rollingRun();
    const aborting = abortingRun();
    expect(whyStale(pressed('abort', rolling), rolling)).toBeUndefined();
    expect(whyStale(pressed('abort', rolling), aborting)).toContain('being aborted already');
    expect(whyStale(pressed('abort', aborting), aborting)).toBeUndefined();
  });
});
