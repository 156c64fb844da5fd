import { button } from '../../src/slack/render/buttons.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterName, userId, type ClusterName, type RunId } from '../../src/roll/ids.js';
import type { ClusterCard } from '../../src/engine/run-service.js';
import type { Intent, IntentAnswer } from '../../src/roll/intent.js';
import type { Run } from '../../src/roll/run.js';
import { continueAction } from '../../src/slack/render/continue-button.js';
import { rollbackAction } from '../../src/slack/render/rollback-button.js';
import { rebalanceAction } from '../../src/slack/render/rebalance-button.js';
import type { RequestKind } from '../../src/slack/authorize.js';
import { homeIntents } from '../../src/slack/home/home-view.js';
import { runShortcuts } from '../../src/slack/mention/shortcuts.js';
import type { CommandWord } from '../../src/slack/parse/command.js';
import { holdChoices, type Hold } from '../../src/roll/hold.js';
import { type IntentKind, intentKinds } from '../../src/roll/intent.js';
import { reactionKinds, reactionNames } from '../../src/slack/reactions.js';
import { anyMember, FakeRunService } from '../support/fake-run-service.js';
import { closeStalled } from '../support/told-holds.js';
import { aborted, halfUpgraded, awaiting, held, paused, planFor, rolling } from '../support/told-runs.js';
import { until } from '../slack/bot.js';
import { closeFronts, Front, type Mode } from './front.js';
import { channel, click, command, formSubmission, homePress, mention, reaction, shortcut } from './payloads.js';
import { everybody, people, type Who } from './people.js';
import { buttons, commands, homeButtons, mayDo, reactions, shortcuts } from './table.js';
import { words as told } from '../../src/words/words.js';
import { foreign } from '../../src/roll/message.js';

const group = 'S0ONCALL01';
const unreadable = 'S0BROKEN01';
const somebody = userId('U0SOMEBODY');

/** Decides with the real core, and forgets: every cell finds the run in the same state. What was decided is kept. */
class ForgetfulDesk extends FakeRunService {
  readonly decided: { readonly intent: Intent; readonly answer: IntentAnswer; readonly after: Run }[] = [];
  /** The clusters of what was asked of it besides: plans, rolls, locks. */
  readonly asked: ClusterName[] = [];

  override async submit(id: RunId, intent: Intent): Promise<IntentAnswer> {
    const before = this.run(id);
    const answer = await super.submit(id, intent);
    this.decided.push({ intent, answer, after: this.run(id) });
    this.put(before);
    return answer;
  }

  /** Nothing is posted: what is shown is not looked at here. */
  override subscribe(): () => void {
    return () => undefined;
  }

  override requestRoll({
    cluster,
  }: Parameters<FakeRunService['requestRoll']>[0]): ReturnType<FakeRunService['requestRoll']> {
    this.asked.push(cluster);
    return Promise.resolve({ ok: false, failure: { message: foreign('noted') } });
  }

  override lock(cluster: ClusterName): ReturnType<FakeRunService['lock']> {
    this.asked.push(cluster);
    return Promise.resolve({ accepted: true, message: foreign('noted') });
  }

  override unlock(cluster: ClusterName): ReturnType<FakeRunService['unlock']> {
    this.asked.push(cluster);
    return Promise.resolve({ accepted: true, message: foreign('noted') });
  }

  override check(cluster: ClusterName): ReturnType<FakeRunService['check']> {
    this.asked.push(cluster);
    return super.check(cluster);
  }

  override plan(...request: Parameters<FakeRunService['plan']>): ReturnType<FakeRunService['plan']> {
    this.asked.push(request[0]);
    return super.plan(...request);
  }
}

/** What stands behind a command that is not about a run. */
const others: Partial<Readonly<Record<CommandWord, string>>> = {
  help: '',
  clusters: '',
  rollback: 'WHO-ended-7f3a',
  continue: 'WHO-ended-7f3a',
  lock: 'WHO-locked "disks"',
};

const words = Object.keys(commands) as CommandWord[];

