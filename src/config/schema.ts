import { z } from 'zod';
import { drains } from '../roll/options.js';
import { documentedTiming, type Timing } from '../roll/policy.js';
import { parseFreeze } from '../calendar/freeze.js';
import { parseWindow } from '../calendar/change-window.js';
import { isHostEntry } from './allowed-hosts.js';
import { canonicalEmoji, clashes, withDefaults } from '../lib/emoji.js';
import { argumentList } from './placeholders.js';
import { saidOnly } from './said-only.js';
import { sharedMetas } from './shared-metas.js';
import { asWritten, duration, mapping, oneOf, parseHostPort, serverAddresses, text, wholeNumber } from './values.js';

// Custom emoji can be named in any script, but never with capitals.
const emoji = text('the name of an emoji, without colons, capitals and skin tone', /^[\p{Ll}\p{Lo}\p{M}\p{N}_+'-]+$/u);
const emojiNames = z
  .array(emoji, { error: 'a list of emoji names, for example [white_check_mark]' })
  .min(1, { error: 'at least one emoji name' });

const channelId = text('the id of a channel, such as C0123456789', /^[CG][A-Z0-9]{2,}$/);
const onLost = () => oneOf(['continue', 'pause']);

const slack = mapping({
  mode: oneOf(['socket', 'http'])
    .default('socket')
    .describe('How Slack reaches the bot: Socket Mode, or HTTP at http.listen.'),
  reactions: mapping({
    approve: emojiNames.optional(),
    reject: emojiNames.optional(),
    pause: emojiNames.optional(),
    resume: emojiNames.optional(),
    abort: emojiNames.optional(),
  })
    .superRefine((reactions, context) => {
      for (const { emoji: twice, kinds } of clashes(withDefaults(saidOnly(reactions)))) {
        const [first, second] = kinds;
        const [own, other] = reactions[second] === undefined ? [first, second] : [second, first];
        const place = reactions[own]?.findIndex((name) => canonicalEmoji(name) === twice) ?? 0;
        context.addIssue({
          code: 'custom',
          message: `an emoji that does not mean "${other}" already`,
          path: [own, place],
          params: {
            hint: reactions[other] === undefined ? `it does unless "${other}" has names of its own here` : undefined,
          },
        });
      }
    })
    .prefault({})
    .describe('Emoji by meaning; the bot seeds the first of each, the others mean the same.'),
  digest: channelId.optional().describe('A channel in which every run has one line.'),
  onLost: onLost()
    .default('continue')
    .describe(
      'What a run does when people cannot see or steer it any more: its channel is archived, the bot was removed or a token revoked.',
    ),
  alternate: mapping({
    channel: channelId.optional().describe('Another channel.'),
    direct: z
      .boolean({ error: 'true or false' })
      .default(true)
      .describe('Direct messages to those who asked for the run and approved it.'),
    command: argumentList('alternate')
      .optional()
      .describe(
        'A program that is given the text on its standard input; the only way left when Slack shuts the bot out.',
      ),
  })
    .prefault({})
    .describe('How people are told that they cannot see a run any more.'),
  disconnectLimit: duration()
    .prefault('10m')
    .describe('Deaf to Slack for longer than this, the process ends with code 3, for its supervisor to start it anew.'),
});

const listen = text('host:port, for example 127.0.0.1:9465', /^[^\s:]+:\d+$/).transform((written, context) => {
  const parsed = parseHostPort(written);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'host:port, for example 127.0.0.1:9465', input: written });
  return z.NEVER;
});

const approver = text(
  'a user id such as U0123ABCD, or a user group such as "@pegasus-oncall" or S0123ABCD',
  /^(?:[UWS][A-Z0-9]{2,}|@(?!(?:here|channel|everyone)$)[^\s@]+)$/,
);

