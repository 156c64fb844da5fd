import { formatDuration } from '../../lib/duration.js';
import { inLanguage, settingInWords } from '../language.js';
import { closesAt } from '../../roll/calendar.js';
import type { HoldReason } from '../../roll/hold.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Progress, TargetProgress } from '../../roll/progress.js';
import type { RunIn } from '../../roll/run.js';
import { settingsInForce } from '../../roll/settings-in-force.js';
import { peopleOf } from '../people.js';
import { betweenClauses, count, cut, moment, quoted, sentenceOf } from '../text.js';
import type { Part } from './parts.js';
import { phaseRow } from './phases.js';
import { serverTasks } from './server-tasks.js';
import { clockTime, timeLeft } from './time-left.js';
import { minLiveWords, server, settingsWords, stepWords } from './words.js';

type Live = RunIn<'approved' | 'rolling' | 'pausing' | 'paused' | 'held' | 'aborting'>;

const width = 16;

const finished = ({ state }: TargetProgress): boolean => state === 'done' || state === 'skipped';

/** `3 of 7 servers`. */
export function doneOf({ targets }: Progress): string {
  return inLanguage({
    en: `${targets.filter(finished).length} of ${count(targets.length, 'server')}`,
    zh: `${targets.filter(finished).length}/${targets.length} 台 server`,
  });
}

/** `█████░░░░░ 3 of 7 servers done`. */
export function progressBar(progress: Progress): string {
  const all = progress.targets.length;
  const done = progress.targets.filter(finished).length;
  const filled = all === 0 ? width : Math.floor((done * width) / all);
  const skipped = progress.targets.filter(({ state }) => state === 'skipped').length;
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  return inLanguage({
    en: `${bar} *${doneOf(progress)}* done${skipped === 0 ? '' : ` (${skipped} skipped)`}`,
    zh: `${bar} 已完成 *${doneOf(progress)}*${skipped === 0 ? '' : `（跳过 ${skipped} 台）`}`,
  });
}

/** How far it is, what it does at this moment, what it waits for, and when it will be over. */
export function nowParts(run: Live): readonly Part[] {
  const { progress, plan } = run;
  const isStopped = run.status === 'paused' || run.status === 'held';
  const lines = onlyRebalances(plan.options) ? [] : [`${progressBar(progress)}${timeWords(run)}`];
  if (run.status !== 'approved') lines.push(`${nowOrStopped(isStopped)} ${nowDoing(progress, isSeenBack(run))}`);
  if (progress.waiting !== undefined && !isStopped)
    lines.push(
      inLanguage({
        en:
          `*Waits for* ${cut(sentenceOf(progress.waiting.what, peopleOf(run)), 600)}, since ` +
          moment(progress.waiting.since),
        zh: `*等待* ${cut(sentenceOf(progress.waiting.what, peopleOf(run)), 600)}，从 ${moment(progress.waiting.since)} 起`,
      }),
    );
  const { phase } = progress;
  const role = phase.kind === 'target' ? progress.targets[phase.target]?.role : undefined;
  const row =
    phase.kind === 'target' && role !== undefined && run.status !== 'approved'
      ? phaseRow(plan, role, phase.step)
      : undefined;
  return [
    { kind: 'section', text: lines.map((line) => cut(line, 900)).join('\n') },
    ...(row === undefined ? [] : [{ kind: 'context' as const, text: row }]),
    ...(progress.unreadable === undefined
      ? []
      : [
          {
            kind: 'alert' as const,
            level: 'warning' as const,
            text: inLanguage({
              en:
                `The cluster has been unreadable since ${moment(progress.unreadable.since)}: ` +
                `${cut(quoted(progress.unreadable.message), 600)}. The bot does nothing until it can read ` +
                'it.',
              zh:
                `从 ${moment(progress.unreadable.since)} 起读不到集群状态：` +
                `${cut(quoted(progress.unreadable.message), 600)}。能读到之前，机器人什么都不做。`,
            }),
          },
        ]),
    ...silentParts(progress),
    ...refusedParts(run),
  ];
}