/** No hold offers all of them; each is tried by each kind of people here. */
const everyAnswer: Hold['choices'] = holdChoices.map((choice) => ({ choice, does: foreign('as it says') }));

/** A run for each kind of people: who asked for it, and whether its requester may approve, is theirs. */
const stages = ['awaiting', 'voted', 'rolling', 'paused', 'held', 'upgrading', 'ended'] as const;
type Stage = (typeof stages)[number];

const stageFor: Readonly<Record<IntentKind, Stage>> = {
  approve: 'awaiting',
  reject: 'awaiting',
  withdraw: 'voted',
  pause: 'rolling',
  resume: 'paused',
  abort: 'rolling',
  'abort-to-roll-back': 'upgrading',
  wait: 'held',
  retry: 'held',
  skip: 'held',
  force: 'held',
};

function approversFor(who: Who): readonly string[] {
  const { asker, id } = people[who];
  if (asker.room !== undefined) return [];
  return [...(asker.approver === 'yes' ? [id] : []), ...(asker.approver === 'unknown' ? [unreadable] : []), group];
}

/** A locked cluster for each kind of people: whose lock it is, and who approves there, is theirs. */
const lockedFor = (who: Who): Partial<ClusterCard> => ({
  cluster: clusterName(`${who.toLowerCase()}-locked`),
  channel: people[who].asker.room === undefined ? undefined : channel,
  lock: { by: people[who].asker.requester ? people[who].id : somebody, at: 1, reason: 'disks' },
  approvals: { ...anyMember, approvers: approversFor(who), selfApproval: people[who].selfApproval },
});

const endedFor = (who: Who): Partial<ClusterCard> => ({
  ...lockedFor(who),
  cluster: clusterName(`${who.toLowerCase()}-ended`),
  lock: undefined,
});

function runIn(stage: Stage, who: Who, id: string): Run {
  const { asker, selfApproval, id: user } = people[who];
  const plan = planFor({
    cluster: clusterName(id),
    id: `plan-${id}`,
    approvals: { required: 1, approvers: approversFor(who), selfApproval },
  });
  const common = { plan, ...(asker.requester ? { requestedBy: user } : {}) };
  const shapes: Readonly<Record<Stage, () => Run>> = {
    awaiting: () => awaiting(common),
    voted: () =>
      awaiting({
        ...common,
        plan: { ...plan, approvals: { ...plan.approvals, required: 3 } },
        votes: [user, somebody].map((by) => ({ by, at: 0, via: 'button', planId: plan.id })),
      }),
    rolling: () => rolling({ ...common, votes: [] }),
    paused: () => paused({ ...common, votes: [] }),
    upgrading: () => halfUpgraded(paused({ ...common, votes: [] })),
    ended: () => halfUpgraded(aborted({ ...common, votes: [] })),
    held: () => held({ ...common, votes: [] }, { ...closeStalled, choices: everyAnswer }),
  };
  return shapes[stage]();
}

const refusals = [
  /^You asked for this run/,
  /^You are not one of/,
  /^Only its approvers/,
  /^Only people in <#C0PEGASUS1>/,
  /^Only the person who/,
  /^I couldn't read the user group/,
  /^Guests of this workspace/,
  /^Only people can act/,
  /^This account is deactivated/,
  /^Only members of this workspace/,
  /^I couldn't check with Slack/,
];
const isRefusal = (text: string): boolean => refusals.some((pattern) => pattern.test(text.replace(/^[\w-]+: /, '')));

/** One Home tab is drawn after the other, with 700 ms or more between two of them. */
const allDrawnWithinMs = 16_000;

