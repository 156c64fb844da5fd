import { button } from '../../src/slack/render/buttons.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterName, userId, type RunId } from '../../src/roll/ids.js';
import type { ClusterCard } from '../../src/engine/desk.js';
import type { Intent, IntentAnswer } from '../../src/roll/intent.js';
import type { Run } from '../../src/roll/run.js';
import type { CommandWord } from '../../src/slack/parse/command.js';
import { intentKinds } from '../../src/roll/intent.js';
import { reactionKinds, reactionNames, type ReactionKind } from '../../src/slack/reactions.js';
import { anyMember, FakeDesk } from '../support/fake-desk.js';
import { awaiting, held, paused, planFor, rolling } from '../support/told-runs.js';
import { until } from '../slack/bot.js';
import { closeFronts, Front, type Mode } from './front.js';
import { click, command, formSubmission, homePress, mention, reaction, shortcut } from './payloads.js';
import { everybody, people, type Who } from './people.js';
import { buttons, commands, homeButtons, mayDo, reactions, shortcuts } from './table.js';

const group = 'S0ONCALL01';
const unreadable = 'S0BROKEN01';

/** Decides with the real core, and forgets: every cell finds the run in the same state. What was decided is kept. */
class ForgetfulDesk extends FakeDesk {
  readonly decided: { readonly intent: Intent; readonly answer: IntentAnswer; readonly status: string }[] = [];
  asked = 0;

  override async submit(id: RunId, intent: Intent): Promise<IntentAnswer> {
    const before = this.run(id);
    const answer = await super.submit(id, intent);
    this.decided.push({ intent, answer, status: this.run(id).status });
    this.put(before);
    return answer;
  }

  /** Nothing is posted: what is shown is not looked at here. */
  override subscribe(): () => void {
    return () => undefined;
  }

  override requestRoll(): ReturnType<FakeDesk['requestRoll']> {
    this.asked += 1;
    return Promise.resolve({ ok: false, failure: { text: 'noted' } });
  }

  override lock(): ReturnType<FakeDesk['lock']> {
    this.asked += 1;
    return Promise.resolve({ accepted: true, text: 'noted' });
  }

  override unlock(): ReturnType<FakeDesk['unlock']> {
    this.asked += 1;
    return Promise.resolve({ accepted: true, text: 'noted' });
  }

  override plan(...request: Parameters<FakeDesk['plan']>): ReturnType<FakeDesk['plan']> {
    this.asked += 1;
    return super.plan(...request);
  }
}

/** What stands behind a command that is not about a run. */
const others: Partial<Readonly<Record<CommandWord, string>>> = { help: '', clusters: '', lock: 'cluster-x "disks"', unlock: 'WHO-locked' };

/** A run for each kind of people: who asked for it, and whether its requester may approve, is theirs. */
const stages = ['awaiting', 'voted', 'rolling', 'paused', 'held'] as const;
type Stage = (typeof stages)[number];

const stageFor: Readonly<Record<ReactionKind | 'withdraw' | 'retry' | 'skip' | 'force', Stage>> = { approve: 'awaiting', reject: 'awaiting', withdraw: 'voted', pause: 'rolling', resume: 'paused', abort: 'rolling', retry: 'held', skip: 'held', force: 'held' };

function approversFor(who: Who): readonly string[] {
  const { asker, id } = people[who];
  return [...(asker.approver === 'yes' ? [id] : []), ...(asker.approver === 'unknown' ? [unreadable] : []), group];
}

/** A locked cluster for each kind of people: whose lock it is, and who approves there, is theirs. */
const lockedFor = (who: Who): Partial<ClusterCard> => ({
  cluster: clusterName(`${who.toLowerCase()}-locked`),
  lock: { by: people[who].asker.requester ? people[who].id : userId('U0SOMEBODY'), at: 1, reason: 'disks' },
  approvals: { ...anyMember, approvers: approversFor(who), selfApproval: people[who].selfApproval },
});

function runIn(stage: Stage, who: Who, id: string): Run {
  const { asker, selfApproval, id: user } = people[who];
  const plan = planFor({ cluster: clusterName(id), id: `plan-${id}`, approvals: { required: 1, approvers: approversFor(who), selfApproval } });
  const common = { plan, ...(asker.requester ? { requestedBy: user } : {}) };
  const shapes: Readonly<Record<Stage, () => Run>> = {
    awaiting: () => awaiting(common),
    voted: () => awaiting({ ...common, plan: { ...plan, approvals: { ...plan.approvals, required: 2 } }, votes: [{ by: user, at: 0, via: 'button', planId: plan.id }] }),
    rolling: () => rolling({ ...common, votes: [] }),
    paused: () => paused({ ...common, votes: [] }),
    held: () => held({ ...common, votes: [] }),
  };
  return shapes[stage]();
}

