import type { checkMessages } from '../../roll/messages/checks.js';
import type { Sentences } from '../sentences.js';
import { all, some, withNumbers } from './phrases.js';

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} 秒`;
const onlyFrom26 = (needed: boolean): string =>
  needed ? '' : '。这从 Pegasus 2.6 起才要紧：没有它，那时的 server 和 shell 都起不来';
const signed = (by: number): string => (by > 0 ? `+${by}` : String(by));

/** What `check` finds, each as a clause. */
export const checkSentences: Sentences<keyof typeof checkMessages> = {
  'check-too-slow': ({ ms }) => `${seconds(ms)}内没有应答，所以对此一无所知`,
  'check-broke': ({ said }) => `没能检查这一项，是机器人自己的故障：${said}`,
  'check-read': ({ way, leader, level, servers, tables }) =>
    `能读取集群（${way}）：leader ${leader}，level ${level}，${servers} 台 replica server，${tables} 张表`,
  'check-unread': ({ way, said }) => `读不到集群（${way}）：${said}`,
  'check-own-name': ({ name }) => `集群自称 ${name}`,
  'check-run-at-work': () => '机器人有任务在执行，集群上是任务的设置，所以现在的设置和离线的 server 都说明不了集群本身',
  'check-record-unknown': ({ why }) => `这里不知道机器人对该集群的记录，也就不知道是否有任务在执行：${why}`,
  'gates-pass': ({ gates }) => `计划的这些检查通过：${all(gates)}`,
  'metas-accept': ({ metas }) => `能连上 meta ${all(metas)}`,
  'meta-refuses': ({ meta, why }) => `连不上 meta ${meta}：${why}`,
  'meta-lists-agree': ({ metas }) => `集群的 meta 与配置一致：${all(metas)}`,
  'metas-of-no-cluster': ({ metas, known }) =>
    `配置里有 ${all(metas)}，而集群没有这样的 meta，只有 ${all(known)}：它可能是另一个集群的 meta`,
  'metas-not-configured': ({ metas }) =>
    `集群有 ${all(metas)}，配置里没有：其他 meta 都停了的时候，机器人就找不到 leader`,
  'meta-list-unresolved': ({ hosts }) => `不知道配置里的 meta 是否正确：这里解析不了 ${some(hosts)}`,
  'flow-control-on': () => 'meta.lb.add_secondary_enable_flow_control 是 true',
  'flow-control-off': () =>
    'meta.lb.add_secondary_enable_flow_control 是 false：一台 server 同时接受多少副本的上限不起作用，' +
    '从存活的 server 上降级的副本几秒之内就会回来',
  'no-settings-left': ({ delay, most }) =>
    `没有看起来是遗留的设置：assign_delay_ms ${delay}，add_secondary_max_count_for_one_node ${most}`,
  'delay-of-script-left': ({ delay }) =>
    `assign_delay_ms 是 ${delay}（50 小时），正是 Pegasus 滚动升级脚本设的值：脚本中途退出了，或者有人忘了还原。` +
    '有 server 宕机时，这么久都不会在别处补副本',
  'delay-of-bot-left': ({ delay }) =>
    `assign_delay_ms 是 ${delay}，正是机器人的任务设的值，而这个数据库里没有任务在执行：另一个机器人在那里执行任务，` +
    '或者它的数据库丢了',
  'delay-is-long': ({ delay }) =>
    `assign_delay_ms 是 ${delay}，超过一小时：宕机的 server 的副本要过这么久才会在别处补上`,
  'add-secondary-of-script-left': ({ most }) =>
    `add_secondary_max_count_for_one_node 是 ${most}，正是滚动升级在副本恢复时设的值：同时恢复很多副本，会拖慢收发双方`,
  'one-server-a-machine': () => '每台 replica server 都独占一台机器',
  'servers-on-one-machine': ({ hosts, counts }) =>
    `一台机器上有多台 replica server：${withNumbers(hosts, counts)}。任务一次只停一个进程；谁重启了这样的机器，` +
    '上面的 server 就全部停掉',
  'copies-on-one-machine': ({ hosts, partitions }) =>
    `有 ${partitions} 个分片有两个或更多副本在同一台机器上（${some(hosts)}）：机器坏了，就一次失去不止一个副本`,
  'one-version': ({ version, servers }) => `有应答的 ${servers} 个进程都是 ${version}`,
  'several-versions': ({ versions, counts }) => `进程的版本不一：${withNumbers(versions, counts)}`,
  'processes-silent': ({ servers, said }) => `${some(servers)} 没有说自己是什么版本：${said}`,
  'shell-fits': ({ shell }) => `shell 的版本是 ${shell}，与 server 相符`,
  'shell-differs': ({ shell, servers }) =>
    `shell 的版本是 ${shell}，leader 的版本是 ${servers}：版本不同，命令和输出的含义就可能不同`,
  'shell-unread': ({ said }) => `不知道 shell 的版本：${said}`,
  'clocks-agree': ({ servers, most }) => `${servers} 台 server 的时钟与这台机器相差不超过 ${seconds(most)}`,
  'clocks-differ': ({ servers, seconds: by }) =>
    `时钟与这里不同（秒）：${servers.map((server, nth) => `${server} ${signed(by[nth] ?? 0)}`).join('、')}。` +
    '有 TTL 的数据会在那里提前或推后过期，启动时间也无法比较',
  'own-clock-differs': ({ seconds: by, servers }) =>
    `这台机器的时钟与 ${servers} 台 server 相差 ${signed(-by)} 秒，而它们彼此一致`,
  'clocks-not-told': ({ servers, why }) => `不知道 ${some(servers)} 的时间：${why}`,
  'clock-not-understood': ({ server, said }) => `看不懂 ${server} 说的时间：${said}`,
  'names-resolve': ({ hosts }) => `${hosts} 台主机在这里正反都能解析`,
  'names-unresolved': ({ hosts, why }) => `这里解析不到 ${some(hosts)} 的地址：${why}`,
  'no-reverse-name': ({ hosts, needed }) => `${some(hosts)} 在这里反向解析不到名字${onlyFrom26(needed)}`,
  'reverse-name-elsewhere': ({ hosts, names, needed }) =>
    `反向解析到的名字指向别处：${hosts
      .slice(0, 5)
      .map((host, nth) => `${host} 是 ${names[nth] ?? ''}`)
      .join('、')}${onlyFrom26(needed)}`,
  'names-not-answered': ({ hosts, why }) => `不知道 ${some(hosts)} 正反是否都能解析：${why}`,
  'collector-seen-up': ({ collector }) => `collector ${collector} 已启动`,
  'collector-seen-down': ({ collector, why }) => `collector ${collector} 没有启动：${why}`,
  'hosts-not-reached': () => '没有登录任何主机：这个 driver 的程序只在任务中执行，不能试',
};
