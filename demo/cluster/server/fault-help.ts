/** What `fault.sh` can do, an example each. A test takes every one of them, and looks whether any kind is missing. */
export const faultExamples: readonly (readonly [what: string, fault: Readonly<Record<string, unknown>>])[] = [
  ['a server dies; `process.sh start replica ADDRESS` starts it again', { kind: 'kill', address: '127.0.0.1:34803' }],
  ['a server hangs: it is there, and answers nobody', { kind: 'hang', address: '127.0.0.1:34803' }],
  ['…and answers again', { kind: 'unhang', address: '127.0.0.1:34803' }],
  ['a server dies and is back after so many ms', { kind: 'flap', address: '127.0.0.1:34803', downMs: 30_000 }],
  [
    'a server crashes again and again, and is started again each time',
    { kind: 'crash-loop', address: '127.0.0.1:34803', upMs: 5_000, downMs: 3_000 },
  ],
  ['…and is let be', { kind: 'end-crash-loop', address: '127.0.0.1:34803' }],
  [
    'its next start: dies again, is slower, or comes back with the old version or the old configuration',
    { kind: 'spoil-next-start', address: '127.0.0.1:34803', diesAfterMs: 5_000 },
  ],
  [
    'its configuration is changed: its process has the value once it is restarted',
    { kind: 'write-config', address: '127.0.0.1:34803', name: 'checkpoint_interval_seconds', value: '600' },
  ],
  [
    'its next stop, start or restart command fails',
    {
      kind: 'command-fails',
      verb: 'start',
      address: '127.0.0.1:34803',
      message: 'no space left on device',
      exitCode: 1,
      times: 1,
    },
  ],
  [
    'its commands report success and do nothing',
    { kind: 'lie-about-commands', address: '127.0.0.1:34803', lies: true },
  ],
  [
    'it keeps so many replicas open when told to close them',
    { kind: 'stick-closing', address: '127.0.0.1:34803', count: 2, ms: 120_000 },
  ],
  [
    'so much is free on its disks, in percent; below 10 it takes no copy',
    { kind: 'leave-free', address: '127.0.0.1:34803', percent: 4 },
  ],
  ['…and there is room again', { kind: 'make-room', address: '127.0.0.1:34803' }],
  ['one of its replicas breaks', { kind: 'break-replica', address: '127.0.0.1:34803', gpid: '1.0' }],
  [
    'what goes wrong on every connection to it: mute, drop, cut, drip or twice; well ends it',
    { kind: 'socket', address: '127.0.0.1:34803', how: 'mute' },
  ],
  ['the shell prints noise among its lines', { kind: 'garble-shell', garbled: true }],
  ['the leader refuses so many proposals', { kind: 'refuse-proposals', count: 3 }],
  ['the leader takes so many proposals and forgets them', { kind: 'drop-proposals', count: 3 }],
  ['…and takes them as ever', { kind: 'take-proposals-again' }],
  ['no replica that is copied gets done', { kind: 'stall-learners' }],
  ['…and they go on', { kind: 'release-learners' }],
  [
    'another meta server leads; the one that led is down, for so many ms if that is said',
    { kind: 'lose-leader', downMs: 10_000 },
  ],
  ['every meta server dies', { kind: 'kill-all-metas' }],
  ['a table is made', { kind: 'create-table', name: 'young', partitions: 4, replicas: 3 }],
  ['a table is dropped', { kind: 'drop-table', name: 'events' }],
  ['a table gets twice its partitions', { kind: 'split-table', name: 'usertable' }],
];

/** The same for what is not of the cluster but of those around it, in the demo alone. */
export const demoFaultExamples: typeof faultExamples = [
  ['Slack hangs up, and is not there for so many ms', { kind: 'disconnect-slack', forMs: 30_000 }],
  ['the bot is killed; it comes back by itself', { kind: 'kill-bot' }],
];

export const faultHelp = (examples = faultExamples): string =>
  [
    'usage: fault.sh JSON, one of these, with the address of any server:',
    ...examples.map(([what, fault]) => `  ${what}\n    fault.sh '${JSON.stringify(fault)}'`),
  ].join('\n');
