import { fail, ok, type Result } from '../../lib/result.js';
import { clusterName, nodeAddress, roles, type ClusterName, type NodeAddress, type Role } from '../../roll/ids.js';
import { defaultOptions, drains, type RollOptions } from '../../roll/options.js';
import { readAllow } from './allow.js';
import { bad, short } from './fault.js';
import { readReason } from './reason.js';
import { didYouMean } from './suggest.js';
import { readSoak, readStartedBefore, readStartTimeout } from './times.js';

/** What may be asked for: `/pegasus roll CLUSTER [options]`, and the same words on the command line. */
export interface RollRequestText {
  readonly cluster: ClusterName;
  readonly options: RollOptions;
}

type Reader = (value: string) => Result<Partial<RollOptions>, string>;

const longestList = 1000;

const clusterPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const versionPattern = /^[0-9A-Za-z][0-9A-Za-z._@+-]{0,99}$/;
const addressPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?:([1-9]\d{0,4})$/;
const tablePattern = /^[A-Za-z0-9_][A-Za-z0-9._:-]{0,127}$/;

/** Options that take a value, by name. */
const valued: Readonly<Record<string, { readonly example: string; readonly read: Reader }>> = {
  version: {
    example: '--version 2.5.0',
    // Servers say `2.5.0`; the tag of a release is `v2.5.0`.
    read: (value) =>
      versionPattern.test(value)
        ? ok({ version: value.replace(/^[vV](?=\d)/, '') })
        : bad('--version', 'a version such as 2.5.0', value),
  },
  mode: {
    example: '--mode ha',
    read: (value) =>
      value === 'ha' || value === 'simple' ? ok({ mode: value }) : bad('--mode', 'ha or simple', value),
  },
  drain: {
    example: '--drain fast',
    read: (value) => {
      const drain = drains.find((known) => known === value);
      return drain === undefined ? bad('--drain', drains.join(' or '), value) : ok({ drain });
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
      isAddress(value) ? ok({ from: nodeAddress(value) }) : bad('--from', 'one address such as 10.0.0.3:34801', value),
  },
  'started-before': { example: '--started-before "2026-01-02 03:04"', read: readStartedBefore },
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
  rebalance: { rebalance: true },
  'lower-min-live': { lowerMinLive: true },
};

const optionNames = [...Object.keys(valued), ...Object.keys(flags)];

/**
 * Reads `CLUSTER [options]`, options as `--name value` or `--name=value`, in any order.
 * @returns what was asked for, or one sentence that says what was expected and what was found. The
 * sentence repeats the person's own words as they are: escape it before it is shown in Slack.
 */
export function parseRollOptions(words: readonly string[]): Result<RollRequestText, string> {
  let cluster: ClusterName | undefined;
  let given: Partial<RollOptions> = {};
  const seen = new Set<string>();
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] ?? '';
    if (!word.startsWith('-')) {
      if (cluster !== undefined)
        return fail(
          `I don't know what to do with “${short(word)}”. Lists are written with commas and without ` +
            'spaces, and a reason in quotes.',
        );
      if (!clusterPattern.test(word)) return fail(`“${short(word)}” can't be the name of a cluster.`);
      cluster = clusterName(word);
      continue;
    }
    const [, name = '', inline] = /^--([a-z-]*)(?:=([\s\S]*))?$/i.exec(word) ?? [];
    const option = name.toLowerCase();
    const flag = Object.hasOwn(flags, option) ? flags[option] : undefined;
    const reader = Object.hasOwn(valued, option) ? valued[option] : undefined;
    if (flag === undefined && reader === undefined) {
      const meant = didYouMean(option === '' ? word.replace(/^-+/, '') : option, optionNames, (found) => `--${found}`);
      return fail(
        `I don't know the option “${short(word)}”.${meant === '' ? ` There are ${optionNames.map((each) => `--${each}`).join(', ')}.` : meant}`,
      );
    }
    if (seen.has(option)) return fail(`--${option} is given twice; I expected it once.`);
    seen.add(option);
    if (flag !== undefined) {
      if (inline !== undefined) return fail(`--${option} takes no value, but I found “${short(inline)}”.`);
      given = { ...given, ...flag };
    } else if (reader !== undefined) {
      const next = words[place + 1];
      const value = inline ?? (next === undefined || /^--\S*$/.test(next) ? undefined : next);
      if (value === undefined || value === '') return fail(`--${option} needs a value, for example ${reader.example}.`);
      if (inline === undefined) place += 1;
      const read = reader.read(value);
      if (!read.ok) return read;
      given = { ...given, ...read.value };
    }
  }
  if (cluster === undefined) return fail('Which cluster? Its name is the first word, as in: cluster-x --canary.');
  const options: RollOptions = { ...defaultOptions, ...given };
  const clash = contradiction(options);
  return clash === undefined ? ok({ cluster, options }) : fail(clash);
}