const approvals = mapping({
  required: wholeNumber('how many approvals are needed, 1 to 20', 1, 20).default(1),
  approvers: z
    .array(approver, { error: 'a list of user ids and user groups' })
    .default([])
    .describe('Users and user groups; empty: anyone in the channel.'),
  selfApproval: z.boolean({ error: 'true or false' }).default(false).describe('Whether who asks may approve.'),
  expiresAfter: duration().prefault('30m').describe('A request that is not approved by then is closed.'),
  warnBefore: duration()
    .optional()
    .describe('How long before that people are reminded; a fifth of expiresAfter, 1h at most, unless it is said.'),
}).superRefine(({ required, approvers, selfApproval, expiresAfter, warnBefore }, context) => {
  if (warnBefore !== undefined && warnBefore >= expiresAfter)
    context.addIssue({
      code: 'custom',
      message: `less than expiresAfter, ${asWritten(expiresAfter)}`,
      path: ['warnBefore'],
      params: { together: true },
    });
  // A group can have any number of members; single users can be counted.
  if (approvers.length === 0 || approvers.some((each) => /^[@S]/.test(each)) || new Set(approvers).size >= required)
    return;
  context.addIssue({
    code: 'custom',
    message: `no more approvals than the ${new Set(approvers).size} approvers can give`,
    path: ['required'],
    params: { together: true, hint: selfApproval ? undefined : 'and who asks may not approve' },
  });
});

const changeWindow = z
  .string({ error: 'a change window such as "Mon-Fri 10:00-17:00 Asia/Shanghai"' })
  .transform((written, context) => {
    const parsed = parseWindow(written);
    if (parsed.ok) return parsed.value;
    context.addIssue({
      code: 'custom',
      message: parsed.failure.expected,
      input: written,
      params: { hint: parsed.failure.hint },
    });
    return z.NEVER;
  });

const moment = z.string({ error: 'a date such as 2026-02-14, or with a time 2026-02-14 18:00' });

const freeze = mapping(
  {
    from: moment.describe('The first day, or a day and time.'),
    to: moment.describe('The last day, which is included; or a day and time.'),
    zone: z.string({ error: 'a time zone such as Asia/Shanghai' }).default('UTC').describe('Whose clock that is.'),
    reason: text('why, in a few words', /\S/),
  },
  'a mapping with from, to, zone and reason',
).transform((written, context) => {
  const parsed = parseFreeze(written);
  if (parsed.ok) return parsed.value;
  const { field, expected, hint } = parsed.failure;
  context.addIssue({ code: 'custom', message: expected, input: written[field], path: [field], params: { hint } });
  return z.NEVER;
});

const folder = text('the path of a folder', /^[^\0]+$/);

const admin = mapping({
  kind: oneOf(['shell', 'native']).describe(
    'How the cluster is reached: through the shell of a Pegasus installation, or over its own RPC and HTTP.',
  ),
  home: folder
    .optional()
    .describe(
      'The folder with run.sh, for the shell; a relative path begins at the configuration file. With kind native only the check command uses it, to compare.',
    ),
}).superRefine((value, context) => {
  if (value.kind === 'shell' && value.home === undefined)
    context.addIssue({ code: 'custom', message: 'the path of a folder', path: ['home'], input: undefined });
});

const given = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.some((name) => name in value);
/** What goes together can be told even while one of the settings is itself wrong. */
const evenIfFaulty = {
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
  params: { together: true },
};