const refusals = [/^You asked for this run/, /^You are not one of/, /^Only its approvers/, /^Only the person who/, /^I couldn't read the user group/, /^Guests of this workspace/, /^Only people can act/, /^This account is deactivated/, /^Only members of this workspace/, /^I couldn't check with Slack/];
const isRefusal = (text: string): boolean => refusals.some((pattern) => pattern.test(text.replace(/^[\w-]+: /, '')));

describe.each<Mode>(['http', 'socket'])('through the real receiver, by %s', (mode) => {
  const desk = new ForgetfulDesk([{ cluster: clusterName('cluster-x') }, ...everybody.map(lockedFor)]);
  const stands = new Map<Run['id'], { readonly ts: string; readonly run: Run }>();
  let front: Front;
  const at = (who: Who, stage: Stage): string => `${who.toLowerCase()}-${stage}`;

  beforeAll(async () => {
    const answers = new Map<string, unknown>(everybody.map((who) => [people[who].id, people[who].info]));
    ({ front } = await Front.open(mode, desk, (method, args) => {
      if (method === 'users.info') {
        const user = answers.get(args.get('user') ?? '');
        return user === undefined ? { ok: false, error: 'user_not_found' } : { ok: true, user };
      }
      if (method === 'usergroups.users.list') return args.get('usergroup') === group ? { ok: true, users: ['U0SOMEBODY'] } : { ok: false, error: 'internal_error' };
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
        await desk.saveConversation(run.id, { channel: run.channel, ts, planId: run.plan.id, older: [], toldSeq: 0, seeded: [] });
        desk.put(run);
      }
    }
  });
  afterAll(closeFronts);

  const standOf = (who: Who, stage: Stage): { readonly ts: string; readonly run: Run } => {
    const found = [...stands.values()].find(({ run }) => run.cluster === at(who, stage));
    if (found === undefined) throw new Error(`there is no run for ${who} in ${stage}`);
    return found;
  };

  /** What came of one deed: what reached the desk, and what the person was told. */
  async function deed(who: Who, way: 'command' | 'press', deliver: () => ReturnType<Front['deliver']>): Promise<{ readonly did: boolean; readonly said: readonly string[] }> {
    const user = people[who].id;
    const before = { decided: desk.decided.length, asked: desk.asked, told: front.toldTo(user).length };
    const acked = await deliver();
    expect(acked.status).toBe(200);
    // A command is always answered; a press only when it is refused.
    await until(() => (way === 'press' && desk.decided.length > before.decided) || front.toldTo(user).length > before.told || acked.body.includes('•'), () => `what came of it for ${who}`);
    const decided = desk.decided.slice(before.decided);
    for (const { intent, answer } of decided) expect({ by: intent.by, accepted: answer.accepted, text: answer.text }).toEqual({ by: user, accepted: true, text: answer.text });
    return { did: decided.length > 0 || desk.asked > before.asked, said: front.toldTo(user).slice(before.told) };
  }

  const kinds = [...everybody];

  it.each(Object.keys(commands) as CommandWord[])('/pegasus %s', async (word) => {
    for (const who of kinds) {
      const wish = commands[word];
      const intent = intentKinds.find((kind) => kind === wish);
      const name = intent === undefined ? (others[word] ?? 'cluster-x').replace('WHO', who.toLowerCase()) : at(who, stageFor[intent]);
      let answered = '';
      const { did, said } = await deed(who, 'command', async () => {
        const acked = await front.deliver('command', command(front, people[who].id, `${word} ${name}`));
        answered = acked.body;
        return acked;
      });
      const allowed = mayDo(wish, who);
      const readsOnly = wish === 'help' || wish === 'status' || wish === 'runs' || wish === 'clusters';
      expect({ who, did }).toEqual({ who, did: allowed && !readsOnly });
      if (!allowed) expect(said.map(isRefusal)).toEqual([true]);
      else if (wish === 'help') expect(answered).toContain('/pegasus roll');
      else expect(said.filter(isRefusal)).toEqual([]);
    }
  });

  it.each(intentKinds)('button pegasus_%s', async (kind) => {
    for (const who of kinds) {
      const { ts, run } = standOf(who, stageFor[kind]);
      const { did, said } = await deed(who, 'press', () => front.deliver('interaction', click(front, people[who].id, { action: `pegasus_${kind}`, value: button(run, kind).value ?? '', ts })));
      expect({ who, did }).toEqual({ who, did: mayDo(buttons[kind], who) });
      if (!did) expect(said.map(isRefusal)).toEqual([true]);
    }
  });

  it.each(reactionKinds)('reaction %s', async (kind) => {
    const [name = ''] = reactionNames()[kind];
    for (const who of kinds) {
      const { ts } = standOf(who, stageFor[kind]);
      const { did, said } = await deed(who, 'press', () => front.deliver('event', reaction(people[who].id, name, ts)));
      expect({ who, did }).toEqual({ who, did: mayDo(reactions[kind], who) });
      if (!did) expect(said.map(isRefusal)).toEqual([true]);
    }
  });

  it('approving reaction taken off', async () => {
    for (const who of kinds) {
      const { ts, run } = standOf(who, 'voted');
      const { did } = await deed(who, 'press', () => front.deliver('event', reaction(people[who].id, 'white_check_mark', ts, { type: 'reaction_removed' })));
      expect({ who, did, left: run.votes.length }).toEqual({ who, did: true, left: 1 });
      expect(desk.decided.at(-1)?.intent).toMatchObject({ kind: 'withdraw', by: people[who].id });
    }
  });

  it.each(['pause', 'approve'] as const)('mention: %s, in the thread of the run', async (word) => {
    for (const who of kinds) {
      const { ts } = standOf(who, stageFor[word]);
      const { did, said } = await deed(who, 'press', () => front.deliver('event', mention(people[who].id, word, ts)));
      expect({ who, did }).toEqual({ who, did: mayDo(commands[word], who) });
      if (!did) expect(said.map(isRefusal)).toEqual([true]);
    }
  });

  it('shortcut pegasus_run_pause', async () => {
    for (const who of kinds) {
      const { ts } = standOf(who, 'rolling');
      const { did, said } = await deed(who, 'press', () => front.deliver('interaction', shortcut(front, people[who].id, 'pegasus_run_pause', ts)));
      expect({ who, did }).toEqual({ who, did: mayDo(shortcuts.pegasus_run_pause, who) });
      if (!did) expect(said.map(isRefusal)).toEqual([true]);
    }
  });

  it('form: opened, and submitted by hand', async () => {
    for (const who of kinds) {
      const user = people[who].id;
      const told = front.toldTo(user).length;
      const opened = (): number => front.calls.filter(({ method }) => method === 'views.open').length;
      const before = { opened: opened(), asked: desk.asked };
      await front.deliver('command', command(front, user, 'roll'));
      await until(() => opened() > before.opened || front.toldTo(user).length > told, () => `the form of ${who}`);
      expect({ who, opened: opened() > before.opened }).toEqual({ who, opened: mayDo('roll', who) });
      const { body } = await front.deliver('interaction', formSubmission(user, 'cluster-x'));
      expect({ who, asked: desk.asked > before.asked }).toEqual({ who, asked: mayDo('roll', who) });
      expect(isRefusal(/:warning: ([^"]*)/.exec(body)?.[1] ?? '')).toBe(!mayDo('roll', who));
    }
  });

  it('Home tab: seen, and abort', async () => {
    const drawn = (user: string): readonly string[] => front.calls.filter(({ method, body }) => method === 'views.publish' && new URLSearchParams(body).get('user_id') === user).map(({ body }) => new URLSearchParams(body).get('view') ?? '');
    for (const who of kinds) {
      const user = people[who].id;
      const { run } = standOf(who, 'rolling');
      const before = desk.decided.length;
      await front.deliver('interaction', homePress(user, 'pegasus_home_abort', button(run, 'abort').value ?? ''));
      await until(() => desk.decided.length > before || drawn(user).length > 0, () => `the Home tab of ${who}`);
      expect({ who, did: desk.decided.length > before }).toEqual({ who, did: mayDo(homeButtons.abort, who) });
      await until(() => drawn(user).length > 0, () => `the Home tab of ${who}`);
      const [view = ''] = drawn(user);
      expect({ who, sees: view.includes('History') }).toEqual({ who, sees: mayDo('clusters', who) });
      if (!mayDo('clusters', who)) expect(view).not.toContain(run.id);
    }
  });
});
