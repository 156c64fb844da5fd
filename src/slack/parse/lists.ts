import { fail, ok, type Result } from '../../lib/result.js';
import { nodeAddress, roles, type NodeAddress, type Role } from '../../roll/ids.js';
import type { RollOptions } from '../../roll/options.js';
import { inLanguage } from '../language.js';
import { bad, short } from './fault.js';
import { isAddress, isTable } from './names.js';
import { didYouMean } from './suggest.js';

const longestList = 1000;

export function readRoles(value: string): Result<Partial<RollOptions>, string> {
  const found: Role[] = [];
  for (const part of value.split(',')) {
    const role = roles.find((known) => known === part.toLowerCase());
    if (role === undefined)
      return fail(
        inLanguage({
          en: `--only expects some of ${roles.join(', ')}, but I found “${short(part)}”.${didYouMean(part, roles)}`,
          zh: `--only 应为 ${roles.join('、')} 中的几个，而我看到的是 “${short(part)}”。${didYouMean(part, roles)}`,
        }),
      );
    if (found.includes(role))
      return fail(inLanguage({ en: `--only names ${role} twice.`, zh: `--only 里 ${role} 写了两次。` }));
    found.push(role);
  }
  // Always in the order of the protocol, however they were typed.
  return ok({ roles: roles.filter((role) => found.includes(role)) });
}

export function readAddresses(
  option: string,
  value: string,
  as: (nodes: readonly NodeAddress[]) => Partial<RollOptions>,
): Result<Partial<RollOptions>, string> {
  return readList(
    option,
    value,
    inLanguage({ en: 'addresses such as 10.0.0.1:34801', zh: '地址，例如 10.0.0.1:34801' }),
    isAddress,
    (parts) => as(parts.map(nodeAddress)),
  );
}

export function readTables(value: string): Result<Partial<RollOptions>, string> {
  return readList(
    '--allow-low-replication',
    value,
    inLanguage({ en: 'names of tables', zh: '表名' }),
    isTable,
    (allowLowReplication) => ({
      allowLowReplication,
    }),
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
    return fail(
      inLanguage({
        en: `${option} names ${parts.length} things; at most ${longestList} are taken.`,
        zh: `${option} 写了 ${parts.length} 项；最多 ${longestList} 项。`,
      }),
    );
  const wrong = parts.find((part) => !good(part));
  if (wrong !== undefined)
    return bad(option, inLanguage({ en: `${expected}, separated by commas`, zh: `${expected}，用逗号分隔` }), wrong);
  const twice = parts.find((part, place) => parts.indexOf(part) !== place);
  return twice === undefined
    ? ok(as(parts))
    : fail(inLanguage({ en: `${option} names ${short(twice)} twice.`, zh: `${option} 里 ${short(twice)} 写了两次。` }));
}