const processes = mapping({
  driver: oneOf(['command', 'onebox'], ['minos', 'systemd', 'kubernetes']),
  restart: argumentList('command').optional(),
  stop: argumentList('command').optional(),
  start: argumentList('command').optional(),
  install: argumentList('install').optional(),
  status: argumentList('status').optional(),
  collectors: serverAddresses('10.0.0.1:34101', 'collector')
    .default([])
    .describe('Addresses of the collectors, which the cluster itself does not tell.'),
  timeout: duration().prefault('5m').describe('A command that takes longer is ended, and the run holds.'),
  onebox: mapping({ home: folder.describe('The folder with run.sh.') }).optional(),
})
  .refine((value) => !given(value, 'restart') || !given(value, 'stop', 'start'), {
    error: '"restart", or "stop" and "start", not both',
    path: ['restart'],
    ...evenIfFaulty,
  })
  .refine((value) => given(value, 'stop') === given(value, 'start'), {
    error: '"stop" and "start" together',
    path: ['stop'],
    ...evenIfFaulty,
  })
  .refine((value) => value.driver !== 'command' || given(value, 'restart', 'stop', 'start'), {
    error: 'a "restart" command, or "stop" and "start"',
    path: ['restart'],
    ...evenIfFaulty,
  })
  .refine((value) => value.driver !== 'command' || !given(value, 'onebox'), {
    error: 'no "onebox" with the driver "command"',
    path: ['onebox'],
    ...evenIfFaulty,
  })
  .refine((value) => value.driver !== 'onebox' || given(value, 'onebox'), {
    error: 'a mapping with "home", the folder with run.sh',
    path: ['onebox'],
    ...evenIfFaulty,
  })
  .refine((value) => value.driver !== 'onebox' || !given(value, 'restart', 'stop', 'start'), {
    error: 'no "restart", "stop" or "start" with the driver "onebox", which has its own',
    path: ['driver'],
    ...evenIfFaulty,
  });

/** A wait with its documented value as default, which is said as the file would say it. */
const waiting = (name: keyof Timing, meaning: string) =>
  duration().prefault(asWritten(documentedTiming[name])).describe(meaning);

/** Progress is seen at a look and made at a tick of the meta: what waits for it waits longer. */
const orderedWaits: readonly (readonly [shorter: keyof Timing, longer: keyof Timing])[] = [
  ['metaTick', 'stall'],
  ['pollInterval', 'stall'],
  ['pollInterval', 'start'],
  ['metaTick', 'rebalance'],
  ['pollInterval', 'rebalance'],
];

const timing = mapping({
  assignDelay: waiting(
    'assignDelay',
    'How long the cluster waits, while a run lasts, before it copies a lost replica elsewhere.',
  ),
  metaInterval: waiting('metaInterval', 'The least time between the restarts of two metas.'),
  pollInterval: waiting('pollInterval', 'Between two looks at the cluster.'),
  metaTick: waiting('metaTick', 'The cluster’s own lb_interval_ms: a proposal takes effect at the next tick.'),
  stall: waiting('stall', 'No progress for so long: the run holds.'),
  start: waiting('start', 'A restarted process must be back within this.'),
  closeWait: waiting('closeWait', 'How long to wait for replicas to close where the version gives no reading.'),
  rebalance: waiting('rebalance', 'A rebalance that lasts longer holds.'),
  maxAway: waiting('maxAway', 'A bot that was away longer comes back paused.'),
}).superRefine((waits, context) => {
  const told = new Set<keyof Timing>();
  for (const [shorter, longer] of orderedWaits) {
    if (waits[shorter] < waits[longer]) continue;
    // The fault is the one's that the file has changed.
    const [own, other, than] =
      waits[longer] === documentedTiming[longer]
        ? ([shorter, longer, 'less than'] as const)
        : ([longer, shorter, 'more than'] as const);
    if (told.has(own)) continue;
    told.add(own);
    context.addIssue({
      code: 'custom',
      message: `${than} ${other}, ${asWritten(waits[other])}`,
      path: [own],
      params: { together: true, hint: 'a run would hold although all goes well' },
    });
  }
});

const hostEntry = 'a host name, *.domain, an address, or a range such as 10.0.0.0/16';

