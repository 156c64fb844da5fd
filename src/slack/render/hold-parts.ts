import { assertNever } from '../../lib/assert-never.js';
import { createMasker } from '../../lib/mask.js';
import type { Hold, HoldReason } from '../../roll/hold.js';
import type { NodeAddress } from '../../roll/ids.js';
import { capital, count, cut, listing, moment, quoted, sentenceOf } from '../text.js';
import { addressRuns } from './address-runs.js';
import type { Part } from './parts.js';
import { choiceWord, full, gateBlockWords } from './words.js';
import { inLanguage } from '../language.js';

const masked = createMasker([]);

/** A hold in a few words, for titles. */
export function holdTitle(reason: HoldReason): string {
  switch (reason) {
    case 'gate':
      return inLanguage({ en: 'a safety check blocks', zh: '安全检查不通过' });
    case 'moves-stalled':
      return inLanguage({ en: 'primaries do not leave the server', zh: 'primary 迁不走' });
    case 'downgrades-stalled':
      return inLanguage({ en: 'secondaries do not leave the server', zh: 'secondary 降不下来' });
    case 'cannot-drain':
      return inLanguage({ en: 'a partition has nowhere to go', zh: '有分片无处可迁' });
    case 'close-stalled':
      return inLanguage({ en: 'replicas do not close', zh: 'replica 关不掉' });
    case 'command-failed':
      return inLanguage({ en: 'a process command failed', zh: '进程命令失败' });
    case 'not-back':
      return inLanguage({ en: 'the process did not come back', zh: '进程没有恢复' });
    case 'not-restarted':
      return inLanguage({ en: 'the process was not restarted', zh: '进程没有重启' });
    case 'wrong-version':
      return inLanguage({ en: 'it came back with another version', zh: '恢复后版本不对' });
    case 'value-not-proven':
      return inLanguage({ en: 'the new value is not proven', zh: '新值未得到证实' });
    case 'heal-stalled':
      return inLanguage({ en: 'partitions still miss copies', zh: '分片仍缺副本' });
    case 'not-settled':
      return inLanguage({ en: 'the cluster is not at rest', zh: '集群还没有平稳' });
    case 'before-failed':
      return inLanguage({ en: 'the command before the server failed', zh: '处理 server 之前的命令失败' });
    case 'verify-failed':
      return inLanguage({ en: 'the check of the server failed', zh: '对 server 的检查失败' });
    case 'after-failed':
      return inLanguage({ en: 'the command after the server failed', zh: '处理 server 之后的命令失败' });
    case 'started-again':
      return inLanguage({ en: 'a server was started again', zh: '有 server 又启动了一次' });
    case 'second-failure':
      return inLanguage({ en: 'a failure while a server was being rolled', zh: '处理一台 server 期间又出故障' });
    case 'unlisted':
      return inLanguage({ en: 'the leader does not list the server', zh: 'meta leader 没有列出这台 server' });
    case 'unreadable':
      return inLanguage({ en: "the cluster can't be read", zh: '读不到集群状态' });
    case 'settings-refused':
      return inLanguage({ en: 'a cluster setting cannot be changed', zh: '集群设置改不了' });
    case 'meta-not-back':
      return inLanguage({ en: 'a meta server did not come back', zh: 'meta server 没有恢复' });
    case 'collector-down':
      return inLanguage({ en: 'a collector is down', zh: 'collector 没起来' });
    case 'rebalance-stalled':
      return inLanguage({ en: 'balancing does not end', zh: '均衡没有结束' });
    case 'cannot-save':
      return inLanguage({ en: 'the bot cannot save its state', zh: '机器人无法保存状态' });
    case 'internal-error':
      return inLanguage({ en: 'the bot met an error of its own', zh: '机器人自身出错' });
    default:
      return assertNever(reason);
  }
}

/** The servers it is about besides the one being rolled. */
export const concerned = ({ node, nodes }: Hold): readonly NodeAddress[] => nodes.filter((address) => address !== node);

/** The same of a hold that stands, as it is now. @param then what follows where its cause is over */
export function heldFor({ reason, overSince, loading }: Hold, then = ''): string {
  if (overSince !== undefined)
    return inLanguage({
      en: `${holdTitle(reason)}; that is over${then}`,
      zh: `${holdTitle(reason)}；原因已消除${then}`,
    });
  return loading === true ? inLanguage({ en: 'the process is still loading', zh: '进程还在加载' }) : holdTitle(reason);
}

