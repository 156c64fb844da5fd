import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { CommandVerb } from '../../roll/act.js';
import type { HoldChoice } from '../../roll/hold.js';
import type { Role } from '../../roll/ids.js';
import type { LoadBalancerSettings } from '../../roll/observation.js';
import type { SavedSettings, Step } from '../../roll/progress.js';
import type { Plan } from '../../roll/plan.js';
import { isActive } from '../../roll/active.js';
import type { Run } from '../../roll/run.js';
import { settingsInForce } from '../../roll/settings-in-force.js';
import type { GateBlock } from '../../roll/gates/verdict.js';
import { capital, count, listing, moment, quoted, sentenceOf } from '../text.js';
import { type InEach, inLanguage } from '../language.js';

/** Protocol things in a reader's words; every foreign text has been through `quoted`. */

/** A clause made a sentence: with a capital, and a full stop unless it has one. */
export const full = (clause: string): string =>
  `${capital(clause)}${/[.!?…。！？]$/.test(clause) ? '' : inLanguage({ en: '.', zh: '。' })}`;

export const roleWord: Readonly<Record<Role, string>> = {
  replica: 'replica server',
  meta: 'meta server',
  collector: 'collector',
};

export const server = (role: Role, address: string): string => `${roleWord[role]} \`${quoted(address)}\``;

/** What people can answer to a hold. Beside the Chinese word stands what is typed for it. */
export const choiceWord = (choice: HoldChoice): string =>
  inLanguage({
    en: choice,
    zh: { wait: '继续等', retry: '重试', skip: '跳过', force: '强制继续', abort: '中止' }[choice],
  });

/** What is being done to the server at hand, as a clause. */
export function stepWords(step: Step): string {
  switch (step.kind) {
    case 'gates':
      return inLanguage({ en: 'checking that it is safe to begin', zh: '检查是否可以安全开始' });
    case 'move-primaries':
      return inLanguage({
        en: `moving its primaries away${left(step.countdown?.left)}`,
        zh: `迁走它的 primary${left(step.countdown?.left)}`,
      });
    case 'downgrade-secondaries':
      return inLanguage({
        en: `taking its secondaries out of service${left(step.countdown?.left)}`,
        zh: `降级它的 secondary${left(step.countdown?.left)}`,
      });
    case 'drain':
      return inLanguage({
        en: `emptying it in one step${left(step.countdown?.left)}`,
        zh: `一步排空${left(step.countdown?.left)}`,
      });
    case 'close-replicas':
      return inLanguage({ en: 'closing its replicas', zh: '关闭它的 replica' });
    case 'flush-log':
      return inLanguage({ en: 'flushing its log', zh: '把它的日志刷到磁盘' });
    case 'last-look':
      return inLanguage({ en: 'taking a last look before the process stops', zh: '停进程之前最后看一次' });
    case 'process':
      return step.command === undefined
        ? inLanguage({
            en: `about to ${step.verbs.join(', ')} the process`,
            zh: `即将对进程执行 ${step.verbs.join('、')}`,
          })
        : inLanguage(processVerbs)[step.command.command.verb];
    case 'await-return':
      return inLanguage({ en: 'waiting for the process to come back', zh: '等进程恢复' });
    case 'heal':
      return inLanguage({
        en: `waiting until every partition has all its replicas${left(step.countdown?.left)}`,
        zh: `等所有分片副本齐全${left(step.countdown?.left)}`,
      });
    case 'settle':
      return inLanguage({ en: 'waiting until the cluster is at rest, before it is begun', zh: '开始之前，等集群平稳' });
    case 'before':
      return inLanguage({ en: 'running the command "before" of the configuration', zh: '执行配置里的命令 "before"' });
    case 'verify':
      return inLanguage({ en: 'running the check "verify" of the configuration', zh: '执行配置里的检查 "verify"' });
    case 'after':
      return inLanguage({ en: 'running the command "after" of the configuration', zh: '执行配置里的命令 "after"' });
    case 'soak':
      return inLanguage({
        en: `watching it until ${moment(step.until)} before going on`,
        zh: `观察到 ${moment(step.until)}，然后继续`,
      });
    case 'undrain':
      return inLanguage({
        en: `giving its replicas back without a restart${left(step.countdown?.left)}`,
        zh: `不重启，把副本还给它${left(step.countdown?.left)}`,
      });
    default:
      return assertNever(step);
  }
}

