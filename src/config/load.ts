import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { createMasker, type Masker } from '../lib/mask.js';
import { fail, ok, type Result } from '../lib/result.js';
import type { Config } from './config.js';
import { pathText, type ConfigFault } from './fault.js';
import { nearest } from '../lib/nearest.js';
import { isMapping, withDefaults } from './defaults.js';
import { pathsFrom, type PathSettings } from '../settings/paths.js';
import { settingsClash } from '../settings/kinds.js';
import { clusterSettings } from './schema/cluster.js';
import { fileSettings } from './schema/file.js';
import { secretVariables } from './secret-variables.js';
import { readSources, type Sources } from './sources.js';

/**
 * Reads a configuration file. A wrong file is reported whole, every fault with its place; none of
 * them repeats what looks like a secret, or is one of the secrets in `env`.
 */
export async function loadConfig(
  path: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Result<Config, readonly ConfigFault[]>> {
  const mask = createMasker(secretVariables.flatMap((name) => env[name] ?? []));
  const read = await readSources(path, mask);
  if (!read.ok) return read;
  const source = read.value;
  const secrets = secretFaults(source, mask);
  const file = isMapping(source.value) ? withDefaults(source.value) : (source.value ?? {});
  const paths = pathsFrom(dirname(resolve(path)));
  const ofDefaults =
    isMapping(source.value) && 'defaults' in source.value ? faultsOfDefaults(source.value['defaults'], paths) : [];
  const parsed = fileSettings(paths).safeParse(file);
  if (parsed.success && secrets.length === 0 && ofDefaults.length === 0)
    return ok({ file: resolve(path), ...parsed.data });
  const known = new Set(secrets.map((fault) => fault.path));
  const rest = [...ofDefaults, ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOf(issue, file)))]
    .map((fault) => located(source, fault, mask))
    .filter((fault) => !known.has(fault.path));
  return fail(
    distinct([...secrets, ...rest]).sort(
      (left, right) =>
        Number(left.source !== path) - Number(right.source !== path) ||
        left.source.localeCompare(right.source) ||
        (left.line ?? 0) - (right.line ?? 0) ||
        (left.column ?? 0) - (right.column ?? 0),
    ),
  );
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
  readonly found: string;
  readonly hint?: string | undefined;
}

/**
 * What is wrong with the defaults themselves, also where every cluster has its own: only what they say, and by itself.
 */
function faultsOfDefaults(defaults: unknown, paths: PathSettings): readonly Fault[] {
  if (!isMapping(defaults))
    return [{ path: ['defaults'], expected: 'a mapping of cluster settings', found: inWords(defaults) }];
  const parsed = clusterSettings(paths).safeParse(defaults);
  return (parsed.error?.issues ?? [])
    .filter((issue) => !settingsClash(issue) && valueAt(defaults, issue.path) !== undefined)
    .flatMap((issue) => faultsOf(issue, defaults))
    .map((fault) => ({ ...fault, path: ['defaults', ...fault.path] }));
}

function faultsOf(issue: z.core.$ZodIssue, file: unknown): readonly Fault[] {
  const found = inWords(valueAt(file, issue.path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey([...issue.path, key], issue.message.split(' ')));
  // A key that is no name is reported at the key, in the words of the key's own schema.
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({
      path: issue.path,
      expected: inner.message,
      found: inWords(String(issue.path.at(-1))),
    }));
  const hint: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  return [
    {
      path: issue.path,
      expected: issue.message,
      found,
      hint: typeof hint === 'string' ? hint : hintFor(valueAt(file, issue.path), issue.message),
    },
  ];
}

function unknownKey(path: readonly PropertyKey[], known: readonly string[]): Fault {
  const key = String(path.at(-1));
  const meant = nearest(key, known);
  return {
    path,
    expected: `one of the keys ${known.join(', ')}`,
    found: `the unknown key "${key}"`,
    hint: meant === undefined ? undefined : `did you mean "${meant}"?`,
  };
}

/** Mistakes that YAML makes easy. */
function hintFor(value: unknown, expected: string): string | undefined {
  if (isMapping(value)) {
    const [[name, inner] = ['', ''], ...more] = Object.entries(value);
    if (more.length === 0 && inner === null) return `a placeholder needs quotes: "{${name}}"`;
  }
  if (typeof value === 'number' && expected.startsWith('a duration')) return `with its unit: ${value}s`;
  if ((typeof value === 'number' || typeof value === 'boolean') && expected.startsWith('an argument'))
    return `in quotes: "${value}"`;
  return undefined;
}

/** Where the file says it: a setting that came from `defaults:` is wrong there, once for all clusters. */
function located(source: Sources, fault: Fault, mask: Masker): ConfigFault {
  const [top, , ...rest] = fault.path;
  const fromDefaults =
    top === 'clusters' && rest.length > 0 && !source.says(fault.path) && source.says(['defaults', ...rest]);
  const path = fromDefaults ? ['defaults', ...rest] : fault.path;
  return {
    ...source.placeOf(path),
    path: pathText(path),
    expected: fault.expected,
    found: mask(fault.found),
    ...(fault.hint === undefined ? {} : { hint: mask(fault.hint) }),
  };
}

const secretKey = /token|secret|password|passwd|private_?key/i;

/** Secrets do not belong into this file, not even right ones; where one is, nothing of it is repeated. */
function secretFaults(sources: Sources, mask: Masker): readonly ConfigFault[] {
  return sources
    .scalars()
    .filter(
      ({ key, value }) =>
        typeof value === 'string' &&
        value !== '' &&
        (mask(value) !== value || (key !== undefined && secretKey.test(key))),
    )
    .map(({ path }) => ({
      ...sources.placeOf(path),
      path: pathText(path),
      expected: 'no secrets in this file',
      found: 'what looks like a secret, not shown here',
      hint:
        'Slack’s go into the environment, SLACK_BOT_TOKEN or SLACK_BOT_TOKEN_FILE and the like; a ' +
        'command’s own into a file that it reads. Replace this one: it has been on disk',
    }));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner) && typeof step === 'number') return inner[step] as unknown;
    return isMapping(inner) ? inner[String(step)] : undefined;
  }, value);
}

const longestQuote = 60;

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isMapping(value)) {
    const names = Object.keys(value);
    return names.length === 0 ? 'an empty mapping' : `a mapping with ${names.slice(0, 5).join(', ')}`;
  }
  const written = JSON.stringify(value);
  return written.length > longestQuote ? `${written.slice(0, longestQuote)}…` : written;
}

function distinct(faults: readonly ConfigFault[]): ConfigFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
