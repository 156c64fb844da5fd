import { mapLimited } from '../lib/map-limited.js';
import type { Run } from '../roll/run.js';
import type { FoundUser } from './api/answers.js';
import type { SlackApi } from './api/slack-api.js';
import { peopleOf } from './people.js';

/** What people and groups are called, by their id. Whoever is missing is shown by the id. */
export type Names = ReadonlyMap<string, string>;

/** Nobody is kept waiting for more names than this. */
const mostPeople = 100;
const atOnce = 4;
const longest = 80;

/** As Slack shows them: what they call themselves, else their full name, else the name of their account. */
function shownName({ profile, name }: FoundUser): string | undefined {
  const shown = [profile?.display_name, profile?.real_name, name].map((called) => called?.trim().slice(0, longest));
  return shown.find((called) => called !== undefined && called !== '');
}

const isPerson = (name: string): boolean => /^[UW][A-Z0-9]{2,}$/.test(name);

/**
 * Everybody whom the report of a run names, as Slack calls them now. Whom Slack does not tell is left out: a report is
 * not held up by it.
 */
export async function namesFor(
  run: Run,
  api: Pick<SlackApi, 'user'>,
  groupIds: ReadonlyMap<string, string> = new Map(),
): Promise<Names> {
  const ids = [...new Set([...peopleOf(run), ...run.plan.approvals.approvers.filter(isPerson)])];
  const found = await mapLimited(ids.slice(0, mostPeople), atOnce, async (id) => {
    const user = await api.user(id);
    return { id, name: user.ok ? shownName(user.value) : undefined };
  });
  const groups = [...groupIds].map(([handle, id]) => [id, handle] as const);
  return new Map([...groups, ...found.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const]))]);
}
