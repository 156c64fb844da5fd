import { z } from 'zod';
import { documentedTiming, type Timing } from '../roll/policy.js';
import { argumentList } from './placeholders.js';
import { asWritten, duration, mapping, oneOf, parseHostPort, serverAddresses, text, wholeNumber } from './values.js';

const emoji = text('the name of an emoji, without colons and skin tone', /^[a-z0-9_+'-]+$/);
const emojiNames = z.array(emoji, { error: 'a list of emoji names, for example [white_check_mark]' }).min(1, { error: 'at least one emoji name' });
export const reactionMeanings = ['approve', 'reject', 'pause', 'resume', 'abort'] as const;

const channelId = text('the id of a channel, such as C0123456789', /^[CG][A-Z0-9]{2,}$/);
const onLost = () => oneOf(['continue', 'pause']);

const slack = mapping({
  mode: oneOf(['socket', 'http']).default('socket').describe('How Slack reaches the bot: Socket Mode, or HTTP at http.listen.'),
  reactions: mapping({
    approve: emojiNames.optional(),
    reject: emojiNames.optional(),
    pause: emojiNames.optional(),
    resume: emojiNames.optional(),
    abort: emojiNames.optional(),
  })
    .superRefine((reactions, context) => {
      const meanings = new Map<string, string>();
      for (const meaning of reactionMeanings) {
        reactions[meaning]?.forEach((name, place) => {
          const other = meanings.get(name);
          if (other !== undefined && other !== meaning) context.addIssue({ code: 'custom', message: `an emoji that does not mean "${other}" already`, path: [meaning, place] });
          meanings.set(name, meaning);
        });
      }
    })
    .prefault({})
    .describe('Emoji by meaning; the bot seeds the first of each, the others mean the same.'),
  digest: channelId.optional().describe('A channel in which every run has one line.'),
  onLost: onLost().default('continue').describe('What a run does when people cannot see it any more: its channel is archived, the bot was removed or its token revoked.'),
  alternate: mapping({
    channel: channelId.optional().describe('Another channel.'),
    direct: z.boolean({ error: 'true or false' }).default(true).describe('Direct messages to those who asked for the run and approved it.'),
    command: argumentList('alternate').optional().describe('A program that is given the text on its standard input; the only way left when Slack shuts the bot out.'),
  })
    .prefault({})
    .describe('How people are told that they cannot see a run any more.'),
  deafLimit: duration().prefault('10m').describe('Deaf to Slack for longer than this, the process ends with code 3, for its supervisor to start it anew.'),
});

const listen = text('host:port, for example 127.0.0.1:9465', /^[^\s:]+:\d+$/).transform((written, context) => {
  const parsed = parseHostPort(written);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'host:port, for example 127.0.0.1:9465', input: written });
  return z.NEVER;
});

const approver = text('a user id such as U0123ABCD, or a user group such as "@pegasus-oncall"', /^(?:[UW][A-Z0-9]{2,}|@[^\s@]+)$/);

const approvals = mapping({
  required: wholeNumber('how many approvals are needed, 1 to 20', 1, 20).default(1),
  approvers: z.array(approver, { error: 'a list of user ids and user groups' }).default([]).describe('Users and user groups; empty: anyone in the channel.'),
  selfApproval: z.boolean({ error: 'true or false' }).default(false).describe('Whether who asks may approve.'),
  expiresAfter: duration().prefault('30m'),
}).superRefine(({ required, approvers, selfApproval }, context) => {
  // A group can have any number of members; single users can be counted.
  if (approvers.length === 0 || approvers.some((each) => each.startsWith('@')) || new Set(approvers).size >= required) return;
  context.addIssue({ code: 'custom', message: `no more approvals than the ${new Set(approvers).size} approvers can give`, path: ['required'], params: { hint: selfApproval ? undefined : 'and who asks may not approve' } });
});

const folder = text('the path of a folder', /^[^\0]+$/);

const admin = mapping({
  kind: oneOf(['shell'], ['native']).describe('How the cluster is administered: through the shell of a Pegasus installation.'),
  home: folder.describe('The folder with run.sh; a relative path begins at the configuration file.'),
});

const given = (value: unknown, ...names: readonly string[]): boolean => typeof value === 'object' && value !== null && names.some((name) => name in value);
/** What goes together can be told even while one of the settings is itself wrong. */
const evenIfFaulty = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };

const processes = mapping({
  driver: oneOf(['command', 'onebox'], ['minos', 'systemd', 'kubernetes']),
  restart: argumentList('command').optional(),
  stop: argumentList('command').optional(),
  start: argumentList('command').optional(),
  install: argumentList('install').optional(),
  status: argumentList('status').optional(),
  collectors: serverAddresses('10.0.0.1:34101', 'collector').default([]).describe('Addresses of the collectors, which the cluster itself does not tell.'),
  timeout: duration().prefault('5m').describe('A command that takes longer is ended, and the run holds.'),
  onebox: mapping({ home: folder.describe('The folder with run.sh.') }).optional(),
})
  .refine((value) => !given(value, 'restart') || !given(value, 'stop', 'start'), { error: '"restart", or "stop" and "start", not both', path: ['restart'], ...evenIfFaulty })
  .refine((value) => given(value, 'stop') === given(value, 'start'), { error: '"stop" and "start" together', path: ['stop'], ...evenIfFaulty })
  .refine((value) => value.driver !== 'command' || given(value, 'restart', 'stop', 'start'), { error: 'a "restart" command, or "stop" and "start"', path: ['restart'], ...evenIfFaulty })
  .refine((value) => value.driver !== 'command' || !given(value, 'onebox'), { error: 'no "onebox" with the driver "command"', path: ['onebox'], ...evenIfFaulty })
  .refine((value) => value.driver !== 'onebox' || given(value, 'onebox'), { error: 'a mapping with "home", the folder with run.sh', path: ['onebox'], ...evenIfFaulty })
  .refine((value) => value.driver !== 'onebox' || !given(value, 'restart', 'stop', 'start'), { error: 'no "restart", "stop" or "start" with the driver "onebox", which has its own', path: ['driver'], ...evenIfFaulty });

/** A wait with its documented value as default, which is said as the file would say it. */
const waiting = (name: keyof Timing, meaning: string) => duration().prefault(asWritten(documentedTiming[name])).describe(meaning);

const timing = mapping({
  assignDelay: waiting('assignDelay', 'How long the cluster waits, while a run lasts, before it copies a lost replica elsewhere.'),
  metaInterval: waiting('metaInterval', 'The least time between the restarts of two metas.'),
  pollInterval: waiting('pollInterval', 'Between two looks at the cluster.'),
  metaTick: waiting('metaTick', 'The cluster’s own lb_interval_ms: a proposal takes effect at the next tick.'),
  stall: waiting('stall', 'No progress for so long: the run holds.'),
  start: waiting('start', 'A restarted process must be back within this.'),
  closeWait: waiting('closeWait', 'How long to wait for replicas to close where the version gives no reading.'),
  rebalance: waiting('rebalance', 'A rebalance that lasts longer holds.'),
  maxAway: waiting('maxAway', 'A bot that was away longer comes back paused.'),
});

export const clusterSchema = mapping({
  channel: text('the id or the name of a channel', /^#?[^\s#]+$/).optional().describe('Where runs are posted; without it, where they are asked for.'),
  clusterName: text('the name the cluster calls itself', /^\S+$/).optional().describe('What the cluster calls itself; checked before anything is done to it.'),
  metas: serverAddresses('10.0.0.1:34601', 'meta').refine((metas) => metas.length > 0, { error: 'at least one meta' }),
  admin,
  approvals: approvals.prefault({}),
  onLost: onLost().optional().describe('As slack.onLost, for this cluster.'),
  onRestart: oneOf(['continue', 'pause']).default('continue').describe('What a run does when the bot comes back: go on, or wait for people.'),
  processes,
  timing: timing.prefault({}),
  mutation2pcMinReplicaCount: wholeNumber('a whole number from 0 (derived from the table) to 10', 0, 10).default(2),
  minLiveNodes: wholeNumber('a whole number from 0 to 10000', 0, 10_000).default(3),
  livePercentage: wholeNumber('a percentage from 0 to 100', 0, 100).default(50),
}, 'a mapping of the cluster’s settings');

const clusterKey = text('the name of a cluster: letters, digits, dots, dashes and underscores', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const fileSchema = mapping({
  slack: slack.prefault({}),
  http: mapping({ listen: listen.prefault('127.0.0.1:9465').describe('/healthz, /readyz, /metrics; also the Slack endpoint in http mode.') }).prefault({}),
  store: mapping({ path: folder.default('./data').describe('The folder of the JSON database; a relative path begins at the configuration file.') }).prefault({}),
  clusters: z.record(clusterKey, clusterSchema, { error: 'a mapping from names of clusters to their settings' }).refine((clusters) => Object.keys(clusters).length > 0, { error: 'at least one cluster' }),
});

export type FileSettings = z.infer<typeof fileSchema>;
export type ClusterSettings = z.infer<typeof clusterSchema>;
