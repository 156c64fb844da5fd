import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusEvent } from '../../src/roll/event.js';
import { nodeAddress } from '../../src/roll/ids.js';
import { block } from '../../src/roll/gates/verdict.js';
import { hasEnded, type Run } from '../../src/roll/run.js';
import { reactionNames, type Speech } from '../../src/slack/reactions.js';
import { renderMessage, renderReplaced } from '../../src/slack/render/message.js';
import { statusParts } from '../../src/slack/render/status-parts.js';
import { content } from '../../src/slack/render/parts.js';
import { renderThreadPost } from '../../src/slack/render/thread.js';
import { cut, listing, quoted, sentence } from '../../src/slack/text.js';
import * as told from '../support/told-runs.js';
import { hostileText, hostileTexts } from './hostile.js';
import { foreign } from '../../src/roll/message.js';

const speech: Speech = {
  reactions: reactionNames(),
  command: '/pegasus',
  groupIds: new Map([['pegasus-oncall', 'S0ONCALL09']]),
};

/**
 * All that Slack takes for more than letters. What is allowed are the bot's own dates and links, and those who had to
 * do with the run.
 */
function callsIn(text: string, people: readonly string[]): readonly string[] {
  const marks = (text.match(/<[^<>]*>/g) ?? []).filter(
    (mark) =>
      !(
        /^<!date\^\d+\^[^|<>^]*\|[^<>|]*>$/.test(mark) ||
        people.some((person) => mark === `<@${person}>`) ||
        mark === '<!subteam^S0ONCALL09>' ||
        mark === '<#C0PEGASUS1>'
      ),
  );
  const broadcasts = text.match(/@(?:channel|here|everyone)/gi) ?? [];
  const halves = text.replace(/<[^<>]*>/g, '').match(/[<>]/g) ?? [];
  return [...marks, ...broadcasts, ...halves];
}

/** Every text of a message that Slack reads as its markup, and every element that calls by its kind. */
function spoken(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(spoken);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text, ...rest } = value as { readonly type?: unknown; readonly text?: unknown };
  if (typeof type === 'string' && ['user', 'usergroup', 'broadcast', 'channel'].includes(type))
    return [`<element ${type}>`];
  if (type === 'mrkdwn' || type === 'markdown') return [String(text)];
  return [...spoken(text), ...Object.values(rest).flatMap(spoken)];
}

/**
 * Where the text of somebody else may stand: whatever is a sentence, and what a cluster calls its servers and versions.
 */
const foreignFields = new Set(['address', 'version', 'node', 'from', 'to', 'table', 'whySkipped', 'text']);
const foreignLists = new Set(['nodes', 'raw', 'rolled', 'notRolled', 'allowLowReplication']);

function poisoned<Value>(value: Value, text: string, field = '', list = ''): Value {
  if (typeof value === 'string')
    return (value.includes(' ') || foreignFields.has(field) || foreignLists.has(list) ? text : value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item, text, '', field)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner, text, name)])) as Value;
}

const plan = told.planFor({
  options: { ...told.planFor().options, reason: 'new disks', version: '2.5.0 next' },
  skipped: [{ role: 'replica', address: nodeAddress('10.0.0.9:34801'), why: foreign('left out on request') }],
  gates: [block('replica-count', foreign('a table has too few copies'), {})],
  waivers: [{ table: 'temp', replicaCount: 1 }],
  approvals: { required: 2, approvers: [told.carol, '@pegasus-oncall'], selfApproval: false },
});

const events: readonly StatusEvent[] = [
  { kind: 'replanned', oldPlan: 'x', newPlan: 'y', why: foreign('a server is to be rolled now') },
  { kind: 'target-started', role: 'replica', address: nodeAddress('10.0.0.1:34801'), nth: 1, of: 3 },
  {
    kind: 'target-done',
    role: 'replica',
    address: nodeAddress('10.0.0.1:34801'),
    ms: 1_000,
    spent: {},
    version: '2.5.0 (abc)',
  },
  {
    kind: 'target-skipped',
    role: 'replica',
    address: nodeAddress('10.0.0.1:34801'),
    why: { code: 'skipped-by', user: 'U0BOB00001' },
  },
  { kind: 'leader-changed', from: nodeAddress('10.0.0.1:34601'), to: nodeAddress('10.0.0.2:34601') },
  { kind: 'held', hold: told.hold },
  { kind: 'paused', why: { code: 'paused-by', by: { code: 'person', user: 'U0BOB00001' } }, settingsStayOn: true },
  { kind: 'canary', address: nodeAddress('10.0.0.1:34801') },
  { kind: 'note', message: foreign('the log could not be flushed'), raw: ['raw words of somebody'] },
  {
    kind: 'ended',
    how: 'failed',
    rolled: [nodeAddress('10.0.0.1:34801')],
    notRolled: [nodeAddress('10.0.0.2:34801')],
    left: foreign('settings are back'),
  },
];