/** What happened, in the words of the hold. */
export const whatHappened = ({ what }: Hold): string => cut(full(sentenceOf(what)), 1500);

/**
 * What happened and what the latest reading shows of it, where one has told. Once its cause is over that comes first,
 * and what happened is told as what it was.
 */
export function standingParts(hold: Hold, waits: string): readonly Part[] {
  const { now, overSince } = hold;
  const happened = whatHappened(hold);
  const shows = now === undefined ? undefined : full(cut(sentenceOf(now), 600));
  if (overSince !== undefined) {
    return [
      {
        kind: 'section',
        text: inLanguage({
          en:
            `${waits}\n*Now:* its cause has been over since ${moment(overSince)}.` +
            (shows === undefined ? '' : ` ${shows}`),
          zh: `${waits}\n*现在：* 原因从 ${moment(overSince)} 起已消除。${shows ?? ''}`,
        }),
      },
      {
        kind: 'section',
        text: inLanguage({ en: `*As it was when it was held:* ${happened}`, zh: `*挂起时的情况：* ${happened}` }),
      },
    ];
  }
  return [
    { kind: 'section', text: `${waits} ${happened}` },
    ...(shows === undefined
      ? []
      : [{ kind: 'section' as const, text: inLanguage({ en: `*Now:* ${shows}`, zh: `*现在：* ${shows}` }) }]),
  ];
}

/** What it is about, what the cluster printed, and what each answer would do. What happened stands before it. */
export function holdParts(hold: Hold, rawLines: number): readonly Part[] {
  const others = concerned(hold);
  const named = [
    ...(hold.node === undefined
      ? []
      : [inLanguage({ en: `*Being rolled:* \`${quoted(hold.node)}\``, zh: `*正在处理：* \`${quoted(hold.node)}\`` })]),
    ...(others.length === 0 || hold.gates.length > 0
      ? []
      : [
          inLanguage({
            en: `*Concerned:* ${listing(addressRuns(others), 500)}`,
            zh: `*涉及：* ${listing(addressRuns(others), 500)}`,
          }),
        ]),
    ...(hold.gpids.length === 0 || hold.gates.some(({ gpids }) => gpids.length > 0)
      ? []
      : [
          inLanguage({
            en: `*${count(hold.gpids.length, 'partition')}:* ${listing(hold.gpids, 400)}`,
            zh: `*${hold.gpids.length} 个分片：* ${listing(hold.gpids, 400)}`,
          }),
        ]),
    ...hold.gates.map((block) => cut(gateBlockWords(block), 700)),
  ];
  const choices = hold.choices.map(({ choice, does }) =>
    inLanguage({
      en: `• *${capital(choice)}:* ${cut(sentenceOf(does), 400)}`,
      zh: `• *${choiceWord(choice)}（${choice}）：* ${cut(sentenceOf(does), 400)}`,
    }),
  );
  return [
    ...(named.length === 0 ? [] : [{ kind: 'section' as const, text: listing(named, 2500, '\n') }]),
    ...rawParts(hold.raw, rawLines),
    ...(choices.length === 0
      ? []
      : [
          {
            kind: 'section' as const,
            text: inLanguage({
              en: `*What you can answer:*\n${listing(choices, 1800, '\n')}`,
              zh: `*可以这样答复：*\n${listing(choices, 1800, '\n')}`,
            }),
          },
        ]),
  ];
}

const looked = 200;

/** The last lines of foreign output, without secrets, in a code block they cannot leave. */
export function rawParts(raw: readonly string[], most: number): readonly Part[] {
  // Looking for secrets takes its time; of very much only the end is looked at.
  const recent = raw
    .slice(-looked)
    .flatMap((line) => line.split('\n'))
    .slice(-looked);
  const lines = masked(recent.map((line) => cut(line, 2_000)).join('\n')).split('\n');
  const last = lines.slice(-most).map((line) => cut(quoted(line), 240));
  if (raw.length === 0 || last.length === 0) return [];
  const before = Math.max(raw.length, lines.length) - last.length;
  return [
    {
      kind: 'code',
      lines:
        before === 0
          ? last
          : [inLanguage({ en: `… ${count(before, 'line')} before`, zh: `… 前面还有 ${before} 行` }), ...last],
    },
  ];
}
