import { fail, ok, type Result } from '../../lib/result.js';
import type { IntentKind } from '../../roll/intent.js';
import { readReason } from './reason.js';
import { parseRebalance, parseRollOptions, type RollRequestText } from './roll-options.js';
import { didYouMean } from './suggest.js';
import { tokenize } from './tokenize.js';

const answers = [
  'approve',
  'reject',
  'pause',
  'resume',
  'abort',
  'wait',
  'retry',
  'skip',
  'force',
] as const satisfies readonly IntentKind[];

export const commandWords = [
  'roll',
  'plan',
  'rebalance',
  'status',
  'runs',
  'clusters',
  ...answers,
  'lock',
  'unlock',
  'help',
] as const;
export type CommandWord = (typeof commandWords)[number];

/** What a person typed after `/pegasus`. `name` is a cluster or a run. */
export type Command =
  | { readonly kind: 'help' }
  /** `roll` and nothing else: the form asks for the rest. */
  | { readonly kind: 'form' }
  | ({ readonly kind: 'roll' } & RollRequestText)
  | ({ readonly kind: 'plan' } & RollRequestText)
  /** A run that touches no server and gives leadership back evenly. */
  | ({ readonly kind: 'rebalance' } & RollRequestText)
  | { readonly kind: 'status'; readonly name?: string }
  | { readonly kind: 'runs'; readonly cluster?: string }
  | { readonly kind: 'clusters' }
  | { readonly kind: 'lock'; readonly cluster: string; readonly reason: string }
  | { readonly kind: 'unlock'; readonly cluster: string }
  | { readonly kind: 'answer'; readonly intent: (typeof answers)[number]; readonly name?: string };

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * @returns the command, or a sentence for the person, in their own words: escape it before it is shown.
 */
export function parseCommand(text: string): Result<Command, string> {
  const words = tokenize(text);
  if (!words.ok) return words;
  const [first, ...rest] = words.value;
  if (first === undefined) return ok({ kind: 'help' });
  const word = commandWords.find((known) => known === first.toLowerCase());
  switch (word) {
    case undefined:
      return fail(
        `I don't know “${first.slice(0, 60)}”.${didYouMean(first, commandWords)} The commands are ` +
          `${commandWords.join(', ')}.`,
      );
    case 'help':
      return ok({ kind: 'help' });
    case 'roll':
    case 'plan': {
      if (word === 'roll' && rest.length === 0) return ok({ kind: 'form' });
      const asked = parseRollOptions(rest);
      return asked.ok ? ok({ kind: word, ...asked.value }) : asked;
    }
    case 'rebalance': {
      const asked = parseRebalance(rest);
      return asked.ok ? ok({ kind: 'rebalance', ...asked.value }) : asked;
    }
    case 'status': {
      const name = readName(word, rest);
      return name.ok ? ok({ kind: 'status', ...(name.value === undefined ? {} : { name: name.value }) }) : name;
    }
    case 'runs': {
      const name = readName(word, rest);
      return name.ok ? ok({ kind: 'runs', ...(name.value === undefined ? {} : { cluster: name.value }) }) : name;
    }
    case 'clusters':
      return rest[0] === undefined
        ? ok({ kind: 'clusters' })
        : fail(
            `clusters shows all of them and takes nothing more, but I found “${rest[0].slice(0, 60)}”. ` +
              'For one cluster there is status.',
          );
    case 'lock':
      return readLock(rest);
    case 'unlock': {
      const name = readName(word, rest);
      if (!name.ok) return name;
      return name.value === undefined
        ? fail('Which cluster? For example: unlock cluster-x.')
        : ok({ kind: 'unlock', cluster: name.value });
    }
    default: {
      const name = readName(word, rest);
      return name.ok
        ? ok({ kind: 'answer', intent: word, ...(name.value === undefined ? {} : { name: name.value }) })
        : name;
    }
  }
}

/** The reason is what follows the cluster, in quotes or not: nothing else can be meant by it. */
function readLock([name, ...words]: readonly string[]): Result<Command, string> {
  const example = 'For example: lock cluster-x "disks are being replaced".';
  if (name === undefined) return fail(`Which cluster, and why? ${example}`);
  if (!namePattern.test(name)) return fail(`“${name.slice(0, 60)}” can't be the name of a cluster. ${example}`);
  const flag = words.find((word) => word.startsWith('--'));
  if (flag !== undefined) return fail(`lock has no options, but I found “${flag.slice(0, 60)}”. ${example}`);
  const reason = readReason(words.join(' '));
  if (!reason.ok) return fail(reason.failure === '' ? `Why is ${name} locked? ${example}` : reason.failure);
  return ok({ kind: 'lock', cluster: name, reason: reason.value });
}

function readName(word: CommandWord, rest: readonly string[]): Result<string | undefined, string> {
  const [name, extra] = rest;
  if (extra !== undefined)
    return fail(`${word} takes the name of one cluster or run, but I found “${extra.slice(0, 60)}” as well.`);
  if (name !== undefined && !namePattern.test(name))
    return fail(`“${name.slice(0, 60)}” can't be the name of a cluster or a run.`);
  return ok(name);
}
