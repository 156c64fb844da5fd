import { fail, ok, type Result } from '../../lib/result.js';
import { clusterName, nodeAddress, type ClusterName } from '../../roll/ids.js';
import { defaultOptions, drains, type RollOptions } from '../../roll/options.js';
import { readAllow } from './allow.js';
import { isAddress } from './names.js';
import { bad, short } from './fault.js';
import { contradiction, notForSeveral } from './contradictions.js';
import { readAddresses, readRoles, readTables } from './lists.js';
import { readReason } from './reason.js';
import { readStale } from './stale.js';
import { didYouMean } from './suggest.js';
import { readSoak, readStartedBefore, readStartTimeout } from './times.js';
import { inLanguage } from '../language.js';

/** What may be asked for: `/pegasus roll CLUSTER [options]`, and the same words on the command line. */
export interface RollRequestText {
  readonly cluster: ClusterName;
  readonly options: RollOptions;
  /** More clusters, each after the one before; absent: there is one. */
  readonly then?: readonly ClusterName[];
}

type Reader = (value: string) => Result<Partial<RollOptions>, string>;

const clusterPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const versionPattern = /^[0-9A-Za-z][0-9A-Za-z._@+-]{0,99}$/;

/** Options that take a value, by name. */
const valued: Readonly<Record<string, { readonly example: string; readonly read: Reader }>> = {
  version: {
    example: '--version 2.5.0',
    // Servers say `2.5.0`; the tag of a release is `v2.5.0`.
    read: (value) =>
      versionPattern.test(value)
        ? ok({ version: value.replace(/^[vV](?=\d)/, '') })
        : bad('--version', inLanguage({ en: 'a version such as 2.5.0', zh: '版本，例如 2.5.0' }), value),
  },
  mode: {
    example: '--mode ha',
    read: (value) =>
      value === 'ha' || value === 'simple'
        ? ok({ mode: value })
        : bad('--mode', inLanguage({ en: 'ha or simple', zh: ' ha 或 simple' }), value),
  },
  drain: {
    example: '--drain fast',
    read: (value) => {
      const drain = drains.find((known) => known === value);
      return drain === undefined
        ? bad('--drain', drains.join(inLanguage({ en: ' or ', zh: ' 或 ' })), value)
        : ok({ drain });
    },
  },
  only: { example: '--only replica,meta', read: readRoles },
  nodes: {
    example: '--nodes 10.0.0.1:34801,10.0.0.2:34801',
    read: (value) => readAddresses('--nodes', value, (nodes) => ({ nodes })),
  },
  skip: { example: '--skip 10.0.0.1:34801', read: (value) => readAddresses('--skip', value, (skip) => ({ skip })) },
  from: {
    example: '--from 10.0.0.3:34801',
    read: (value) =>
      isAddress(value)
        ? ok({ from: nodeAddress(value) })
        : bad(
            '--from',
            inLanguage({ en: 'one address such as 10.0.0.3:34801', zh: '一个地址，例如 10.0.0.3:34801' }),
            value,
          ),
  },
  'started-before': { example: '--started-before "2026-01-02 03:04"', read: readStartedBefore },
  stale: { example: '--stale checkpoint_interval_seconds=600', read: readStale },
  soak: { example: '--soak 2m', read: readSoak },
  'start-timeout': { example: '--start-timeout 30m', read: readStartTimeout },
  'allow-low-replication': { example: '--allow-low-replication temp,stat', read: readTables },
  allow: { example: '--allow version=skips-2.0', read: readAllow },
  reason: {
    example: '--reason "new configuration"',
    read: (value) => reasonFor('--reason', '--reason "new configuration"', value, (reason) => ({ reason })),
  },
  'outside-window': {
    example: '--outside-window "the disks fill up tonight"',
    read: (value) =>
      reasonFor('--outside-window', '--outside-window "the disks fill up tonight"', value, (outsideWindow) => ({
        outsideWindow,
      })),
  },
};

/** Options that are there or not. */
const flags: Readonly<Record<string, Partial<RollOptions>>> = {
  canary: { canary: true },
  'leave-leadership': { leaveLeadership: true },
  rebalance: { rebalance: true },
  'lower-min-live': { lowerMinLive: true },
};

const optionNames = [...Object.keys(valued), ...Object.keys(flags)];

/**
 * Reads `CLUSTER [options]`, options as `--name value` or `--name=value`, in any order.
 * @returns what was asked for, or one sentence that says what was expected and what was found. The
 * sentence repeats the person's own words as they are: escape it before it is shown in Slack.
 * @param several whether more than one cluster may be named, as `cluster-a,cluster-b`
 */
