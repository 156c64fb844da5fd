import type { remedyMessages } from '../../roll/messages/checks.js';
import type { Sentences } from '../sentences.js';

const inShell = (leader: string, words: string): string => `在 shell 里执行：remote_command -l ${leader} ${words}`;

/** What to do about what `check` finds, each as a sentence without its full stop. */
export const remedySentences: Sentences<keyof typeof remedyMessages> = {
  'do-look-at-meta': () => '请改正配置里的 metas，启动这个 meta，或打通到它端口的网络',
  'do-look-at-access': () => '请确认配置里的 metas 和 admin 正确，端口可达',
  'do-correct-cluster': () => '请改正配置里的 metas 或 clusterName',
  'do-take-out-metas': () => '请把它从配置的 metas 里去掉，或查明集群里为什么没有它',
  'do-add-metas': () => '请在配置的 metas 里补上缺少的',
  'do-resolve-names': () => '请让这台机器的 DNS 或 /etc/hosts 认识这些名字',
  'do-turn-on-flow-control': ({ leader }) =>
    '任务会在执行期间打开它。其余时间：在每个 meta 的 config.ini 的 [meta_server] 里写 ' +
    'add_secondary_enable_flow_control = true，并' +
    inShell(leader, 'meta.lb.add_secondary_enable_flow_control true'),
  'do-reset-delay': ({ leader }) =>
    '任务最后会还原它开始时读到的值，所以请在此之前处理：先确认没有滚动升级在进行，再' +
    inShell(leader, 'meta.lb.assign_delay_ms DEFAULT'),
  'do-reset-add-secondary': ({ leader }) =>
    `请先确认没有滚动升级在进行，再${inShell(leader, 'meta.lb.add_secondary_max_count_for_one_node DEFAULT')}`,
  'do-start-servers': () => '请启动停掉的 server。滚动会等到全部 ALIVE',
  'do-wait-for-copies': () => '请等 meta 补齐副本；shell 里的 `ls -d` 显示进度',
  'do-wait-for-tables': () => '请等它完成',
  'do-spread-servers': () => '副本要紧的话，请让每台 replica server 独占一台机器',
  'do-finish-upgrade': () => '如果没有升级在进行：请完成已经开始的升级，或把它回滚',
  'do-look-at-processes': () => '请查看进程是否卡住，以及从这里能否连上它的端口',
  'do-take-other-shell': ({ servers }) => `请让 admin 的 home 指向 ${servers} 的安装目录`,
  'do-set-clocks': () => '请让这些机器用时间服务（chrony、ntpd）对时',
  'do-set-own-clock': () => '请让这台机器用时间服务（chrony、ntpd）对时',
  'do-add-reverse-names': ({ needed }) =>
    `${needed ? '请' : '升级到它之前，请'}在 DNS 或集群每台机器的 /etc/hosts 里，给每个地址一个能解析回来的名字`,
  'do-start-collector': () => '请启动它，或改正配置里的 collectors',
  'do-give-reach': () => '请在配置里用 `reach` 给一条无害的命令，例如 `[ssh, "{host}", "true"]`，这里就会执行它',
  'do-ask-again': () => '请再试一次；如果还是这样，请查看被问的对象和机器人的日志',
};