const nowOrStopped = (isStopped: boolean): string =>
  isStopped ? inLanguage({ en: '*Stopped at*', zh: '*停在*' }) : inLanguage({ en: '*Now:*', zh: '*现在：*' });

/** Said while it is so, whether the run restarts metas or not. */
function silentParts({ silentMetas = [] }: Progress): readonly Part[] {
  return silentMetas.map(({ meta, since }) => ({
    kind: 'alert',
    level: 'warning',
    text: inLanguage({
      en:
        `The meta \`${quoted(meta)}\` has not answered since ${moment(since)}. With another one down the ` +
        'cluster may have no leader: start it again.',
      zh: `meta \`${quoted(meta)}\` 从 ${moment(since)} 起没有应答。再少一个 meta，集群可能就没有 leader：请启动它。`,
    }),
  }));
}

/** Held, the hold says it; at work, it is what the run waits for. */
function refusedParts({ status, progress: { correcting } }: Live): readonly Part[] {
  if (status !== 'paused' || correcting === undefined || correcting.at === correcting.since) return [];
  const why =
    correcting.message === undefined
      ? ''
      : `${inLanguage({ en: ': ', zh: '：' })}${cut(quoted(correcting.message), 600)}`;
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en:
          `A setting of the run could not be set since ${moment(correcting.since)} ` +
          `(${settingInWords(correcting.act)})${why}. It goes on trying.`,
        zh: `从 ${moment(correcting.since)} 起，任务的一个设置没有设成（${settingInWords(correcting.act)}）${why}。它会继续尝试。`,
      }),
    },
  ];
}

function timeWords(run: Live): string {
  switch (run.status) {
    case 'approved':
    case 'rolling': {
      const { ms, endsAt } = timeLeft(run.plan, run.progress, run.updatedAt);
      if (run.progress.phase.kind === 'leave-maintenance') return '';
      const closes =
        run.plan.calendar === undefined || run.options.outsideWindow !== undefined
          ? undefined
          : closesAt(run.plan.calendar);
      const pauses =
        closes === undefined || closes >= endsAt
          ? ''
          : inLanguage({
              en: `; the change window closes ${clockTime(closes)}`,
              zh: `；变更窗口 ${clockTime(closes)} 关闭`,
            });
      return inLanguage({
        en: ` · about ${roughly(ms)} left, done at about ${clockTime(endsAt)}${pauses}`,
        zh: ` · 大约还剩 ${roughly(ms)}，约 ${clockTime(endsAt)} 完成${pauses}`,
      });
    }
    case 'paused':
    case 'held':
      return inLanguage({
        en: ` · about ${roughly(timeLeft(run.plan, run.progress, run.updatedAt).ms)} of work left`,
        zh: ` · 还有大约 ${roughly(timeLeft(run.plan, run.progress, run.updatedAt).ms)} 的工作`,
      });
    case 'pausing':
    case 'aborting':
      return '';
  }
}

/** In whole minutes: it is a guess, and a message that counts seconds would have to be edited each second. */
const roughly = (ms: number): string => formatDuration(Math.max(1, Math.round(ms / 60_000)) * 60_000);

/** What a process is held for that is another one by now: it is not said to be stopped beside that. */
const ofProcesses: ReadonlySet<HoldReason> = new Set([
  'command-failed',
  'not-restarted',
  'not-back',
  'wrong-version',
  'value-not-proven',
  'meta-not-back',
  'collector-down',
]);
const isSeenBack = (run: Live): boolean =>
  run.status === 'held' && run.hold.overSince !== undefined && ofProcesses.has(run.hold.reason);

