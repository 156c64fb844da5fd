import { fail, ok, type Result } from '../../lib/result.js';
import { gpid, nodeAddress, type Gpid } from '../../roll/ids.js';
import { mostWaivers, waiverNames } from '../../roll/named-waivers.js';
import type { RollOptions } from '../../roll/options.js';
import { isAddress, isTable } from './names.js';
import { inLanguage } from '../language.js';

type Allowed = Pick<RollOptions, 'allowVersionRules' | 'allowDeadServers' | 'allowDeadPartitions' | 'allowSplitting'>;

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
const gpidPattern = /^([1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** What can be allowed by name: what a name looks like, and where it goes. */
const kinds: Readonly<
  Record<string, { readonly good: (name: string) => boolean; readonly as: (names: readonly string[]) => Allowed }>
> = {
  version: { good: (name) => namePattern.test(name), as: (allowVersionRules) => ({ allowVersionRules }) },
  'dead-server': { good: isAddress, as: (names) => ({ allowDeadServers: names.map(nodeAddress) }) },
  'dead-partition': {
    good: (name) => gpidPattern.test(name),
    as: (names) => ({ allowDeadPartitions: names.map(asGpid) }),
  },
  splitting: { good: isTable, as: (allowSplitting) => ({ allowSplitting }) },
};

const examples = (): string =>
  inLanguage({
    en:
      'version=skips-2.0, dead-server=10.0.0.9:34801, dead-partition=3.7 or splitting=events, several with ' +
      'commas between',
    zh: 'version=skips-2.0、dead-server=10.0.0.9:34801、dead-partition=3.7 或 splitting=events，几项之间用逗号',
  });

/** Waivers by name, several with commas between. @returns the options, or one sentence */
export function readAllow(value: string): Result<Partial<RollOptions>, string> {
  const parts = value.split(',');
  if (parts.length > mostWaivers)
    return fail(
      inLanguage({
        en: `--allow names ${parts.length} things; at most ${mostWaivers} are taken.`,
        zh: `--allow 写了 ${parts.length} 项；最多 ${mostWaivers} 项。`,
      }),
    );
  const found = new Map<string, string[]>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const kind = part.slice(0, Math.max(0, equals));
    const name = part.slice(equals + 1);
    if (!Object.hasOwn(kinds, kind) || kinds[kind]?.good(name) !== true)
      return fail(
        inLanguage({
          en: `--allow expects ${examples()}, but I found “${part.slice(0, 60)}”.`,
          zh: `--allow 应为 ${examples()}，而我看到的是 “${part.slice(0, 60)}”。`,
        }),
      );
    const names = found.get(kind) ?? [];
    if (names.includes(name))
      return fail(inLanguage({ en: `--allow names ${part} twice.`, zh: `--allow 里 ${part} 写了两次。` }));
    found.set(kind, [...names, name]);
  }
  return ok([...found].reduce<Allowed>((all, [kind, names]) => ({ ...all, ...kinds[kind]?.as(names) }), {}));
}

/** The words that would ask for it. */
export const allowWords = (options: Allowed): readonly string[] => [
  ...(options.allowVersionRules ?? []).map((rule) => `version=${rule}`),
  ...waiverNames({
    deadServers: options.allowDeadServers ?? [],
    deadPartitions: options.allowDeadPartitions ?? [],
    splitting: options.allowSplitting ?? [],
  }),
];

function asGpid(text: string): Gpid {
  const [table = '', partition = ''] = text.split('.');
  return gpid(Number(table), Number(partition));
}
