import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import { failed, notUnderstood, type Read } from '../failure.js';
import { readDocument } from './json.js';
import { refusalOf } from './refusal.js';

/** Shells up to 2.5 look at no option of it, and print no JSON. */
export const policiesCommand = 'ls_backup_policy -j';

/** The latest backup of each; one under way is the latest. */
export const backupsCommand = ({ names, json }: Policies): string =>
  `query_backup_policy -p ${names.join(',')} -b 1${json ? ' -j' : ''}`;

export interface Policies {
  readonly names: readonly string[];
  /** What this shell prints. */
  readonly json: boolean;
}

/** A name that a command line can carry, among others. */
const carried = /^[0-9A-Za-z._:-]+$/;
const setOfIds = /^\{(?:(\d+(?:, \d+)*))?\}$/;
const facts = z.record(z.string(), z.string());

/** The policies by which tables are backed up (docs/pegasus.md, "Backups"). */
export function parsePolicies(lines: readonly string[]): Read<Policies> {
  const said = refused(policiesCommand, lines);
  if (said !== undefined) return said;
  const json = lines.some((line) => line.trimStart().startsWith('{'));
  const names = json ? namesInJson(lines) : namesInText(lines);
  if (!names.ok) return names;
  const odd = names.value.find((name) => !carried.test(name));
  return odd === undefined
    ? ok({ names: names.value, json })
    : notUnderstood(policiesCommand, `a policy is named "${odd}", which no command line can carry`, lines);
}

function namesInJson(lines: readonly string[]): Read<readonly string[]> {
  const read = readDocument(policiesCommand, lines, z.record(z.string(), facts));
  return read.ok ? ok(Object.keys(read.value)) : read;
}

function namesInText(lines: readonly string[]): Read<readonly string[]> {
  if (lines.at(-1) !== 'ls backup policy succeed')
    return notUnderstood(policiesCommand, 'it does not say that it succeeded', lines);
  const names = lines.flatMap((line) => /^ {4}name +: (\S+) *$/.exec(line)?.[1] ?? []);
  const count = lines.filter((line) => /^\[\d+\]$/.test(line)).length;
  return names.length === count
    ? ok(names)
    : notUnderstood(policiesCommand, `${count} policies are counted and ${names.length} named`, lines);
}

/** The ids of the tables of which a backup has begun and not ended. */
export function parseBackups(policies: Policies, lines: readonly string[]): Read<readonly number[]> {
  const command = backupsCommand(policies);
  const said = refused(command, lines);
  if (said !== undefined) return said;
  return policies.json ? tablesInJson(policies, lines) : tablesInText(policies, lines);
}

interface Backup {
  readonly end: string | undefined;
  readonly tables: string | undefined;
}

function tablesInJson(policies: Policies, lines: readonly string[]): Read<readonly number[]> {
  const command = backupsCommand(policies);
  const read = readDocument(command, lines, z.record(z.string(), z.record(z.string(), z.union([z.string(), facts]))));
  if (!read.ok) return read;
  const backups: Backup[] = [];
  for (const name of policies.names) {
    const rows = read.value[`${name}_backup_info`];
    if (read.value[name] === undefined || rows === undefined)
      return notUnderstood(command, `policy ${name} is missing`, lines);
    for (const row of Object.values(rows)) {
      backups.push(
        typeof row === 'string'
          ? { end: undefined, tables: undefined }
          : { end: row['end_time'], tables: row['app_ids'] },
      );
    }
  }
  return tablesOf(command, backups, lines);
}

/** A block for each policy, from `policy_info:` to a line of asterisks; its backups after `backup_infos:`. */
function tablesInText(policies: Policies, lines: readonly string[]): Read<readonly number[]> {
  const command = backupsCommand(policies);
  if (lines.at(-1) !== 'query backup policy succeed')
    return notUnderstood(command, 'it does not say that it succeeded', lines);
  const named: string[] = [];
  const backups: { end: string | undefined; tables: string | undefined }[] = [];
  let current: (typeof backups)[number] | undefined;
  for (const line of lines) {
    if (line === 'policy_info:') current = undefined;
    if (/^\[\d+\]$/.test(line)) backups.push((current = { end: undefined, tables: undefined }));
    const [, name, text = ''] = /^ {4}(\w+) +: (.*)$/.exec(line) ?? [];
    const value = text.trimEnd();
    if (name === 'name') named.push(value);
    if (current !== undefined && name === 'end_time') current.end = value;
    if (current !== undefined && name === 'app_ids') current.tables = value;
  }
  const missing = policies.names.find((name) => !named.includes(name));
  return missing === undefined
    ? tablesOf(command, backups, lines)
    : notUnderstood(command, `policy ${missing} is missing`, lines);
}

function tablesOf(command: string, backups: readonly Backup[], lines: readonly string[]): Read<readonly number[]> {
  const ids = new Set<number>();
  for (const { end, tables } of backups) {
    const set = setOfIds.exec(tables ?? '');
    if (end === undefined || set === null)
      return notUnderstood(command, 'a backup has no end_time or no app_ids', lines);
    if (end === '-') for (const id of set[1]?.split(', ') ?? []) ids.add(Number(id));
  }
  return ok([...ids]);
}

/** Neither says on stdout why it failed. */
function refused(command: string, lines: readonly string[]): ReturnType<typeof refusalOf> {
  if (lines.every((line) => line.trim() === '') || lines.includes('ls backup policy failed'))
    return failed('refused', `The cluster did not answer \`${command}\`.`, lines);
  return refusalOf(command, lines);
}