const left = (many: number | undefined): string =>
  many === undefined ? '' : inLanguage({ en: `, ${many} left`, zh: `，还剩 ${many} 个` });

/** What a process command does, as it is done. */
const processVerbs: InEach<Readonly<Record<CommandVerb, string>>> = {
  en: {
    stop: 'stopping the process',
    install: 'installing the package of the process',
    start: 'starting the process',
    restart: 'restarting the process',
    before: 'running "before" for the process',
    verify: 'running "verify" for the process',
    after: 'running "after" for the process',
  },
  zh: {
    stop: '停止进程',
    install: '替换程序包',
    start: '启动进程',
    restart: '重启进程',
    before: '执行 "before"',
    verify: '执行 "verify"',
    after: '执行 "after"',
  },
};

/** `restart 2.5.0`, `2.4.0 → 2.5.0`. */
export function versions(plan: Plan): string {
  const now = [...new Set(plan.targets.flatMap(({ version }) => (version === undefined ? [] : [version])))];
  const from = now.length === 0 ? inLanguage({ en: 'version unknown', zh: '版本未知' }) : listing(now.map(quoted), 200);
  return plan.options.version === undefined
    ? inLanguage({ en: `${from} (restart, no new version)`, zh: `${from}（重启，版本不变）` })
    : `${from} → ${quoted(plan.options.version)}`;
}

/** What metas were lowered and have back; nothing where none was. */
export const minLiveWords = ({ minLive = [] }: SavedSettings): string =>
  minLive
    .map(({ meta, was }) =>
      inLanguage({
        en: `, min_live_node_count_for_unfreeze ${was} on ${meta}`,
        zh: `，${meta} 上 min_live_node_count_for_unfreeze ${was}`,
      }),
    )
    .join('');

export function settingsWords(settings: LoadBalancerSettings): string {
  return inLanguage({
    en:
      `assign delay ${formatDuration(settings.assignDelayMs)}, add_secondary at most ` +
      `${settings.addSecondaryMax} a node, flow control ${settings.flowControl ? 'on' : 'off'}`,
    zh:
      `assign delay ${formatDuration(settings.assignDelayMs)}，add_secondary 每台最多 ${settings.addSecondaryMax}，` +
      `流控${settings.flowControl ? '开启' : '关闭'}`,
  });
}

/** What a pause means for the cluster. */
export function pausedSettings(run: Run, stayOn: boolean): string {
  if (!stayOn) return inLanguage({ en: 'The cluster has its normal settings.', zh: '集群的设置是正常的。' });
  const but =
    isActive(run) && settingsInForce(run) === 'own-delay'
      ? inLanguage({
          en: ', but its assign delay is its own, so missing copies are made again as soon as without the run',
          zh: '，但 assign delay 是它自己的，所以缺失的副本会像没有任务时一样快地补上',
        })
      : run.options.mode === 'ha'
        ? inLanguage({ en: ' (slow repair)', zh: '（修复较慢）' })
        : '';
  return inLanguage({
    en: `The cluster stays in maintenance settings${but}. Resume or abort soon.`,
    zh: `集群仍处于维护设置${but}。请尽快恢复或中止任务。`,
  });
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
          inLanguage({
            en:
              count(block.nodes.length, 'server') +
              `: ${listing(
                block.nodes.map((node) => `\`${quoted(node)}\``),
                300,
              )}`,
            zh: `${block.nodes.length} 台 server：${listing(
              block.nodes.map((node) => `\`${quoted(node)}\``),
              300,
            )}`,
          }),
        ]),
    ...(block.gpids.length === 0
      ? []
      : [
          inLanguage({
            en: count(block.gpids.length, 'partition') + `: ${listing(block.gpids, 200)}`,
            zh: `${block.gpids.length} 个分片：${listing(block.gpids, 200)}`,
          }),
        ]),
  ];
  return inLanguage({
    en: `:no_entry: *${block.gate}*: ${sentenceOf(block.reason)}${by.length === 0 ? '' : ` (${by.join('; ')})`}`,
    zh: `:no_entry: *${block.gate}*：${sentenceOf(block.reason)}${by.length === 0 ? '' : `（${by.join('；')}）`}`,
  });
}