/**
 * Reads `CLUSTER [options]` of a rebalance: it has no servers to choose, and may have a reason, and one for its time.
 */
export function parseRebalance(words: readonly string[]): Result<RollRequestText, string> {
  const strange = words.find((word) => word.startsWith('-') && !/^--(?:reason|outside-window)(?:=|$)/i.test(word));
  if (strange !== undefined)
    return fail(
      `rebalance touches no server and takes only --reason and --outside-window, but I found “${short(strange)}”.`,
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

function contradiction(options: RollOptions): string | undefined {
  const both = options.nodes?.find((node) => options.skip.includes(node));
  if (both !== undefined) return `${both} is both in --nodes and in --skip.`;
  if (options.drain !== undefined && options.mode === 'simple')
    return '--drain needs ha mode: --mode simple empties no server.';
  const names = { '--nodes': options.nodes, '--skip': options.skip, '--from': options.from };
  const named = Object.entries(names).find(([, servers]) => servers !== undefined && servers.length > 0)?.[0];
  if (named !== undefined && !options.roles.includes('replica'))
    return `${named} names replica servers, but --only ${options.roles.join(',')} leaves them out.`;
  return undefined;
}

function readRoles(value: string): Result<Partial<RollOptions>, string> {
  const found: Role[] = [];
  for (const part of value.split(',')) {
    const role = roles.find((known) => known === part.toLowerCase());
    if (role === undefined)
      return fail(
        `--only expects some of ${roles.join(', ')}, but I found “${short(part)}”.${didYouMean(part, roles)}`,
      );
    if (found.includes(role)) return fail(`--only names ${role} twice.`);
    found.push(role);
  }
  // Always in the order of the protocol, however they were typed.
  return ok({ roles: roles.filter((role) => found.includes(role)) });
}

function isAddress(text: string): boolean {
  const port = addressPattern.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

function readAddresses(
  option: string,
  value: string,
  as: (nodes: readonly NodeAddress[]) => Partial<RollOptions>,
): Result<Partial<RollOptions>, string> {
  return readList(option, value, 'addresses such as 10.0.0.1:34801', isAddress, (parts) => as(parts.map(nodeAddress)));
}

function readTables(value: string): Result<Partial<RollOptions>, string> {
  return readList(
    '--allow-low-replication',
    value,
    'names of tables',
    (part) => tablePattern.test(part),
    (allowLowReplication) => ({ allowLowReplication }),
  );
}

function readList(
  option: string,
  value: string,
  expected: string,
  good: (part: string) => boolean,
  as: (parts: readonly string[]) => Partial<RollOptions>,
): Result<Partial<RollOptions>, string> {
  const parts = value.split(',');
  if (parts.length > longestList)
    return fail(`${option} names ${parts.length} things; at most ${longestList} are taken.`);
  const wrong = parts.find((part) => !good(part));
  if (wrong !== undefined) return bad(option, `${expected}, separated by commas`, wrong);
  const twice = parts.find((part, place) => parts.indexOf(part) !== place);
  return twice === undefined ? ok(as(parts)) : fail(`${option} names ${short(twice)} twice.`);
}

function reasonFor(
  option: string,
  example: string,
  value: string,
  as: (reason: string) => Partial<RollOptions>,
): Result<Partial<RollOptions>, string> {
  const reason = readReason(value);
  if (!reason.ok)
    return fail(reason.failure === '' ? `${option} needs a value, for example ${example}.` : reason.failure);
  return ok(as(reason.value));
}
