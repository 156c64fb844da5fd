import { type InEach, inLanguage } from '../language.js';

/** The commands, each with an example. */
export function helpText(command: string): string {
  const lines: readonly (readonly [string, InEach<string>])[] = [
    [
      'roll cluster-x --reason "new configuration"',
      {
        en: 'makes the plan, asks for approval, then restarts the cluster node by node',
        zh: '做计划，请求批准，然后逐台重启集群',
      },
    ],
    [
      'roll cluster-x --version 2.5.0 --canary',
      {
        en: 'the same, as an upgrade that asks again after the first replica server',
        zh: '同上，但是升级，第一台 replica server 之后再问一次',
      },
    ],
    [
      'roll cluster-x,cluster-y',
      {
        en: 'one cluster after the other, with one message and one approval; the name of a group does the same',
        zh: '逐个集群进行，一条消息，一次批准；写组名也一样',
      },
    ],
    ['plan cluster-x', { en: 'shows you the plan and does nothing', zh: '只给你看计划，什么都不做' }],
    [
      'check cluster-x',
      {
        en: 'looks at everything a roll needs, and says what to do about what is wrong',
        zh: '检查滚动所需的一切，并说明有问题时怎么办',
      },
    ],
    [
      'rollback cluster-x',
      {
        en: 'puts the version before on what its last run upgraded; or of one run: rollback cluster-x-7f3a',
        zh: '把最近一次任务升级过的装回之前的版本；也可以指定任务：rollback cluster-x-7f3a',
      },
    ],
    [
      'continue cluster-x',
      {
        en: 'asks for the rest of its last run, if that was aborted or failed; or of one run: continue cluster-x-7f3a',
        zh: '最近一次任务已中止或失败时，请求做完剩余部分；也可以指定任务：continue cluster-x-7f3a',
      },
    ],
    [
      'rebalance cluster-x',
      {
        en: 'gives leadership back evenly, as a small run that touches no server',
        zh: '让 primary 重新分布均匀，是一次不动任何 server 的小任务',
      },
    ],
    ['status cluster-x', { en: 'what runs now', zh: '现在在执行什么' }],
    [
      'runs cluster-x',
      {
        en: 'what ran, with outcome and durations; without a name of all clusters',
        zh: '执行过什么，结果和用时；不写名字则是全部集群',
      },
    ],
    [
      'clusters',
      {
        en: 'what can be rolled: health, lock, change window, last run',
        zh: '可以滚动的集群：健康状况、锁、变更窗口、最近一次任务',
      },
    ],
    ['approve cluster-x', { en: 'approves the plan', zh: '批准计划' }],
    ['reject cluster-x', { en: 'turns the plan down', zh: '驳回计划' }],
    ['pause cluster-x', { en: 'stops at the next safe point', zh: '在下一个安全点暂停' }],
    ['resume cluster-x', { en: 'goes on after a pause', zh: '暂停之后恢复' }],
    [
      'abort cluster-x',
      { en: 'stops for good at the next safe point and puts the settings back', zh: '在下一个安全点停止，并还原设置' },
    ],
    [
      'wait cluster-x',
      {
        en: 'answers a hold in which something moves: goes on waiting, without a command',
        zh: '答复情况还在变化的挂起：继续等，不执行命令',
      },
    ],
    ['retry cluster-x', { en: 'answers a hold: tries again', zh: '答复挂起：重试' }],
    ['skip cluster-x', { en: 'answers a hold: leaves the node out', zh: '答复挂起：跳过这台 server' }],
    [
      'force cluster-x',
      {
        en: 'answers a hold: goes on in spite of it (takes two approvers)',
        zh: '答复挂起：强制继续（需要两个审批人）',
      },
    ],
    [
      'lock cluster-x "disks are being replaced"',
      { en: 'no new run may start; one under way goes on', zh: '不能开始新任务；正在执行的继续' },
    ],
    ['unlock cluster-x', { en: 'takes the lock away', zh: '解锁' }],
    [
      'lock all "data centre works"',
      {
        en: 'locks every cluster that is not locked yet; unlock all takes these locks away',
        zh: '锁定所有还没锁定的集群；unlock all 解除这些锁',
      },
    ],
    ['help', { en: 'this', zh: '本帮助' }],
  ];
  const options =
    '--version V · --mode ha|simple · --drain documented|fast · --only replica,meta,collector · ' +
    '--nodes A,B · --skip A,B · --from A · --started-before "2026-01-02 03:04" · --stale KEY=VALUE · ' +
    '--canary · --soak 2m · ' +
    '--start-timeout 30m · --leave-leadership · --rebalance · ' +
    '--allow-low-replication T1,T2 · --lower-min-live · ' +
    `--allow version=RULE, dead-server=ADDRESS, dead-partition=3.7 ${inLanguage({ en: 'or', zh: '或' })} ` +
    'splitting=TABLE · ' +
    '--reason "…" · --outside-window "…"';
  return [
    ...lines.map(
      ([example, does]) => `• \`${command} ${example}\`${inLanguage({ en: ': ', zh: '：' })}${inLanguage(does)}`,
    ),
    inLanguage({ en: `Options of roll and plan: ${options}`, zh: `roll 和 plan 的选项：${options}` }),
    inLanguage({
      en: 'With one active run the name can be left out. On the message of a run, reactions and buttons do the same.',
      zh: '只有一个任务时可以不写名字。在任务的消息上，用表情和按钮也一样。',
    }),
  ].join('\n');
}
