import { bot, otherTeam, slackbot, team } from '../facts.js';

export interface User {
  readonly id: string;
  /** The handle, without `@`. */
  readonly name: string;
  readonly realName: string;
  /** What they are here, in a few words; Slack shows it in a profile. */
  readonly title?: string;
  readonly teamId: string;
  readonly kind: 'member' | 'guest' | 'stranger' | 'bot';
  readonly deleted: boolean;
  /** Their id in the organisation, on an Enterprise Grid. */
  readonly enterpriseId?: string;
  /** Which of their ids is used where they do something; default `workspace`. */
  readonly goesBy?: 'workspace' | 'enterprise';
}

export interface Channel {
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly archived: boolean;
  /** The two users of a direct conversation; absent in a channel. */
  readonly direct?: readonly [string, string];
  /** User ids. */
  readonly members: readonly string[];
}

export interface UserGroup {
  readonly id: string;
  /** Without `@`. */
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** A slash command that the app has registered. */
export interface SlashCommand {
  /** With its slash. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** A shortcut that the app has registered: on a message, or anywhere. */
export interface Shortcut {
  readonly name: string;
  readonly type: 'message' | 'global';
  readonly callbackId: string;
}

const person = (id: string, name: string, realName: string, title: string): User => ({
  id,
  name,
  realName,
  title,
  teamId: team.id,
  kind: 'member',
  deleted: false,
});

export const seedUsers: readonly User[] = [
  person('U0ALICE001', 'alice', 'Alice Archer', 'asks for rolls'),
  person('U0BOB00001', 'bob', 'Bob Baker', 'approves, on call'),
  person('U0CAROL001', 'carol', 'Carol Chen', 'approves, on call'),
  person('U0DAVE0001', 'dave', 'Dave Dreyer', 'a colleague'),
  { ...person('U0GUEST001', 'gus', 'Gus Green', 'guest: reads along'), kind: 'guest' },
  { ...person('U0GONE0001', 'gone', 'Gina Gone', 'has left the company'), deleted: true },
  { ...person('U0STRANGE1', 'stranger', 'Sam Stranger', 'from another company'), kind: 'stranger', teamId: otherTeam },
  { ...person(bot.userId, bot.name, 'Pegasus Roll', 'the bot'), kind: 'bot' },
  { ...person(slackbot, 'slackbot', 'Slackbot', 'Slack itself'), kind: 'bot' },
];

const everyone = ['U0ALICE001', 'U0BOB00001', 'U0CAROL001', 'U0DAVE0001'];

export const seedChannels: readonly Channel[] = [
  {
    id: 'C0PEGASUS1',
    name: 'pegasus',
    isPrivate: false,
    archived: false,
    members: [...everyone, 'U0GUEST001', 'U0GONE0001', 'U0STRANGE1', bot.userId],
  },
  { id: 'C0OPS00001', name: 'ops', isPrivate: false, archived: false, members: [...everyone, bot.userId] },
  { id: 'C0RANDOM01', name: 'random', isPrivate: false, archived: false, members: everyone },
  {
    id: 'C0PRIVATE1',
    name: 'pegasus-private',
    isPrivate: true,
    archived: false,
    members: ['U0ALICE001', 'U0BOB00001', bot.userId],
  },
];

export const seedGroups: readonly UserGroup[] = [
  { id: 'S0ONCALL01', handle: 'pegasus-oncall', name: 'Pegasus on call', users: ['U0BOB00001', 'U0CAROL001'] },
];

/** As manifest.yml registers them, and the shortcuts as well. */
export const seedCommands: readonly SlashCommand[] = [
  {
    command: '/pegasus',
    description: 'Roll a Pegasus cluster, node by node',
    usageHint: 'roll cluster-x · status · help',
  },
];

export const seedShortcuts: readonly Shortcut[] = [
  { name: 'Roll a cluster', type: 'global', callbackId: 'pegasus_roll_form' },
  { name: 'Status of this run', type: 'message', callbackId: 'pegasus_run_status' },
  { name: 'Pause this run', type: 'message', callbackId: 'pegasus_run_pause' },
];
