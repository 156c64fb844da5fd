import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent, StatusEvent } from '../../../src/roll/event.js';
import { holdReasons, type Hold } from '../../../src/roll/hold.js';
import { clusterName, gpid, nodeAddress, roles, runId, userId } from '../../../src/roll/ids.js';
import { newProgress } from '../../../src/roll/new-progress.js';
import { defaultOptions } from '../../../src/roll/options.js';
import type { Plan, PlanTarget } from '../../../src/roll/plan.js';
import type { Phase, Progress, Step } from '../../../src/roll/progress.js';
import type { Run } from '../../../src/roll/run.js';
import { reactionNames } from '../../../src/slack/reactions.js';
import { renderMessage } from '../../../src/slack/render/message.js';
import { content } from '../../../src/slack/render/parts.js';
import { renderReport } from '../../../src/slack/render/report.js';
import { isReported } from '../../../src/slack/render/reported.js';
import { statusParts } from '../../../src/slack/render/status-parts.js';
import { renderThreadPost } from '../../../src/slack/render/thread.js';
import { night, saved } from '../../support/told-runs.js';
import { faultsOf } from './slack-limits.js';
import { foreign } from '../../../src/roll/message.js';
import { words } from '../../../src/words/words.js';

/** Whatever people, clusters and programs come up with. */
const nasty = fc.constantFrom(
  '<!channel>',
  '<@U0ALICE001>',
  '```',
  '`',
  '&',
  '*bold*',
  '|',
  '\u202e',
  '\0',
  '\n',
  '🚀',
  '名前は長い',
  '<https://x.example|click>',
  '@here',
  '<!date^0^{time}|x>',
  '</details>',
  'password=hunter2xyz',
  ' ',
  'a-rather-long-word-in-a-sentence ',
  '\ud83d',
  '-----BEGIN RSA PRIVATE KEY-----',
);
const text = (most: number) =>
  fc.oneof(
    fc.string({ maxLength: 40, unit: 'binary' }),
    fc.array(nasty, { maxLength: most }).map((words) => words.join('')),
    fc.constant(''),
  );
const longText = fc.oneof(
  text(30),
  fc.tuple(nasty, fc.integer({ min: 1, max: 400 })).map(([word, times]) => word.repeat(times)),
);
const longMessage = longText.map(foreign);
const address = fc
  .oneof(
    fc.tuple(fc.nat(255), fc.nat(255)).map(([left, right]) => `10.${left}.0.${right}:34801`),
    fc
      .integer({ min: 0, max: 999 })
      .map((nth) => `${'a-very-long-name-of-a-server.'.repeat(8)}node-${nth}.example.com:34801`),
    text(6),
  )
  .map(nodeAddress);
const when = fc.integer({ min: 0, max: 100_000_000 }).map((ms) => night + ms);
const role = fc.constantFrom(...roles);
const user = fc.oneof(fc.constantFrom('U0ALICE001', 'U0BOB00001'), text(3)).map(userId);
/** So many of them, made of a few, as a cluster's servers are named alike. */
const repeated = <Item>(few: fc.Arbitrary<Item>, least: number, most: number): fc.Arbitrary<Item[]> =>
  fc
    .tuple(fc.array(few, { minLength: 1, maxLength: 5 }), fc.integer({ min: least, max: most }))
    .map(([items, many]) =>
      Array.from({ length: many }, (_none, place) => items[place % items.length]).flatMap((item) =>
        item === undefined ? [] : [item],
      ),
    );
const addresses = repeated(address, 0, 300);
const gpids = repeated(
  fc.tuple(fc.nat(99), fc.nat(999)).map(([table, part]) => gpid(table, part)),
  0,
  3_000,
);

