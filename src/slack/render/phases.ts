import type { HookVerb } from '../../roll/act.js';
import type { Role } from '../../roll/ids.js';
import type { Stage } from '../../roll/availability/availability.js';
import type { Plan } from '../../roll/plan.js';
import type { Step } from '../../roll/progress.js';
import { type InEach, inLanguage } from '../language.js';

const phaseWords: InEach<Readonly<Record<Step['kind'], string>>> = {
  en: {
    settle: 'settle',
    gates: 'checks',
    before: 'before',
    'move-primaries': 'primaries away',
    'downgrade-secondaries': 'secondaries away',
    drain: 'replicas away',
    'close-replicas': 'close',
    'flush-log': 'flush',
    'last-look': 'last look',
    process: 'restart',
    'await-return': 'back',
    heal: 'full again',
    verify: 'verify',
    soak: 'soak',
    after: 'after',
    undrain: 'give back',
  },
  zh: {
    settle: '平稳',
    gates: '检查',
    before: 'before',
    'move-primaries': '迁走 primary',
    'downgrade-secondaries': '降级 secondary',
    drain: '排空',
    'close-replicas': '关闭',
    'flush-log': '刷盘',
    'last-look': '最后确认',
    process: '重启',
    'await-return': '恢复',
    heal: '副本齐全',
    verify: 'verify',
    soak: '观察',
    after: 'after',
    undrain: '还回副本',
  },
};

/** A step of the protocol in as few words as stand in a row of them. */
export const phaseWord = (kind: Step['kind']): string => inLanguage(phaseWords)[kind];

const stageWords: InEach<Readonly<Record<Exclude<Stage, Step['kind']>, string>>> = {
  en: {
    'enter-maintenance': 'settings',
    'restore-leadership': 'leadership back',
    'leave-maintenance': 'settings back',
    rebalance: 'rebalance',
  },
  zh: {
    'enter-maintenance': '改设置',
    'restore-leadership': '还原 primary',
    'leave-maintenance': '还原设置',
    rebalance: '重新分布 primary',
  },
};

/** The same for what is no step of a server, too. */
export const stageWord = (stage: Stage): string => ({ ...inLanguage(phaseWords), ...inLanguage(stageWords) })[stage];

/** The steps that a server of this role goes through, in their order. */
function phasesOf(role: Role, { drain, hooks = [], options: { mode, soakMs } }: Plan): readonly Step['kind'][] {
  const own = (verb: HookVerb): readonly HookVerb[] => (hooks.includes(verb) ? [verb] : []);
  if (role !== 'replica')
    return ['gates', ...own('before'), 'last-look', 'process', 'await-return', ...own('verify'), ...own('after')];
  const draining: readonly Step['kind'][] = drain === 'fast' ? ['drain'] : ['move-primaries', 'downgrade-secondaries'];
  const emptying: readonly Step['kind'][] = mode === 'ha' ? [...draining, 'close-replicas', 'flush-log'] : [];
  return [
    'gates',
    ...own('before'),
    ...emptying,
    'last-look',
    'process',
    'await-return',
    'heal',
    ...own('verify'),
    ...(soakMs > 0 ? (['soak'] as const) : []),
    ...own('after'),
  ];
}

/** `✓ checks · ✓ primaries away · ▸ *secondaries away* · close · …`; undefined where the server has left that row. */
export function phaseRow(plan: Plan, role: Role, step: Step): string | undefined {
  const phases = phasesOf(role, plan);
  const at = phases.indexOf(step.kind);
  if (at < 0) return undefined;
  return phases
    .map((phase, place) =>
      place < at ? `✓ ${phaseWord(phase)}` : place === at ? `▸ *${phaseWord(phase)}*` : phaseWord(phase),
    )
    .join(' · ');
}
