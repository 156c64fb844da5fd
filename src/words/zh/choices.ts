import type { choiceMessages } from '../../roll/messages/choices.js';
import { quickStarts } from '../common.js';
import type { Sentences } from '../sentences.js';
import { all, commands } from './phrases.js';

/** What another attempt does to a process that runs. */
const anew = (drains: boolean): string => `从头处理这台 server（${drains ? '先排空，再' : ''}重新执行命令）`;

export const choiceSentences: Sentences<keyof typeof choiceMessages> = {
  'does-check-again': () => '重新检查',
  'does-check-from-its-start': () => '从这台 server 的第一步起重新检查',
  'does-release-and-check': () => '把副本还给它，等到副本齐全，再重新检查',
  'does-release-and-drain': () => '把副本还给它，等到副本齐全，再重新排空',
  'does-wait-and-drain': () => '等到副本齐全，再重新排空',
  'does-look-and-drain': () => '重新读取状态，然后排空',
  'does-look-and-begin-anew': () => '重新读取状态，然后从头处理这台 server',
  'does-look-again': () => '重新读取状态；它的进程已重启，并且有应答',
  'does-ask-again': () => '重新询问',
  'does-read-again': () => '重新读取',
  'does-try-again': () => '再试一次',
  'does-wait-for-partitions': () => '继续等这些分片',
  'does-wait-for-process': () => '继续等它；不执行任何命令',
  'does-wait-for-another-process': () => '继续等新进程出现；不执行任何命令',
  'does-wait-to-settle': () => '继续等，直到集群平稳',
  'does-go-on-unsettled': () => '集群虽未平稳，照样开始下一台 server',
  'does-balance-on': () => '继续均衡',
  'does-run-commands': () => '重新执行它的命令',
  'does-run-commands-while-loading': ({ verbs }) =>
    `虽然它正在加载，仍重新执行 ${commands(verbs)}：加载会从头开始，而且连续 ${quickStarts} 次快速启动之后，meta 会忽略它`,
  'does-look-and-run': ({ verbs }) => `重新读取状态；除非它已恢复或正在加载，否则重新执行 ${commands(verbs)}`,
  'does-look-for-restart': ({ drains }) => `重新读取状态；如果到时仍没有重启，就${anew(drains)}`,
  'does-look-for-version': ({ wanted, drains }) =>
    `重新读取状态；如果到时运行的不是 ${wanted ?? '要求的版本'}，就${anew(drains)}`,
  'does-check-and-run-rest': () =>
    '先检查这台 server。如果已经停了，执行剩下的命令；如果还在运行，从头开始：排空并重启',
  'does-begin-running-anew': () => '它还在运行：从头处理这台 server',
  'does-check-failure': () => '重新检查；只有所有 server 都是 ALIVE、所有分片可写才继续，否则再次挂起',
  'does-accept-starts': () => '接受这些启动并继续；再有一次启动，就再次挂起',
  'does-go-on-after-error': () => '按集群现在的状态继续；如果再出同样的错，就再次挂起',
  'does-go-on-with-room': () => '继续；要等机器人的磁盘又有空间',
  'does-skip': ({ node }) => `${node} 保持现状，继续下一台 server`,
  'does-restart-anyway': () => '照样重启它',
  'does-accept-few-copies': ({ tables, restarts }) =>
    `${restarts ? '照样重启它，并且' : ''}在这台 server 上以及任务剩余的时间里，不再因为 ${all(tables)} 副本太少而停住`,
  'does-stop-unclosed': () => '照样停掉进程；启动时要 replay 更多日志',
  'does-go-on-without': () => '不管它，继续',
  'does-run-hook-again': ({ verb, unsure }) =>
    `重新执行 "${verb}"${unsure ? '；它可能已经做完要做的事，请先看清楚' : ''}`,
  'does-go-on-in-spite': ({ verb }) => `在这台 server 上当作 "${verb}" 成功，继续；这里不再执行它`,
  'does-accept-version': () => '对这台 server 接受这个版本',
  'does-with-second-approver': ({ does }, say) => `${say(does)}（需要第二个审批人）`,
  'does-abort': ({ left }) =>
    `还原设置并结束任务${left === undefined ? '' : `；${left} 保持现状，可能没有运行：请自己检查`}`,
};
