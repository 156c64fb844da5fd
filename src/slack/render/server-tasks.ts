import { formatDuration } from '../../lib/duration.js';
import { roles, type Role } from '../../roll/ids.js';
import type { Progress, TargetProgress, TargetState } from '../../roll/progress.js';
import { hasEnded, type Run, type RunIn } from '../../roll/run.js';
import { between, count, cut, quoted, sentenceOf } from '../text.js';
import { inLanguage } from '../language.js';
import { tookMs } from './figures.js';
import type { Task } from './tasks.js';
import { roleWord, stepWords } from './words.js';

type WithProgress = Extract<Run, { progress: Progress }>;

/** Up to so many servers each have a line. */
const allShown = 12;
/** Of more, those around the server at hand have one, and those that failed. */
const shownBefore = 2;
const shownAfter = 3;
const failuresShown = 4;

const states: Readonly<Record<TargetState, Task['state']>> = {
  pending: 'pending',
  active: 'in-progress',
  done: 'complete',
  skipped: 'passed',
  failed: 'error',
};

/** The servers of a run in their order, the runs of those that are done or still to come made short. */
export function serverTasks(run: WithProgress): readonly Task[] {
  const { targets } = run.progress;
  const all = targets.map((_target, place) => place);
  if (targets.length <= allShown) return all.map((place) => one(run, place));
  if (hasEnded(run)) {
    const failures = all.filter((place) => targets[place]?.state === 'failed').slice(0, failuresShown);
    return [
      ...roles.flatMap((role) =>
        many(
          role,
          targets.filter((target) => target.role === role),
          '',
        ),
      ),
      ...failures.map((place) => one(run, place)),
    ];
  }
  const centre = centreOf(run.progress);
  const from = Math.max(0, centre - shownBefore);
  const to = Math.min(targets.length, centre + 1 + shownAfter);
  const failed = all
    .filter((place) => (place < from || place >= to) && targets[place]?.state === 'failed')
    .slice(0, failuresShown);
  return [
    ...many('before', targets.slice(0, from), `1–${from}. `),
    ...failed.filter((place) => place < from).map((place) => one(run, place)),
    ...all.slice(from, to).map((place) => one(run, place)),
    ...many('after', targets.slice(to), `${to + 1}–${targets.length}. `),
    ...failed.filter((place) => place >= to).map((place) => one(run, place)),
  ];
}

/** The server at hand, or else the next one, or else the last one. */
function centreOf({ phase, targets }: Progress): number {
  if (phase.kind === 'target') return phase.target;
  const next = targets.findIndex(({ state }) => state === 'pending');
  return next < 0 ? targets.length : next;
}

function one(run: WithProgress, place: number): Task {
  const target = run.progress.targets[place];
  if (target === undefined) return { id: String(place), title: '?', state: 'pending' };
  const { phase } = run.progress;
  const atHand = phase.kind === 'target' && phase.target === place && isLive(run) ? phase.step : undefined;
  const note = atHand === undefined ? noteOf(target) : stepWords(atHand);
  return {
    id: `server-${place}`,
    title: `${place + 1}. ${target.role} \`${cut(quoted(target.address), 100)}\``,
    state: atHand === undefined ? states[target.state] : 'in-progress',
    ...(note === undefined ? {} : { note }),
  };
}

const isLive = (run: WithProgress): run is RunIn<'rolling' | 'pausing' | 'paused' | 'held' | 'aborting'> =>
  ['rolling', 'pausing', 'paused', 'held', 'aborting'].includes(run.status);

function noteOf(target: TargetProgress): string | undefined {
  switch (target.state) {
    case 'done':
      return lasted(target);
    case 'skipped':
      return target.whySkipped === undefined
        ? inLanguage({ en: 'skipped', zh: '已跳过' })
        : inLanguage({
            en: `skipped: ${cut(sentenceOf(target.whySkipped), 80)}`,
            zh: `已跳过：${cut(sentenceOf(target.whySkipped), 80)}`,
          });
    case 'failed':
      return inLanguage({ en: 'failed', zh: '失败' });
    case 'active':
      return inLanguage({ en: 'begun', zh: '已开始' });
    case 'pending':
      return undefined;
  }
}

function lasted(target: TargetProgress): string | undefined {
  const ms = tookMs(target);
  return ms === undefined ? undefined : formatDuration(ms);
}

/** Several servers in one line: how many of which role, and how they stand. */
function many(id: string, targets: readonly TargetProgress[], places: string): readonly Task[] {
  if (targets.length === 0) return [];
  const of = (state: TargetState): number => targets.filter((target) => target.state === state).length;
  const counts = [
    [of('done'), { en: 'done', zh: '已完成' }],
    [of('skipped'), { en: 'skipped', zh: '已跳过' }],
    [of('failed'), { en: 'failed', zh: '失败' }],
    [of('active'), { en: 'begun', zh: '已开始' }],
    [of('pending'), { en: 'to come', zh: '未开始' }],
  ] as const;
  const words = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${inLanguage(word)}`);
  return [
    {
      id,
      title: `${places}${byRole(targets)}`,
      state: of('pending') === 0 ? 'complete' : 'pending',
      note: words.join(between()),
    },
  ];
}

/** `40 replica servers, 3 meta servers`. */
export function byRole(targets: readonly { readonly role: Role }[]): string {
  return roles
    .flatMap((role) => {
      const number = targets.filter((target) => target.role === role).length;
      return number === 0
        ? []
        : [inLanguage({ en: count(number, roleWord[role]), zh: `${number} 台 ${roleWord[role]}` })];
    })
    .join(between());
}