/** What it is about at this moment, as a clause. */
export function nowDoing(progress: Progress, isBack = false): string {
  const { phase } = progress;
  switch (phase.kind) {
    case 'enter-maintenance':
      return inLanguage({
        en: `saving and changing the settings of the cluster, since ${moment(phase.since)}`,
        zh: `保存并修改集群的设置，从 ${moment(phase.since)} 起`,
      });
    case 'target': {
      const target = progress.targets[phase.target];
      if (target === undefined) return inLanguage({ en: 'between two servers', zh: '在两台 server 之间' });
      const away =
        target.processDown && !isBack
          ? inLanguage({
              en: ' Its process is stopped, or not yet proven to be back.',
              zh: '它的进程已停，或还没有证实恢复。',
            })
          : '';
      return inLanguage({
        en:
          `${server(target.role, target.address)}, ${phase.target + 1} of ${progress.targets.length}: ` +
          `${stepWords(phase.step)}, since ${moment(phase.step.since)}.${away}`,
        zh:
          `${server(target.role, target.address)}，第 ${phase.target + 1}/${progress.targets.length} 台：` +
          `${stepWords(phase.step)}，从 ${moment(phase.step.since)} 起。${away}`,
      });
    }
    case 'leave-maintenance':
      return inLanguage({
        en: `putting the settings of the cluster back, since ${moment(phase.since)}`,
        zh: `还原集群的设置，从 ${moment(phase.since)} 起`,
      });
    case 'restore-leadership':
      return inLanguage({
        en: `giving leadership back as it was before the run, since ${moment(phase.since)}`,
        zh: `把 primary 还原为任务之前的分布，从 ${moment(phase.since)} 起`,
      });
    case 'rebalance':
      return inLanguage({
        en: `letting the cluster balance itself, since ${moment(phase.since)}`,
        zh: `让集群自己均衡，从 ${moment(phase.since)} 起`,
      });
  }
}

/** Every server, or those around the one at hand; then what stands changed in the cluster meanwhile. */
export function serverParts(run: Live): readonly Part[] {
  const servers =
    run.progress.targets.length === 0
      ? []
      : [
          {
            kind: 'tasks' as const,
            title: inLanguage({ en: `${doneOf(run.progress)} done`, zh: `已完成 ${doneOf(run.progress)}` }),
            tasks: serverTasks(run),
          },
        ];
  return [...servers, ...settings(run)];
}

function settings(run: Live): readonly Part[] {
  const { saved, restored } = run.progress;
  if (saved === undefined || restored) return [];
  return [
    {
      kind: 'context',
      text: inLanguage({
        en: `${inForce(run)}: level ${saved.level}, ${settingsWords(saved)}${minLiveWords(saved)}.`,
        zh: `${inForce(run)}：level ${saved.level}，${settingsWords(saved)}${minLiveWords(saved)}。`,
      }),
    },
  ];
}

/** Which settings the cluster has now, up to the words for those from before the run. */
function inForce(run: Live): string {
  const { phase, frozenByHand } = run.progress;
  const atTheEnd = inLanguage({
    en: 'at the end the cluster gets back what it had before the run',
    zh: '结束时集群会恢复任务之前的设置',
  });
  if (phase.kind === 'leave-maintenance')
    return inLanguage({
      en: 'The cluster is being given back the settings that it had before the run',
      zh: '正在还原集群在任务之前的设置',
    });
  if (phase.kind === 'rebalance')
    return frozenByHand === undefined
      ? inLanguage({
          en: `The level is lively while the meta balances; ${atTheEnd}`,
          zh: `meta 均衡期间 level 是 lively；${atTheEnd}`,
        })
      : inLanguage({
          en: `The level is as somebody has set it; ${atTheEnd}`,
          zh: `level 是有人手工设的值；${atTheEnd}`,
        });
  const which = {
    none: inLanguage({ en: 'Maintenance settings are not yet in force', zh: '维护设置还没有生效' }),
    all: inLanguage({ en: 'Maintenance settings are in force', zh: '维护设置已生效' }),
    'own-delay': inLanguage({
      en: 'Maintenance settings are in force, but for the assign delay, which is as before the run',
      zh: '维护设置已生效，但 assign delay 与任务之前相同',
    }),
    repairs: inLanguage({ en: 'Some maintenance settings are still in force', zh: '部分维护设置仍然生效' }),
  }[run.status === 'approved' ? 'none' : settingsInForce(run)];
  return `${which}${betweenClauses()}${atTheEnd}`;
}