const log = told.logged(...events);
const runs: readonly Run[] = [
  told.awaiting({ plan, log }),
  told.approved({ plan, log }),
  told.rolling({ plan, log }),
  told.pausing({ plan, log }),
  told.paused({ plan, log }),
  told.held({ plan, log }),
  told.aborting({ plan, log }),
  told.done({ plan, log }),
  told.aborted({ plan, log }),
  told.failed({ plan, log }),
  told.rejected({ plan, log }),
  told.expired({ plan, log }),
  {
    ...told.rolling({ plan, log }),
    progress: {
      ...told.halfway(),
      unreadable: { since: 1, kind: 'not-understood', message: 'it printed something', raw: ['raw words'] },
      waiting: { what: foreign('a table to heal'), since: 1 },
    },
  } as Run,
];

/** Nobody else is in it: alice asked, bob voted and acted, carol approves. */
const people = [told.alice, told.bob, told.carol];

describe.each([
  ['U0STRANGER', '<@U0STRANGER>'],
  ['everybody', '<!channel> <!here> @channel <!subteam^S0ELSE0001>'],
  ['a link', '<https://evil.example|the plan> <mailto:x@evil.example>'],
  ['a date', '<!date^0^{date}^https://evil.example|now>'],
])('a cluster that names %s', (_what, text) => {
  it.each(runs.map((run) => [run.status, run] as const))('calls nobody from a run that is %s', (_status, run) => {
    const evil = poisoned(run, text);
    const shown = [
      ...(['sections', 'progress'] as const).map((dialect) => renderMessage(evil, speech, { dialect })),
      renderReplaced(evil, 'x'),
      content(statusParts(evil, 'It is in <#C0PEGASUS1>.')),
      ...evil.log.flatMap((event) => renderThreadPost(evil, event, speech) ?? []),
    ];
    for (const message of shown)
      for (const said of [message.text, ...spoken(message.blocks)]) expect(callsIn(said, people)).toEqual([]);
    // It was there to be said.
    if (!hasEnded(run)) expect(JSON.stringify(shown)).toMatch(/U0STRANGER|channel|evil/);
  });
});

describe('any text at all', () => {
  it('stays what it is: on its line, outside of every code span, calling nobody', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const safe of [
          quoted(text),
          sentence(text),
          sentence(text, ['U0SOMEBODY']),
          cut(quoted(text), 20),
          listing([quoted(text), quoted(text)], 60),
        ]) {
          // What stands between “ and ” in a sentence is somebody's words, and the only code span there is.
          if (
            callsIn(safe, []).length > 0 ||
            /[\p{Cc}\p{Cs}]/u.test(safe) ||
            safe.replace(/`[^`“”]*`/g, '').includes('`')
          )
            return false;
          // Only the mark that keeps @here from calling is invisible, and what joins emoji, flags and letters.
          if (/\p{Cf}/u.test(safe.replace(/@\u2060/g, '@').replace(/\u200c|\u200d|[\u{e0030}-\u{e007f}]/gu, '')))
            return false;
          if (/&(?!amp;|lt;|gt;)/.test(safe.replace(/…$/, ''))) return false;
        }
        return true;
      }),
      { numRuns: 1_000 },
    );
    for (const text of hostileTexts) expect(callsIn(quoted(text), [])).toEqual([]);
  });

  it('in a run leads to messages that call nobody', () => {
    fc.assert(
      fc.property(fc.constantFrom(...runs), hostileText, (run, text) => {
        const evil = poisoned(run, text.replace(/U0(?:ALICE|BOB|CAROL)\w+/g, 'U0STRANGER'));
        const message = renderMessage(evil, speech);
        expect([message.text, ...spoken(message.blocks)].flatMap((said) => callsIn(said, people))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('makes a mention only of those the core has named and who had to do with it', () => {
    expect(sentence('paused by <@U0BOB00001>', ['U0BOB00001'])).toBe('paused by <@U0BOB00001>');
    expect(sentence('table <@U0BOB00001> is UNAVAILABLE', [])).toBe('table &lt;@U0BOB00001&gt; is UNAVAILABLE');
    expect(sentence('<@U0BOB00001|bob> <@U0BOB00001', ['U0BOB00001'])).toBe('&lt;@U0BOB00001|bob&gt; &lt;@U0BOB00001');
  });
});
