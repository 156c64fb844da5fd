import type { IntentKind } from '../../src/roll/intent.js';
import type { RequestKind } from '../../src/slack/authorize.js';
import type { homeIntents } from '../../src/slack/home/home-view.js';
import type { runShortcuts } from '../../src/slack/mention/shortcuts.js';
import type { CommandWord } from '../../src/slack/parse/command.js';
import type { ReactionKind } from '../../src/slack/reactions.js';
import { everybody, people, type Who } from './people.js';

/**
 * Who may do what, written down by hand and not derived from the code: `y` or `-` for each person, in
 * the order of `everybody`. A new request without a row does not compile.
 */
const rows: Readonly<Record<RequestKind, string>> = {
  help: 'y y y y y y   y y y   y y y y y y y y',
  status: 'y y y y y y   y y y   - - - - - - - -',
  runs: 'y y y y y y   y y y   - - - - - - - -',
  clusters: 'y y y y y y   y y y   - - - - - - - -',
  plan: 'y y y y y y   y y y   - - - - - - - -',
  check: 'y y y y y y   y y y   - - - - - - - -',
  roll: 'y y y y y y   y y y   - - - - - - - -',
  continue: 'y y y y y y   y y y   - - - - - - - -',
  rollback: 'y y y y y y   y y y   - - - - - - - -',
  rebalance: 'y y y y y y   y y y   - - - - - - - -',
  lock: 'y y y y y y   y y y   - - - - - - - -',
  unlock: '- y y y y -   y - y   - - - - - - - -',
  approve: '- - y - y -   y - -   - - - - - - - -',
  withdraw: 'y y y y y y   y y y   y y y y y y y y',
  reject: '- y y y y -   y - y   - - - - - - - -',
  pause: 'y y y y y y   y y y   - - - - - - - -',
  resume: '- y y y y -   y - y   - - - - - - - -',
  abort: '- y y y y -   y - y   - - - - - - - -',
  'abort-to-roll-back': '- y y y y -   y - y   - - - - - - - -',
  wait: '- y y y y -   y - y   - - - - - - - -',
  retry: '- y y y y -   y - y   - - - - - - - -',
  skip: '- y y y y -   y - y   - - - - - - - -',
  force: '- - y y y -   y - -   - - - - - - - -',
};

export function mayDo(request: RequestKind, who: Who): boolean {
  const cells = rows[request].split(/ +/);
  if (cells.length !== everybody.length || !cells.every((cell) => cell === 'y' || cell === '-'))
    throw new Error(`the row of ${request} has not one cell for each person`);
  return cells[everybody.indexOf(who)] === 'y';
}

/** The ways in, and what each asks for. A new command, button or reaction without its line does not compile. */
export const commands: Readonly<Record<CommandWord, RequestKind>> = {
  help: 'help',
  status: 'status',
  runs: 'runs',
  clusters: 'clusters',
  plan: 'plan',
  check: 'check',
  roll: 'roll',
  rollback: 'rollback',
  continue: 'continue',
  rebalance: 'rebalance',
  lock: 'lock',
  unlock: 'unlock',
  approve: 'approve',
  reject: 'reject',
  pause: 'pause',
  resume: 'resume',
  abort: 'abort',
  wait: 'wait',
  retry: 'retry',
  skip: 'skip',
  force: 'force',
};

export const buttons: Readonly<Record<IntentKind, RequestKind>> = {
  approve: 'approve',
  withdraw: 'withdraw',
  reject: 'reject',
  pause: 'pause',
  resume: 'resume',
  abort: 'abort',
  'abort-to-roll-back': 'abort-to-roll-back',
  wait: 'wait',
  retry: 'retry',
  skip: 'skip',
  force: 'force',
};

export const reactions: Readonly<Record<ReactionKind, RequestKind>> = {
  approve: 'approve',
  reject: 'reject',
  pause: 'pause',
  resume: 'resume',
  abort: 'abort',
};

export const homeButtons: Readonly<Record<(typeof homeIntents)[number], RequestKind>> = {
  pause: 'pause',
  resume: 'resume',
  abort: 'abort',
  'abort-to-roll-back': 'abort-to-roll-back',
};

export const shortcuts: Readonly<Record<(typeof runShortcuts)[number], RequestKind>> = {
  pegasus_run_status: 'status',
  pegasus_run_pause: 'pause',
};

/** Every way in with what it asks for, as the document lists them. */
export const entries: readonly (readonly [way: string, request: RequestKind])[] = [
  ...Object.entries(commands).map(([word, request]) => [`\`/pegasus ${word}\``, request] as const),
  ...Object.entries(buttons).map(([kind, request]) => [`button \`pegasus_${kind}\``, request] as const),
  ...Object.entries(reactions).map(([kind, request]) => [`reaction: ${kind}`, request] as const),
  ['approving reaction taken off', 'withdraw'],
  ...Object.entries(commands).map(([word, request]) => [`mention: ${word}`, request] as const),
  ...Object.entries(shortcuts).map(([name, request]) => [`shortcut \`${name}\``, request] as const),
  ['button `pegasus_rollback` of an outcome', 'rollback'],
  ['button `pegasus_continue` of an outcome', 'continue'],
  ['button `pegasus_rebalance` of an outcome', 'rebalance'],
  ['form: opened', 'roll'],
  ['form: submitted', 'roll'],
  ['Home tab: seen', 'clusters'],
  ...Object.entries(homeButtons).map(([kind, request]) => [`Home tab: ${kind}`, request] as const),
];

/** docs/AUTHORIZATION.md. */
export function document(): string {
  const head = ['| | ', ...everybody.map((who) => people[who].who)].join(' | ').replace('| |  |', '| |');
  const lines = entries.map(
    ([way, request]) => `| ${way} | ${everybody.map((who) => (mayDo(request, who) ? 'yes' : '–')).join(' | ')} |`,
  );
  return `# Who may do what

Checked cell by cell by \`test/security\`: against the rule itself, and through Slack's own receivers over HTTP and
Socket Mode. The test writes this file; a change of the rules without a change of it fails.

${head} |
|---${'|---'.repeat(everybody.length)}|
${lines.join('\n')}

${entries.length * everybody.length} cells: ${entries.length} ways in, ${everybody.length} kinds of people.

- *Requester* is who asked for the run; for \`unlock\`, who set the lock.
- Where the list of approvers is empty, those are approvers who are in the channel of the run; for \`unlock\`, in the channel of
  the cluster. A cluster without a channel of its own is rolled in any channel: there every member may unlock it.
- Everybody from *guest* on is refused whatever else they are: the tests make each of them the requester and a named approver
  as well.
- \`help\` names no cluster and no run. Taking back an approval takes back one's own only, and only ever makes a run less
  likely to start.
- \`force\` takes two different approvers.
- What Slack does not say counts as no: a person who cannot be looked up, a user group or a channel whose members cannot be
  read.
- A button, a reaction or a click counts only on the current message of a run, in its channel, and for the plan shown there.
- A reaction on the message of a campaign counts as one on the message of the run that the campaign is at, with the same rights. An
  approval there is for the plan of the first run alone. To keep the next cluster from beginning takes what the same reaction takes on
  a run; while a run awaits approval, a pause or an abort there is a rejection.
`;
}
