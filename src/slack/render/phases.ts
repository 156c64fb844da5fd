import type { Role } from '../../roll/ids.js';
import type { Plan } from '../../roll/plan.js';
import type { Step } from '../../roll/progress.js';

/** A step of the protocol in as few words as stand in a row of them. */
export const phaseWord: Readonly<Record<Step['kind'], string>> = {
  gates: 'checks',
  'move-primaries': 'primaries away',
  'downgrade-secondaries': 'secondaries away',
  drain: 'replicas away',
  'close-replicas': 'close',
  'flush-log': 'flush',
  'last-look': 'last look',
  process: 'restart',
  'await-return': 'back',
  heal: 'full again',
  soak: 'soak',
  undrain: 'give back',
};

/** The steps that a server of this role goes through, in their order. */
function phasesOf(role: Role, { drain, options: { mode, soakMs } }: Plan): readonly Step['kind'][] {
  if (role !== 'replica') return ['gates', 'last-look', 'process', 'await-return'];
  const away: readonly Step['kind'][] = drain === 'fast' ? ['drain'] : ['move-primaries', 'downgrade-secondaries'];
  const emptying: readonly Step['kind'][] = mode === 'ha' ? [...away, 'close-replicas', 'flush-log'] : [];
  return [
    'gates',
    ...emptying,
    'last-look',
    'process',
    'await-return',
    'heal',
    ...(soakMs > 0 ? (['soak'] as const) : []),
  ];
}

/** `✓ checks · ✓ primaries away · ▸ *secondaries away* · close · …`; undefined where the server has left that row. */
export function phaseRow(plan: Plan, role: Role, step: Step): string | undefined {
  const phases = phasesOf(role, plan);
  const at = phases.indexOf(step.kind);
  if (at < 0) return undefined;
  return phases
    .map((phase, place) =>
      place < at ? `✓ ${phaseWord[phase]}` : place === at ? `▸ *${phaseWord[phase]}*` : phaseWord[phase],
    )
    .join(' · ');
}