export function parseRollOptions(words: readonly string[], several = false): Result<RollRequestText, string> {
  let cluster: ClusterName | undefined;
  let then: readonly ClusterName[] = [];
  let given: Partial<RollOptions> = {};
  const seen = new Set<string>();
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] ?? '';
    if (!word.startsWith('-')) {
      if (cluster !== undefined)
        return fail(
          inLanguage({
            en:
              `I don't know what to do with “${short(word)}”. Lists are written with commas and without ` +
              'spaces, and a reason in quotes.',
            zh: `我不知道 “${short(word)}” 是什么意思。列表用逗号分隔、不带空格，理由要加引号。`,
          }),
        );
      const [first = '', ...others] = several ? word.split(',') : [word];
      const strange = [first, ...others].find((name) => !clusterPattern.test(name));
      if (strange !== undefined)
        return fail(
          inLanguage({
            en: `“${short(strange)}” can't be the name of a cluster.`,
            zh: `“${short(strange)}” 不能是集群的名字。`,
          }),
        );
      cluster = clusterName(first);
      then = others.map(clusterName);
      continue;
    }
    const [, name = '', inline] = /^--([a-z-]*)(?:=([\s\S]*))?$/i.exec(word) ?? [];
    const option = name.toLowerCase();
    const flag = Object.hasOwn(flags, option) ? flags[option] : undefined;
    const reader = Object.hasOwn(valued, option) ? valued[option] : undefined;
    if (flag === undefined && reader === undefined) {
      const meant = didYouMean(option === '' ? word.replace(/^-+/, '') : option, optionNames, (found) => `--${found}`);
      const known = inLanguage({
        en: ` There are ${optionNames.map((each) => `--${each}`).join(', ')}.`,
        zh: `选项有 ${optionNames.map((each) => `--${each}`).join('、')}。`,
      });
      return fail(
        inLanguage({
          en: `I don't know the option “${short(word)}”.${meant === '' ? known : meant}`,
          zh: `我不认识选项 “${short(word)}”。${meant === '' ? known : meant}`,
        }),
      );
    }
    if (seen.has(option))
      return fail(
        inLanguage({ en: `--${option} is given twice; I expected it once.`, zh: `--${option} 写了两次；只应写一次。` }),
      );
    seen.add(option);
    if (flag !== undefined) {
      if (inline !== undefined)
        return fail(
          inLanguage({
            en: `--${option} takes no value, but I found “${short(inline)}”.`,
            zh: `--${option} 不带值，而我看到了 “${short(inline)}”。`,
          }),
        );
      given = { ...given, ...flag };
    } else if (reader !== undefined) {
      const next = words[place + 1];
      const value = inline ?? (next === undefined || /^--\S*$/.test(next) ? undefined : next);
      if (value === undefined || value === '')
        return fail(
          inLanguage({
            en: `--${option} needs a value, for example ${reader.example}.`,
            zh: `--${option} 需要一个值，例如 ${reader.example}。`,
          }),
        );
      if (inline === undefined) place += 1;
      const read = reader.read(value);
      if (!read.ok) return read;
      given = { ...given, ...read.value };
    }
  }
  if (cluster === undefined)
    return fail(
      inLanguage({
        en: 'Which cluster? Its name is the first word, as in: cluster-x --canary.',
        zh: '哪个集群？它的名字是第一个词，例如：cluster-x --canary。',
      }),
    );
  const options: RollOptions = { ...defaultOptions, ...given };
  const clash = contradiction(options) ?? notForSeveral([cluster, ...then], options);
  if (clash !== undefined) return fail(clash);
  return ok({ cluster, options, ...(then.length === 0 ? {} : { then }) });
}

/**
 * Reads `CLUSTER [options]` of a rebalance: it has no servers to choose, and may have a reason, and one for its time.
 */
export function parseRebalance(words: readonly string[]): Result<RollRequestText, string> {
  const strange = words.find((word) => word.startsWith('-') && !/^--(?:reason|outside-window)(?:=|$)/i.test(word));
  if (strange !== undefined)
    return fail(
      inLanguage({
        en:
          `rebalance touches no server and takes only --reason and --outside-window, but I found “${short(strange)}` +
          '”.',
        zh: `rebalance 不动任何 server，只带 --reason 和 --outside-window，而我看到了 “${short(strange)}”。`,
      }),
    );
  const asked = parseRollOptions(words);
  return asked.ok ? ok({ cluster: asked.value.cluster, options: rebalanceOptions(asked.value.options) }) : asked;
}

/** What a request for a rebalance asks for. */
export const rebalanceOptions = ({
  reason,
  outsideWindow,
}: Pick<RollOptions, 'reason' | 'outsideWindow'> = {}): RollOptions => ({
  ...defaultOptions,
  roles: [],
  rebalance: true,
  ...(reason === undefined ? {} : { reason }),
  ...(outsideWindow === undefined ? {} : { outsideWindow }),
});

function reasonFor(
  option: string,
  example: string,
  value: string,
  as: (reason: string) => Partial<RollOptions>,
): Result<Partial<RollOptions>, string> {
  const reason = readReason(value);
  if (!reason.ok)
    return fail(
      reason.failure === ''
        ? inLanguage({
            en: `${option} needs a value, for example ${example}.`,
            zh: `${option} 需要一个值，例如 ${example}。`,
          })
        : reason.failure,
    );
  return ok(as(reason.value));
}