describe.each<Mode>(['http', 'socket'])('through the real receiver, by %s', (mode) => {
  const runService = new ForgetfulDesk([...everybody.map(lockedFor), ...everybody.map(endedFor)]);
  const stands = new Map<Run['id'], { readonly ts: string; readonly run: Run }>();
  let front: Front;
  const at = (who: Who, stage: Stage): string => `${who.toLowerCase()}-${stage}`;

  beforeAll(async () => {
    const answers = new Map<string, unknown>(everybody.map((who) => [people[who].id, people[who].info]));
    ({ front } = await Front.open(mode, runService, (method, args) => {
      if (method === 'conversations.info') return { ok: true, channel: { id: args.get('channel'), is_member: true } };
      if (method === 'conversations.members')
        return {
          ok: true,
          members: everybody
            .filter((who) => people[who].asker.room !== undefined && people[who].asker.approver === 'yes')
            .map((who) => people[who].id),
        };
      if (method === 'users.info') {
        const user = answers.get(args.get('user') ?? '');
        return user === undefined ? { ok: false, error: 'user_not_found' } : { ok: true, user };
      }
      if (method === 'usergroups.users.list')
        return args.get('usergroup') === group
          ? { ok: true, users: [somebody] }
          : { ok: false, error: 'internal_error' };
      if (method === 'views.open') return { ok: true, view: { id: 'V0FORM', hash: '1.1' } };
      if (method.startsWith('views.')) return { ok: true, view: { id: 'V0HOME', hash: '1.1' } };
      if (method === 'chat.postMessage') return { ok: true, ts: '1767323046.000001', channel: 'C0PEGASUS1' };
      // What the bot shows is not looked at here, and must not take its time.
      if (method === 'chat.update' || method.startsWith('reactions.')) return { ok: true, message: {} };
      return undefined;
    }));
    let nth = 0;
    for (const who of everybody) {
      for (const stage of stages) {
        const run = runIn(stage, who, at(who, stage));
        nth += 1;
        const ts = `1767323045.${String(nth).padStart(6, '0')}`;
        stands.set(run.id, { ts, run });
        // It has been told already: the publisher has nothing to post.
        await runService.saveConversation(run.id, {
          channel: run.channel,
          ts,
          planId: run.plan.id,
          older: [],
          toldSeq: 0,
          seeded: [],
        });
        runService.put(run);
      }
    }
  });
  afterAll(closeFronts);

  const standOf = (who: Who, stage: Stage): { readonly ts: string; readonly run: Run } => {
    const found = [...stands.values()].find(({ run }) => run.cluster === at(who, stage));
    if (found === undefined) throw new Error(`there is no run for ${who} in ${stage}`);
    return found;
  };

  /** What people did to whose run or cluster: each has some of their own, so that all can act at once. */
  const decidedFor = (who: Who): ForgetfulDesk['decided'] =>
    runService.decided.filter(({ after }) => after.cluster.startsWith(`${who.toLowerCase()}-`));
  const askedFor = (who: Who): number =>
    runService.asked.filter((cluster) => cluster.startsWith(`${who.toLowerCase()}-`)).length;
  /** Where each says something to the bot: in one channel their answers would wait for each other. */
  const channelOf = (who: Who): string => `C0${who.toUpperCase().padEnd(8, '0')}`;
  /** What they are told, alone or in their channel, without what only says that they were heard. */
  const heard = (who: Who): readonly string[] => {
    const posts = front.calls.flatMap(({ method, body }) =>
      method === 'chat.postMessage' ? [new URLSearchParams(body)] : [],
    );
    return [
      ...front.toldTo(people[who].id),
      ...posts.filter((post) => post.get('channel') === channelOf(who)).map((post) => post.get('text') ?? ''),
    ].filter((text) => !/^(Reading|Checking) /.test(text));
  };

  /** What came of one deed: what reached the run service, and what the person was told. */
  async function deed(
    who: Who,
    way: 'words' | 'press',
    deliver: () => ReturnType<Front['deliver']>,
  ): Promise<{ readonly did: boolean; readonly said: readonly string[] }> {
    const before = { decided: decidedFor(who).length, asked: askedFor(who), heard: heard(who) };
    const acked = await deliver();
    expect(acked.status).toBe(200);
    const said = (): readonly string[] => {
      const left = [...before.heard];
      return [...heard(who), ...(acked.body.includes('•') ? [acked.body] : [])].filter(
        (text) => !left.includes(text) || left.splice(left.indexOf(text), 1).length === 0,
      );
    };
    // Words are always answered; a press only when it is refused.
    await until(
      () => (way === 'press' && decidedFor(who).length > before.decided) || said().length > 0,
      () => `what came of it for ${who}`,
    );
    const decided = decidedFor(who).slice(before.decided);
    for (const { intent, answer } of decided)
      expect({ by: intent.by, accepted: answer.accepted, text: told(answer.message) }).toEqual({
        by: people[who].id,
        accepted: true,
        text: told(answer.message),
      });
    return { did: decided.length > 0 || askedFor(who) > before.asked, said: said() };
  }

  async function byAll(act: (who: Who) => Promise<void>): Promise<void> {
    await Promise.all(everybody.map(act));
  }

  /** A word that was typed or said does what the table says, and its answer is a refusal to all others. */
  function holds(who: Who, request: RequestKind, { did, said }: Awaited<ReturnType<typeof deed>>): void {
    const allowed = mayDo(request, who);
    const readsOnly = request === 'help' || request === 'status' || request === 'runs' || request === 'clusters';
    expect({ who, did, said }).toEqual({ who, did: allowed && !readsOnly, said });
    expect({ who, refused: said.map(isRefusal) }).toEqual({ who, refused: said.map(() => !allowed) });
    if (request === 'help') expect(said.join()).toContain('/pegasus roll');
  }

  function wordsFor(word: CommandWord, who: Who): string {
    const intent = intentKinds.find((kind) => kind === commands[word]);
    return `${word} ${intent === undefined ? (others[word] ?? 'WHO-locked').replace('WHO', who.toLowerCase()) : at(who, stageFor[intent])}`;
  }

  it.each(words)('/pegasus %s', (word) =>
    byAll(async (who) => {
      holds(
        who,
        commands[word],
        await deed(who, 'words', () => front.deliver('command', command(front, people[who].id, wordsFor(word, who)))),
      );
    }),
  );

  it.each(words)('mention: %s', (word) =>
    byAll(async (who) => {
      holds(
        who,
        commands[word],
        await deed(who, 'words', () =>
          front.deliver('event', mention(people[who].id, wordsFor(word, who), '1767323000.000001', channelOf(who))),
        ),
      );
    }),
  );

  it.each(['pause', 'approve'] as const)('mention: %s, in the thread of the run', (word) =>
    byAll(async (who) => {
      const { ts } = standOf(who, stageFor[word]);
      const { did, said } = await deed(who, 'press', () => front.deliver('event', mention(people[who].id, word, ts)));
      expect({ who, did }).toEqual({ who, did: mayDo(commands[word], who) });
      if (!did) expect({ who, said, refused: said.map(isRefusal) }).toEqual({ who, said, refused: [true] });
    }),
  );

  it.each(runShortcuts)('shortcut %s', (name) =>
    byAll(async (who) => {
      holds(
        who,
        shortcuts[name],
        await deed(who, 'words', () =>
          front.deliver('interaction', shortcut(front, people[who].id, name, standOf(who, 'rolling').ts)),
        ),
      );
    }),
  );

  it.each(intentKinds)('button pegasus_%s', (kind) =>
    byAll(async (who) => {
      const { ts, run } = standOf(who, stageFor[kind]);
      const { did, said } = await deed(who, 'press', () =>
        front.deliver(
          'interaction',
          click(front, people[who].id, { action: `pegasus_${kind}`, value: button(run, kind).value ?? '', ts }),
        ),
      );
      expect({ who, did }).toEqual({ who, did: mayDo(buttons[kind], who) });
      if (!did) expect({ who, said, refused: said.map(isRefusal) }).toEqual({ who, said, refused: [true] });
    }),
  );

  it('button pegasus_rebalance of an outcome', () =>
    byAll(async (who) => {
      const value = JSON.stringify({ cluster: lockedFor(who).cluster });
      holds(
        who,
        'rebalance',
        await deed(who, 'words', () =>
          front.deliver(
            'interaction',
            click(front, people[who].id, { action: rebalanceAction, value, ts: '1767323045.999999' }),
          ),
        ),
      );
    }));

  it.each([
    ['rollback', rollbackAction],
    ['continue', continueAction],
  ] as const)('button of an outcome: %s', (kind, action) =>
    byAll(async (who) => {
      const value = JSON.stringify({ run: `${who.toLowerCase()}-ended-7f3a` });
      holds(
        who,
        kind,
        await deed(who, 'words', () =>
          front.deliver('interaction', click(front, people[who].id, { action, value, ts: '1767323045.999999' })),
        ),
      );
    }),
  );

  it.each(reactionKinds)('reaction %s', (kind) =>
    byAll(async (who) => {
      const [name = ''] = reactionNames()[kind];
      const { ts } = standOf(who, stageFor[kind]);
      const { did, said } = await deed(who, 'press', () => front.deliver('event', reaction(people[who].id, name, ts)));
      expect({ who, did }).toEqual({ who, did: mayDo(reactions[kind], who) });
      if (!did) expect({ who, said, refused: said.map(isRefusal) }).toEqual({ who, said, refused: [true] });
    }),
  );

  it('approving reaction taken off', () =>
    byAll(async (who) => {
      const { ts } = standOf(who, 'voted');
      const { did } = await deed(who, 'press', () =>
        front.deliver('event', reaction(people[who].id, 'white_check_mark', ts, { type: 'reaction_removed' })),
      );
      const { intent, after } = decidedFor(who).at(-1) ?? {};
      expect({ who, did, kind: intent?.kind, left: after?.votes.map(({ by }) => by) }).toEqual({
        who,
        did: mayDo('withdraw', who),
        kind: 'withdraw',
        left: [somebody],
      });
    }));

  it('form: opened, and submitted by hand', async () => {
    for (const who of everybody) {
      const user = people[who].id;
      const told = front.toldTo(user).length;
      const opened = (): number => front.calls.filter(({ method }) => method === 'views.open').length;
      const before = { opened: opened(), asked: askedFor(who) };
      await front.deliver('command', command(front, user, 'roll'));
      await until(
        () => opened() > before.opened || front.toldTo(user).length > told,
        () => `the form of ${who}`,
      );
      expect({ who, opened: opened() > before.opened }).toEqual({ who, opened: mayDo('roll', who) });
      const { body } = await front.deliver('interaction', formSubmission(user, lockedFor(who).cluster ?? ''));
      expect({ who, asked: askedFor(who) > before.asked }).toEqual({ who, asked: mayDo('roll', who) });
      expect(isRefusal(/:warning: ([^"]*)/.exec(body)?.[1] ?? '')).toBe(!mayDo('roll', who));
    }
  });

  it(`Home tab: seen, ${homeIntents.join(', ')}`, () =>
    byAll(async (who) => {
      const user = people[who].id;
      const drawn = (): readonly string[] =>
        front.calls.flatMap(({ method, body }) =>
          method === 'views.publish' && new URLSearchParams(body).get('user_id') === user
            ? [new URLSearchParams(body).get('view') ?? '']
            : [],
        );
      const before = decidedFor(who).length;
      for (const kind of homeIntents)
        await front.deliver(
          'interaction',
          homePress(user, `pegasus_home_${kind}`, button(standOf(who, stageFor[kind]).run, kind).value ?? ''),
        );
      // What is refused shows in the tab; who may press everything has what they pressed decided.
      const may = homeIntents.filter((kind) => mayDo(homeButtons[kind], who));
      await until(
        () => drawn().length > 0 && decidedFor(who).length >= before + may.length,
        () => `the Home tab of ${who}`,
        allDrawnWithinMs,
      );
      expect({
        who,
        did: decidedFor(who)
          .slice(before)
          .map(({ intent }) => intent.kind)
          .sort(),
      }).toEqual({ who, did: [...may].sort() });
      const view = drawn().at(-1) ?? '';
      expect({ who, sees: view.includes('History') }).toEqual({ who, sees: mayDo('clusters', who) });
      if (!mayDo('clusters', who)) expect(view).not.toContain(standOf(who, 'rolling').run.id);
    }));
});
