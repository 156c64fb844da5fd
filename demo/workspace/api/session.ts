import { app, bot, enterprise, team } from '../facts.js';
import type { Method } from './method.js';

const authTest: Method = {
  token: 'bot',
  scopes: [],
  perform: (_given, { url, world }) => ({
    url: `${url}/`,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    app_id: app.id,
    ...(world.users().some(({ enterpriseId }) => enterpriseId !== undefined) && { enterprise_id: enterprise.id }),
    is_enterprise_install: false,
  }),
};

const openConnection: Method = {
  token: 'app',
  scopes: [],
  perform: (_given, { url, socketMode }) => ({ url: url.replace(/^http/, 'ws') + socketMode.ticket() }),
};

export const sessionMethods: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'apps.connections.open': openConnection,
};