export const clusterSchema = mapping(
  {
    channel: text('the id or the name of a channel', /^#?[^\s#]+$/)
      .optional()
      .describe('Where runs are posted; without it, where they are asked for.'),
    clusterName: text('the name the cluster calls itself', /^\S+$/)
      .optional()
      .describe('What the cluster calls itself; checked before anything is done to it.'),
    metas: serverAddresses('10.0.0.1:34601', 'meta').refine((metas) => metas.length > 0, {
      error: 'at least one meta',
    }),
    allowedHosts: z
      .array(z.string({ error: hostEntry }).refine(isHostEntry, { error: hostEntry }), {
        error: 'a list of hosts, for example ["10.0.0.0/16", "*.db.example.com"]',
      })
      .min(1, { error: 'at least one host' })
      .optional()
      .describe(
        'Hosts on which servers of this cluster may be, besides those named here: names, *.domain, addresses, ranges. A reading that names any other fails.',
      ),
    admin,
    approvals: approvals.prefault({}),
    onLost: onLost().optional().describe('As slack.onLost, for this cluster.'),
    windows: z
      .array(changeWindow, { error: 'a list of change windows, for example ["Mon-Fri 10:00-17:00 Asia/Shanghai"]' })
      .default([])
      .describe('When servers may be rolled: days, times, time zone; empty: at any time.'),
    freezes: z
      .array(freeze, { error: 'a list of freezes, each with from, to, zone and reason' })
      .default([])
      .describe('When nothing is rolled, whatever the windows say.'),
    whenWindowOpens: oneOf(['wait', 'continue'])
      .default('wait')
      .describe(
        'What a run does that stands outside its window, once that opens: wait until people resume it, or continue by itself.',
      ),
    onRestart: oneOf(['continue', 'pause'])
      .default('continue')
      .describe('What a run does when the bot comes back: go on, or wait for people.'),
    drain: oneOf(drains)
      .default('documented')
      .describe(
        'How a run empties a server that does not say it itself: in the two documented steps, or fast, in one; then writes in flight can run into their client’s timeout.',
      ),
    processes,
    timing: timing.prefault({}),
    mutation2pcMinReplicaCount: wholeNumber('a whole number from 0 (derived from the table) to 10', 0, 10).default(2),
    minLiveNodes: wholeNumber('a whole number from 0 to 10000', 0, 10_000).default(3),
    livePercentage: wholeNumber('a percentage from 0 to 100', 0, 100).default(50),
  },
  'a mapping of the cluster’s settings',
);

const clusterKey = text(
  'the name of a cluster: letters, digits, dots, dashes and underscores',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
);

export const fileSchema = mapping({
  slack: slack.prefault({}),
  http: mapping({
    listen: listen
      .prefault('127.0.0.1:9465')
      .describe('/healthz, /readyz, /metrics; also the Slack endpoint in http mode.'),
  }).prefault({}),
  store: mapping({
    path: folder
      .default('./data')
      .describe('The folder of the JSON database; a relative path begins at the configuration file.'),
  }).prefault({}),
  audit: mapping({
    witness: argumentList('witness')
      .optional()
      .describe(
        'A program that is given, on its standard input, a line with the end of the audit trail: when the bot starts and when a run ends.',
      ),
  })
    .prefault({})
    .describe('The audit trail.'),
  clusters: z
    .record(clusterKey, clusterSchema, { error: 'a mapping from names of clusters to their settings' })
    .refine((clusters) => Object.keys(clusters).length > 0, { error: 'at least one cluster' })
    .superRefine((clusters, context) => {
      for (const {
        address,
        path,
        clusters: [first, second],
      } of sharedMetas(clusters)) {
        context.addIssue({
          code: 'custom',
          message: 'a meta of one cluster only',
          input: address,
          path: [...path],
          params: {
            hint: `${first} and ${second} both have it: one cluster under two names would be rolled by two runs at once`,
          },
        });
      }
    }, evenIfFaulty),
});

/** Whether an issue is that settings do not go together, none of which need be wrong by itself. */
export const settingsClash = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'custom' && issue.params?.['together'] === true;

export type FileSettings = z.infer<typeof fileSchema>;
export type ClusterSettings = z.infer<typeof clusterSchema>;
