import type { FoundUser } from './api/answers.js';
import type { Standing } from './authorize.js';

/** The workspace that the bot is in, and the organisation that this belongs to. */
export interface Home {
  readonly teamId: string;
  readonly enterpriseId?: string;
}

/** Who somebody is to the workspace, by what Slack says of them. */
export function standingOf(user: FoundUser, home: Home): Exclude<Standing, 'unknown'> {
  if (user.deleted === true) return 'deleted';
  // Slackbot says of itself that it is no bot.
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger === true || !isHome(user, home)) return 'stranger';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}

function isHome({ team_id, enterprise_user }: FoundUser, { teamId, enterpriseId }: Home): boolean {
  if (team_id === teamId) return true;
  return (
    enterpriseId !== undefined &&
    enterprise_user?.enterprise_id === enterpriseId &&
    enterprise_user.teams?.includes(teamId) === true
  );
}
