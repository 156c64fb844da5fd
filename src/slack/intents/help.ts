/** The commands, each with an example. */
export function helpText(command: string): string {
  const lines: readonly (readonly [string, string])[] = [
    [
      'roll cluster-x --reason "new configuration"',
      'makes the plan, asks for approval, then restarts the cluster node by node',
    ],
    [
      'roll cluster-x --version 2.5.0 --canary',
      'the same, as an upgrade that asks again after the first replica server',
    ],
    ['plan cluster-x', 'shows you the plan and does nothing'],
    ['rebalance cluster-x', 'gives leadership back evenly, as a small run that touches no server'],
    ['status cluster-x', 'what runs now'],
    ['runs cluster-x', 'what ran, with outcome and durations; without a name of all clusters'],
    ['clusters', 'what can be rolled: health, lock, change window, last run'],
    ['approve cluster-x', 'approves the plan'],
    ['reject cluster-x', 'turns the plan down'],
    ['pause cluster-x', 'stops at the next safe point'],
    ['resume cluster-x', 'goes on after a pause'],
    ['abort cluster-x', 'stops for good at the next safe point and puts the settings back'],
    ['wait cluster-x', 'answers a hold in which something moves: goes on waiting, without a command'],
    ['retry cluster-x', 'answers a hold: tries again'],
    ['skip cluster-x', 'answers a hold: leaves the node out'],
    ['force cluster-x', 'answers a hold: goes on in spite of it (takes two approvers)'],
    ['lock cluster-x "disks are being replaced"', 'no new run may start; one under way goes on'],
    ['unlock cluster-x', 'takes the lock away'],
    ['help', 'this'],
  ];
  const options =
    '--version V · --mode ha|simple · --drain documented|fast · --only replica,meta,collector · ' +
    '--nodes A,B · --skip A,B · --from A · --started-before "2026-01-02 03:04" · --canary · --soak 2m · ' +
    '--start-timeout 30m · --rebalance · ' +
    '--allow-low-replication T1,T2 · --lower-min-live · --allow version=RULE · --reason "…" · --outside-window "…"';
  return [
    ...lines.map(([example, does]) => `• \`${command} ${example}\`: ${does}`),
    `Options of roll and plan: ${options}`,
    'With one active run the name can be left out. On the message of a run, reactions and buttons do the same.',
  ].join('\n');
}
