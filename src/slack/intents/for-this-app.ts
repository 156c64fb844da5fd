import { z } from 'zod';
import { inLanguage } from '../language.js';

/** Where the app is installed, as `auth.test` says; `appId` where Slack says it, too. */
export interface Home {
  readonly teamId: string;
  readonly enterpriseId?: string;
  readonly appId?: string;
}

const id = z.string().nullish().catch(undefined);
const place = z.object({ id }).nullish().catch(undefined);

/**
 * The ids by which commands, clicks, forms and events name an app and a workspace (docs.slack.dev, payload references).
 */
const payload = z.object({
  api_app_id: id,
  team_id: id,
  context_team_id: id,
  enterprise_id: id,
  context_enterprise_id: id,
  team: place,
  enterprise: place,
  authorizations: z
    .array(z.object({ team_id: id, enterprise_id: id }))
    .nullish()
    .catch(undefined),
});

/**
 * Whether a payload is for this app in this workspace. One signing secret serves every workspace an app is
 * installed in, so the signature alone does not tell. In a shared channel several workspaces are named: one of
 * them has to be ours, or our organisation. A payload that names neither says nothing against itself; who the
 * person is, is asked anyway.
 */
export function isForThisApp(body: unknown, home: Home): boolean {
  const read = payload.safeParse(body);
  if (!read.success) return false;
  const {
    api_app_id,
    team_id,
    context_team_id,
    enterprise_id,
    context_enterprise_id,
    team,
    enterprise,
    authorizations,
  } = read.data;
  if (home.appId !== undefined && named(api_app_id) && api_app_id !== home.appId) return false;
  const teams = [team_id, context_team_id, team?.id, ...(authorizations ?? []).map((each) => each.team_id)].filter(
    named,
  );
  const enterprises = [
    enterprise_id,
    context_enterprise_id,
    enterprise?.id,
    ...(authorizations ?? []).map((each) => each.enterprise_id),
  ].filter(named);
  if (teams.length === 0 && enterprises.length === 0) return true;
  if (teams.includes(home.teamId)) return true;
  return home.enterpriseId !== undefined && enterprises.includes(home.enterpriseId);
}

const named = (text: string | null | undefined): text is string => text !== undefined && text !== null && text !== '';

/** What its person is told of a request that is not for us. */
export const forAnotherApp = (): string =>
  inLanguage({
    en: 'That was for another app or another workspace, so I did nothing.',
    zh: '那是给另一个应用或另一个工作区的，所以我什么都没有做。',
  });
