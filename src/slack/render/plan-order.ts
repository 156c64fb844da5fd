import { roles, type Role } from '../../roll/ids.js';
import type { Plan, PlanTarget } from '../../roll/plan.js';
import { inLanguage } from '../language.js';
import { count, listing, quoted } from '../text.js';
import { addressRuns } from './address-runs.js';
import type { Part } from './parts.js';
import { byRole } from './server-tasks.js';

/** Each server has a line of its own up to so many. */
const listedOneByOne = 24;

/** Who is rolled after whom. */
export function order(plan: Plan): readonly Part[] {
  if (plan.targets.length === 0) return [];
  const lines =
    plan.targets.length <= listedOneByOne
      ? plan.targets.map((target, place) => `${place + 1}. ${targetLine(target)}`)
      : roles.flatMap((role) => roleLines(plan, role));
  return [
    {
      kind: 'section',
      text: inLanguage({
        en: `*Order:*\n${listing(lines, 2600, '\n')}`,
        zh: `*顺序：*\n${listing(lines, 2600, '\n')}`,
      }),
    },
  ];
}

function targetLine(target: PlanTarget): string {
  const load = target.primaries === undefined && target.secondaries === undefined ? [] : [loadWords(target)];
  const leads =
    target.leader === true
      ? [inLanguage({ en: 'leads now; the leader goes last', zh: '现在是 leader；leader 排在最后' })]
      : [];
  return [`${target.role} \`${quoted(target.address)}\``, ...load, ...leads].join(' · ');
}

const loadWords = ({ primaries = 0, secondaries = 0 }: Pick<PlanTarget, 'primaries' | 'secondaries'>): string =>
  inLanguage({
    en: `${count(primaries, 'primary', 'primaries')}, ${count(secondaries, 'secondary', 'secondaries')}`,
    zh: `${primaries} 个 primary，${secondaries} 个 secondary`,
  });

/** Many servers of one role: their addresses only, with what counts up made short. */
function roleLines({ targets }: Plan, role: Role): readonly string[] {
  const ofRole = targets.filter((target) => target.role === role);
  if (ofRole.length === 0) return [];
  const sum = (key: 'primaries' | 'secondaries'): number => ofRole.reduce((all, target) => all + (target[key] ?? 0), 0);
  const load =
    role === 'replica'
      ? inLanguage({
          en: ` with ${loadWords({ primaries: sum('primaries'), secondaries: sum('secondaries') })} in all`,
          zh: `，共 ${loadWords({ primaries: sum('primaries'), secondaries: sum('secondaries') })}`,
        })
      : '';
  const colon = inLanguage({ en: ':', zh: '：' });
  return [`*${byRole(ofRole)}*${load}${colon}`, ...addressRuns(ofRole.map(({ address }) => address))];
}
