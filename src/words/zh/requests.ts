import { formatDuration } from '../../lib/duration.js';
import type { requestMessages } from '../../roll/messages/requests.js';
import { person } from '../common.js';
import type { Sentences } from '../sentences.js';
import { theirWords } from '../their-words.js';
import { all, statusIn } from './phrases.js';

export const requestSentences: Sentences<keyof typeof requestMessages> = {
  'no-such-servers': ({ servers, known }) => `这个集群里没有 replica server ${all(servers)}；有 ${all(known)}`,
  'no-such-partitions': ({ gpids }) => `这个集群里没有分片 ${all(gpids)}；分片用表的 id 和它自己的编号表示，例如 3.7`,
  'allowed-server-lives': ({ nodes, answers }) => {
    const alive = nodes.filter((node) => !answers.includes(node));
    return [
      ...(alive.length === 0 ? [] : [`${all(alive)} 是 ALIVE`]),
      ...(answers.length === 0 ? [] : [`${all(answers)} 的进程有应答`]),
      '只有已宕机、不会再恢复的 server 才能用 dead-server 允许',
    ].join('；');
  },
  'allowed-partition-lives': ({ gpids }) =>
    `${all(gpids)} 在 ALIVE 的 server 上有副本，或正由分裂产生；只有副本全部丢失的分片才能用 dead-partition 允许`,
  'allowed-table-not-splitting': ({ tables }) => `${all(tables)} 没有在分裂，没有什么要用 splitting 允许的`,
  'no-such-version-rules': ({ rules, known }) => `没有会阻塞的版本规则 ${all(rules)}；有 ${all(known)}`,
  'no-such-tables': ({ tables, known }) => `这个集群里没有表 ${all(tables)}；有 ${all(known)}`,
  'no-cluster-configured': () => '没有配置任何集群',
  'no-such-cluster': ({ cluster, known }) => `这里没有集群 ${cluster}；有 ${all(known)}`,
  'cluster-busy': ({ cluster, run, status, by }) =>
    `${cluster} 正忙：任务 ${run}（${statusIn(status)}），由 ${person(by)} 发起`,
  'settings-being-restored': ({ cluster }) => `正在先还原之前的任务在 ${cluster} 上遗留的设置；请稍后再试`,
  'another-request-under-way': ({ cluster }) => `正在处理另一个对 ${cluster} 的请求`,
  'nothing-to-roll': ({ cluster, servers, whys }, say) => {
    const leftOut = servers.map((server, place) => [server, ...whys.slice(place, place + 1).map(say)].join('：'));
    return `${cluster} 没有需要滚动的${leftOut.length === 0 ? '' : `：${leftOut.join('；')}`}`;
  },
  'no-install-command': ({ cluster, version }) =>
    `${cluster} 的配置里没有 install 命令（processes.install），没有办法装上 ${version}。请配置一个，` +
    '或者自己安装程序包，不带 --version 滚动',
  'continue-of-active': ({ run, status }) =>
    `任务 ${run} 还没有结束（${statusIn(status)}）：请答复它的挂起或恢复它，或先中止它`,
  'continue-of-done': ({ run }) => `任务 ${run} 已完成：没有剩下要滚动的`,
  'continue-of-unbegun': ({ run }) => `任务 ${run} 从未开始：请用 roll 重新请求`,
  'rollback-of-active': ({ run, status }) => `任务 ${run} 还没有结束（${statusIn(status)}）：只有已结束的任务才能回滚`,
  'rollback-of-rollback': ({ run }) => `任务 ${run} 本身就是回滚；要新版本，请用 roll 和 --version 请求`,
  'rollback-of-restart': ({ run }) => `任务 ${run} 没有安装版本，只是重启：没有什么可回滚`,
  'rollback-of-nothing': ({ run }) => `任务 ${run} 没有处理过任何 server：没有什么可回滚`,
  'rollback-to-unknown': ({ run }) => `不知道任务 ${run} 的 server 之前是什么版本；请用 roll 和 --version 请求旧版本`,
  'rollback-to-several': ({ run, ways }, say) =>
    `任务 ${run} 的 server 之前版本不一，而一次回滚只到一个版本。请分别请求：${ways.map(say).join('；')}`,
  'rollback-way': ({ cluster, version, nodes }) =>
    `/pegasus roll ${cluster} --version ${version}，用于 ${nodes.join(',')}（replica server 用 --nodes，其他用 --only）`,
  'rollback-not-listed': ({ run, servers, known }) =>
    `meta leader 没有列出任务 ${run} 升级过的 ${all(servers)}；它列出的是 ${all(known)}。` +
    '请启动没起来的，或看它是否换了名字，然后重新请求',
  'cluster-unreadable': ({ cluster, why }, say) => `读不到 ${cluster} 的状态：${say(why)}`,
  'no-answer-within': ({ ms }) => `${formatDuration(ms)} 内没有应答`,
  'run-has-ended': ({ run }) => `任务 ${run} 已结束`,
  'not-decided': () => '无法作出决定，所以什么都没有做；详情见机器人的日志',
  'bot-is-stopping': () => '机器人正在停止；等它回来再试',
  'bot-met-error': ({ error }) => `机器人自身出错，所以什么都没有做：${error}`,
  'not-written': ({ why, newRun }, say) =>
    (newRun ? '任务无法保存，所以没有开始：' : '无法保存，所以什么都没有做：') + say(why),
  'written-or-not': ({ why }, say) =>
    '不知道是否已经做了：' +
    (why === undefined ? '保存时机器人的磁盘出错。机器人会退出，由进程管理器重新启动。等它回来' : say(why)) +
    '，先用 `/pegasus status` 看清楚，再决定是否重复',
  'disk-refuses': () => '机器人的磁盘拒绝写入',
  'store-taken-over': () => '另一个机器人接管了本机器人的数据库，所以这个退出。一分钟后再试，由另一个答复',
  'store-unlocked': () => '机器人数据库的锁被删除，所以它退出，由进程管理器重新启动。等它回来再试',
  'store-failed-before': () => '之前有一次保存失败且无法撤回，所以机器人退出，由进程管理器重新启动。等它回来再试',
  'store-taken-over-meanwhile': () => '保存时另一个机器人接管了本机器人的数据库。这个退出。一分钟后，等另一个答复时',
  'store-unlocked-meanwhile': () => '保存时机器人数据库的锁被删除。机器人会退出，由进程管理器重新启动。等它回来',
  'cluster-locked-already': ({ cluster, by, reason }) =>
    `集群 ${cluster} 已由 ${person(by)} 锁定：${theirWords(reason)}`,
  'cluster-locked-now': ({ cluster, then }, say) =>
    `集群 ${cluster} 已锁定：不能开始新任务${then === undefined ? '' : `。${say(then)}`}`,
  'cluster-unlocked': ({ cluster, by, reason }) =>
    `集群 ${cluster} 已解锁` + (by === undefined ? '' : `；之前由 ${person(by)} 锁定：${theirWords(reason)}`),
  'cluster-not-locked': ({ cluster }) => `集群 ${cluster} 没有锁定`,
  'cluster-is-locked': ({ cluster, by, reason }) => `集群 ${cluster} 由 ${person(by)} 锁定：${theirWords(reason)}`,
  'run-under-lock': ({ run, status, begins }) =>
    `任务 ${run}（${statusIn(status)}）${begins ? '在解锁之前不能开始' : '继续；如果不该继续，请暂停或中止它'}`,
};