const target: fc.Arbitrary<PlanTarget> = fc.record({
  role,
  address,
  index: fc.nat(299),
  version: fc.option(text(4), { nil: undefined }),
  primaries: fc.nat(5_000),
  secondaries: fc.nat(5_000),
});
const block = fc.record({
  gate: fc.constantFrom('nodes-alive' as const, 'partitions-full' as const),
  verdict: fc.constant('block' as const),
  reason: longMessage,
  nodes: addresses,
  gpids,
  lasting: fc.boolean(),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  id: fc.constant('5f2a9c01d3e4'),
  cluster: text(4).map(clusterName),
  madeAt: when,
  options: fc
    .record(
      {
        version: text(4),
        reason: longText,
        canary: fc.boolean(),
        soakMs: fc.nat(9_999_999),
        mode: fc.constantFrom('ha' as const, 'simple' as const),
        outsideWindow: longText,
      },
      { requiredKeys: ['canary', 'soakMs', 'mode'] },
    )
    .map((given) => ({ ...defaultOptions, ...given })),
  targets: repeated(target, 1, 300),
  skipped: repeated(fc.record({ role, address, why: longMessage }), 0, 300),
  gates: fc.array(block, { maxLength: 4 }),
  waivers: repeated(fc.record({ table: text(5), replicaCount: fc.nat(2) }), 0, 100),
  procedure: fc.constant({ replica: ['stop', 'install', 'start'], meta: ['restart'], collector: ['restart'] } as const),
  estimate: fc.record({ replicaServerMs: fc.nat(9_999_999), totalMs: fc.nat(99_999_999) }),
  approvals: fc.record({
    required: fc.integer({ min: 1, max: 9 }),
    approvers: repeated(fc.oneof(user, text(3)), 0, 200),
    selfApproval: fc.boolean(),
  }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('gates' as const, 'flush-log' as const, 'last-look' as const), since: when }),
  fc.record({
    kind: fc.constant('heal' as const),
    since: when,
    countdown: fc.record({ since: when, left: fc.nat(99_999), movedAt: when }),
    fullReadings: fc.nat(2),
  }),
  fc.record({ kind: fc.constant('soak' as const), since: when, until: when }),
  fc.record({
    kind: fc.constant('process' as const),
    since: when,
    verbs: fc.constant(['stop', 'install', 'start'] as const),
  }),
);

function progressOf(made: Plan): fc.Arbitrary<Progress> {
  const many = made.targets.length;
  const phase: fc.Arbitrary<Phase> = fc.oneof(
    fc.record({ kind: fc.constant('enter-maintenance' as const), since: when }),
    fc.record({ kind: fc.constant('target' as const), target: fc.nat(many - 1), step }),
  );
  return fc
    .record({
      phase,
      done: fc.nat(many),
      odd: fc.array(fc.tuple(fc.nat(many - 1), fc.constantFrom('skipped' as const, 'failed' as const)), {
        maxLength: 300,
      }),
      why: longMessage,
      waiting: longMessage,
      unreadable: longText,
    })
    .map(({ phase: at, done, odd, why, waiting, unreadable }) => {
      const progress = newProgress(made, night);
      const odds = new Map(odd);
      const targets = progress.targets.map((each, place) => ({
        ...each,
        state: odds.get(place) ?? (place < done ? ('done' as const) : ('pending' as const)),
        startedAt: night,
        endedAt: night + place * 1_000,
        spent: { gates: 1_500, heal: place * 1_000 },
        whySkipped: why,
      }));
      return {
        ...progress,
        targets,
        phase: at,
        saved,
        waiting: { what: waiting, since: night },
        unreadable: { since: night, message: unreadable, raw: [] },
      };
    });
}

const hold: fc.Arbitrary<Hold> = fc.record({
  reason: fc.constantFrom(...holdReasons),
  what: longMessage,
  node: address,
  gates: fc.array(block, { maxLength: 4 }),
  nodes: addresses,
  gpids,
  raw: repeated(text(6), 0, 400),
  choices: fc.uniqueArray(
    fc.record({
      choice: fc.constantFrom('retry' as const, 'skip' as const, 'force' as const, 'abort' as const),
      does: longMessage,
    }),
    { selector: ({ choice }) => choice, minLength: 1 },
  ),
});

const event: fc.Arbitrary<StatusEvent> = fc.oneof(
  fc.record({ kind: fc.constant('held' as const), hold }),
  fc.record({ kind: fc.constant('note' as const), message: longMessage }),
  fc.record({
    kind: fc.constant('ended' as const),
    how: fc.constantFrom('done' as const, 'aborted' as const, 'failed' as const),
    rolled: addresses,
    notRolled: addresses,
    left: longMessage,
  }),
  fc.record({
    kind: fc.constant('target-done' as const),
    role,
    address,
    ms: fc.nat(),
    spent: fc.constant({ gates: 2_000, heal: 9_000_000 }),
    version: longText,
  }),
  fc.record({ kind: fc.constant('paused' as const), why: longMessage, settingsStayOn: fc.boolean() }),
  fc.record({ kind: fc.constant('replanned' as const), oldPlan: text(3), newPlan: text(3), why: longMessage }),
  fc.record({ kind: fc.constant('locked' as const), by: user, reason: longText }),
);

