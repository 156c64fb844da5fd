/** The names this workspace goes by. Only a server on this machine ever sees the tokens, so they may be well known. */
export const team = { id: 'T0PEGASUS1', name: 'Pegasus demo', domain: 'pegasus-demo' } as const;
/** The organisation that the workspace belongs to, where it is to be one of an Enterprise Grid. */
export const enterprise = { id: 'E0PEGASUS1', name: 'Pegasus org' } as const;
export const otherTeam = 'T0ELSEWHERE';
export const app = { id: 'A0PEGASUS1', name: 'pegasus-roll' } as const;
export const bot = { userId: 'U0PEGASUS1', botId: 'B0PEGASUS1', name: 'pegasus-roll' } as const;
export const slackbot = 'USLACKBOT';

export const botToken = 'xoxb-pegasus-demo-bot';
export const appToken = 'xapp-pegasus-demo-app';
export const signingSecret = 'pegasus-demo-signing-secret';
/** The deprecated verification token: Slack still sends it in every payload. */
export const verificationToken = 'pegasus-demo-verification';

/** How long an app has to answer 2xx or to acknowledge, and how long a trigger_id is good for. */
export const ackWithinMs = 3000;

/** What the bot's token may do, unless a test takes something away. */
export const grantedScopes: readonly string[] = [
  'commands',
  'chat:write',
  'reactions:read',
  'reactions:write',
  'users:read',
  'usergroups:read',
  'files:write',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'im:history',
  'im:read',
  'im:write',
  'channels:join',
  'app_mentions:read',
];
