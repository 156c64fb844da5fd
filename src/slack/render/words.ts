import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { Role } from '../../roll/ids.js';
import type { LoadBalancerSettings } from '../../roll/observation.js';
import type { SavedSettings, Step } from '../../roll/progress.js';
import type { Plan } from '../../roll/plan.js';
import { isActive } from '../../roll/active.js';
import type { Run } from '../../roll/run.js';
import { settingsInForce } from '../../roll/settings-in-force.js';
import type { GateBlock } from '../../roll/gates/verdict.js';
import { capital, count, listing, moment, quoted, sentenceOf } from '../text.js';

/** Protocol things in a reader's words; every foreign text has been through `quoted`. */

/** A clause made a sentence: with a capital, and a full stop unless it has one. */
export const full = (clause: string): string => `${capital(clause)}${/[.!?…]$/.test(clause) ? '' : '.'}`;

export const roleWord: Readonly<Record<Role, string>> = {
  replica: 'replica server',
  meta: 'meta server',
  collector: 'collector',
};

export const server = (role: Role, address: string): string => `${roleWord[role]} \`${quoted(address)}\``;

/** What is being done to the server at hand, as a clause. */
export function stepWords(step: Step): string {
  switch (step.kind) {
    case 'gates':
      return 'checking that it is safe to begin';
    case 'move-primaries':
      return `moving its primaries away${left(step.countdown?.left)}`;
    case 'downgrade-secondaries':
      return `taking its secondaries out of service${left(step.countdown?.left)}`;
    case 'drain':
      return `emptying it in one step${left(step.countdown?.left)}`;
    case 'close-replicas':
      return 'closing its replicas';
    case 'flush-log':
      return 'flushing its log';
    case 'last-look':
      return 'taking a last look before the process stops';
    case 'process':
      return step.command === undefined
        ? `about to ${step.verbs.join(', ')} the process`
        : `${gerund[step.command.command.verb]} the process`;
    case 'await-return':
      return 'waiting for the process to come back';
    case 'heal':
      return `waiting until every partition has all its replicas${left(step.countdown?.left)}`;
    case 'soak':
      return `watching it until ${moment(step.until)} before going on`;
    case 'undrain':
      return `giving its replicas back without a restart${left(step.countdown?.left)}`;
    default:
      return assertNever(step);
  }
}

const left = (many: number | undefined): string => (many === undefined ? '' : `, ${many} left`);

const gerund = {
  stop: 'stopping',
  install: 'installing the package of',
  start: 'starting',
  restart: 'restarting',
} as const;

/** `restart 2.5.0`, `2.4.0 → 2.5.0`. */
export function versions(plan: Plan): string {
  const now = [...new Set(plan.targets.flatMap(({ version }) => (version === undefined ? [] : [version])))];
  const from = now.length === 0 ? 'version unknown' : listing(now.map(quoted), 200);
  return plan.options.version === undefined
    ? `${from} (restart, no new version)`
    : `${from} → ${quoted(plan.options.version)}`;
}

/** What metas were lowered and have back; nothing where none was. */
export const minLiveWords = ({ minLive = [] }: SavedSettings): string =>
  minLive.map(({ meta, was }) => `, min_live_node_count_for_unfreeze ${was} on ${meta}`).join('');

export function settingsWords(settings: LoadBalancerSettings): string {
  return (
    `assign delay ${formatDuration(settings.assignDelayMs)}, add_secondary at most ` +
    `${settings.addSecondaryMax} a node, flow control ${settings.flowControl ? 'on' : 'off'}`
  );
}

/** What a pause means for the cluster. */
export function pausedSettings(run: Run, stayOn: boolean): string {
  if (!stayOn) return 'The cluster has its normal settings.';
  const but =
    isActive(run) && settingsInForce(run) === 'own-delay'
      ? ', but its assign delay is its own, so missing copies are made again as soon as without the run'
      : run.options.mode === 'ha'
        ? ' (slow repair)'
        : '';
  return `The cluster stays in maintenance settings${but}. Resume or abort soon.`;
}

/** The values as one types them, to put them back by hand. */
export const exactSettings = (saved: SavedSettings): string =>
  `level ${saved.level}, assign_delay_ms ${saved.assignDelayMs}, ` +
  `add_secondary_max_count_for_one_node ${saved.addSecondaryMax}, add_secondary_enable_flow_control ` +
  `${saved.flowControl}${minLiveWords(saved)}`;

/** One gate that blocks: its name, why, and what it names. */
export function gateBlockWords(block: GateBlock): string {
  const by = [
    ...(block.nodes.length === 0
      ? []
      : [
          count(block.nodes.length, 'server') +
            `: ${listing(
              block.nodes.map((node) => `\`${quoted(node)}\``),
              300,
            )}`,
        ]),
    ...(block.gpids.length === 0 ? [] : [count(block.gpids.length, 'partition') + `: ${listing(block.gpids, 200)}`]),
  ];
  return `:no_entry: *${block.gate}*: ${sentenceOf(block.reason)}${by.length === 0 ? '' : ` (${by.join('; ')})`}`;
}