const run: fc.Arbitrary<Run> = plan.chain((made) =>
  fc
    .record({
      progress: progressOf(made),
      happened: fc.array(event, { maxLength: 4 }),
      votes: fc.uniqueArray(user),
      requestedBy: user,
      since: when,
      why: longText,
      by: user,
      held: hold,
      status: fc.nat(10),
    })
    .map((given): Run => {
      const common = {
        id: runId(`${made.cluster}-7f3a`),
        cluster: made.cluster,
        options: made.options,
        plan: made,
        requestedBy: given.requestedBy,
        requestedAt: night,
        channel: 'C0PEGASUS1',
        votes: given.votes.map((by) => ({ by, at: night, via: 'button', planId: made.id })),
        log: given.happened.map((each, place): LoggedEvent => ({ ...each, seq: place + 1, at: night + place })),
        updatedAt: given.since,
      };
      const { progress, since, why, by } = given;
      switch (given.status) {
        case 0:
          return { ...common, status: 'awaiting-approval', expiresAt: since };
        case 1:
          return { ...common, status: 'approved', progress, since };
        case 2:
          return { ...common, status: 'rolling', progress };
        case 3:
          return { ...common, status: 'pausing', progress };
        case 4:
          return { ...common, status: 'paused', progress, since, why: foreign(why) };
        case 5:
          return { ...common, status: 'held', progress, since, hold: given.held };
        case 6:
          return { ...common, status: 'aborting', progress, since };
        case 7:
          return { ...common, status: 'done', progress, endedAt: since };
        case 8:
          return { ...common, status: 'aborted', progress, endedAt: since, by: { code: 'person', user: by } };
        case 9:
          return { ...common, status: 'failed', progress, endedAt: since, why: foreign(why) };
        default:
          return { ...common, status: 'rejected', endedAt: since, by };
      }
    }),
);

/** The texts in which Slack reads markup. A header and a card are plain. */
function marked(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(marked);
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'text' in value && typeof value.text === 'string' && (!('type' in value) || value.type === 'mrkdwn')
      ? [value.text]
      : [];
  return [...own, ...Object.values(value).flatMap(marked)];
}

const speech = { reactions: reactionNames(), command: '/pegasus' };

describe('any run at all, of 1 to 300 servers with whatever names', () => {
  it('stays within every limit of Slack, in both dialects, in the message, the thread and the status', () => {
    fc.assert(
      fc.property(run, fc.constantFrom('sections' as const, 'progress' as const), (any, dialect) => {
        expect(faultsOf(renderMessage(any, speech, { dialect, report: { kind: 'failed', why: any.cluster } }))).toEqual(
          [],
        );
        expect(faultsOf(content(statusParts(any, 'here')))).toEqual([]);
        for (const each of any.log) {
          const post = renderThreadPost(any, each, speech);
          if (post !== undefined) expect(faultsOf(post)).toEqual([]);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('calls nobody but those who have to do with it, breaks out of nothing, and gives no secret away', () => {
    fc.assert(
      fc.property(run, fc.constantFrom('sections' as const, 'progress' as const), (any, dialect) => {
        const contents = [
          renderMessage(any, speech, { dialect }),
          ...any.log.flatMap((each) => renderThreadPost(any, each, speech) ?? []),
        ];
        // A run says who did something by an id, or by a message that says no more than that.
        const involved = [
          ...any.votes.map(({ by }) => by),
          any.requestedBy,
          ...any.plan.approvals.approvers,
          ...any.log.flatMap((each) => ('by' in each ? [each.by] : [])),
          ...('by' in any ? [any.by] : []),
        ].map((by) => (typeof by === 'string' ? by : words(by).replace(/[<@>]/g, '')));
        for (const said of contents.flatMap(marked)) {
          expect(said).not.toMatch(/<!(?:channel|here|everyone)|<https?:|@(?:here|channel|everyone)|hunter2xyz.*```/);
          for (const [, id] of said.matchAll(/<@([^>|]+)[>|]/g)) expect(involved).toContain(id);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('has a report, whose tables hold and which carries no secret', () => {
    fc.assert(
      fc.property(run.filter(isReported), (any) => {
        const { filename, text: report } = renderReport(any, { seq: 1, hash: 'a' });
        expect(filename).toMatch(/^[A-Za-z0-9.-]+\.md$/);
        expect(/.{0,120}hunter2xyz.{0,30}/s.exec(report)?.[0]).toBeUndefined();
        const rows = report
          .split('\n')
          .filter((line) => line.startsWith('| ') && /^\| \d+ \| (?:replica|meta|collector) \|/.test(line));
        expect(rows).toHaveLength(any.progress.targets.length);
        for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(12);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
