import { fail, ok, type Result } from '../../lib/result.js';
import { parseRollOptions, type RollRequestText } from '../parse/roll-options.js';
import { plainSpaces, whyUnreadable } from '../parse/tokenize.js';
import { capital } from '../text.js';
import { clusterOf, type FieldName, type ReadForm } from './entries.js';
import { inLanguage } from '../language.js';

/** A sentence for each field at fault, as plain text. */
export type FieldFaults = Readonly<Partial<Record<FieldName, string>>>;

/** What each field would be on the command line, as its words. */
const words: readonly (readonly [FieldName, (entered: string) => readonly string[]])[] = [
  ['version', (entered) => [`--version=${entered}`]],
  ['mode', (entered) => [`--mode=${entered}`]],
  ['roles', (entered) => [`--only=${entered}`]],
  ['nodes', (entered) => [`--nodes=${asList(entered)}`]],
  ['skip', (entered) => [`--skip=${asList(entered)}`]],
  ['from', (entered) => [`--from=${entered}`]],
  ['started-before', (entered) => [`--started-before=${entered}`]],
  ['stale', (entered) => [`--stale=${entered}`]],
  ['extras', (entered) => entered.split(',').map((extra) => `--${extra}`)],
  ['soak', (entered) => [`--soak=${entered}`]],
  ['start-timeout', (entered) => [`--start-timeout=${entered}`]],
  ['tables', (entered) => [`--allow-low-replication=${asList(entered)}`]],
  ['allow', (entered) => [`--allow=${asList(entered)}`]],
  ['window', (entered) => [`--outside-window=${entered}`]],
  ['reason', (entered) => [`--reason=${entered}`]],
];

/** The field itself says which option it is. */
const inTheForm = (fault: string): string => capital(fault.replace(/^--[a-z-]+ /, ''));

/** People write lists with spaces and line ends, too. */
const asList = (entered: string): string =>
  entered
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .join(',');

/**
 * Reads the form with the very parser that reads the command, so that both mean the same.
 * @returns what is asked for, or what is wrong, each at its field.
 */
export function readEntries({
  entries,
  blocks,
}: Pick<ReadForm, 'entries' | 'blocks'>): Result<RollRequestText, FieldFaults> {
  const faults: Partial<Record<FieldName, string>> = {};
  const all: string[] = [];
  const { cluster } = entries;
  const named = cluster === undefined ? undefined : parseRollOptions([cluster]);
  if (named === undefined) faults.cluster = inLanguage({ en: 'Which cluster?', zh: '哪个集群？' });
  else if (!named.ok) faults.cluster = named.failure;
  // Nothing ticked must not become everything.
  if (entries.roles === undefined && blocks.roles !== undefined)
    faults.roles = inLanguage({ en: 'Tick at least one of them.', zh: '请至少勾选一项。' });
  for (const [field, asWords] of words) {
    const entered = entries[field];
    if (entered === undefined) continue;
    const listedFor = clusterOf(blocks[field]);
    if (listedFor !== undefined && listedFor !== cluster) {
      faults[field] = inLanguage({
        en: `These belong to ${listedFor}. Choose again.`,
        zh: `这些属于 ${listedFor}。请重新选择。`,
      });
      continue;
    }
    const these = asWords(plainSpaces(entered).trim());
    const unreadable = field === 'reason' ? undefined : these.map(whyUnreadable).find((why) => why !== undefined);
    if (unreadable !== undefined) {
      faults[field] = unreadable;
      continue;
    }
    const read = parseRollOptions(['cluster', ...these]);
    if (read.ok) all.push(...these);
    else faults[field] = inTheForm(read.failure);
  }
  if (cluster === undefined || Object.keys(faults).length > 0) return fail(faults);
  const request = parseRollOptions([cluster, ...all]);
  if (request.ok) return ok(request.value);
  // Each field is right by itself, so a drain is chosen where nothing is drained, or servers are named twice, or
  // without the role that would roll them.
  if (request.failure.startsWith('--drain')) return fail({ extras: inTheForm(request.failure) });
  if (request.failure.startsWith('--stale')) return fail({ stale: inTheForm(request.failure) });
  const field = entries.nodes !== undefined ? 'nodes' : entries.skip !== undefined ? 'skip' : 'from';
  return fail({ [field]: request.failure });
}
