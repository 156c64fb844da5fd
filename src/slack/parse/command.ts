import { fail, ok, type Result } from '../../lib/result.js';
import type { IntentKind } from '../../roll/intent.js';
import { readReason } from './reason.js';
import { parseEarlierRun, type EarlierRunText } from './earlier-run.js';
import { parseRebalance, parseRollOptions, type RollRequestText } from './roll-options.js';
import { didYouMean } from './suggest.js';
import { tokenize } from './tokenize.js';
import { inLanguage } from '../language.js';

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
  'check',
  'rollback',
  'continue',
  'rebalance',
  'status',
  'runs',
  'clusters',
  ...answers,
  'lock',
  'unlock',
  'help',
] as const;
/** Said to `lock` and `unlock` in the place of a cluster; the configuration gives no cluster this name. */
export const allClusters = 'all';

export type CommandWord = (typeof commandWords)[number];

/** What a person typed after `/pegasus`. `name` is a cluster or a run. */
export type Command =
  | { readonly kind: 'help' }
  /** `roll` and nothing else: the form asks for the rest. */
  | { readonly kind: 'form' }
  | ({ readonly kind: 'roll' } & RollRequestText)
  | ({ readonly kind: 'plan' } & RollRequestText)
  /** Looks at everything that a roll of the cluster needs. */
  | { readonly kind: 'check'; readonly cluster: string }
  /** Puts back what an earlier run has upgraded; `name` is that run, or a cluster for its last one. */
  | ({ readonly kind: 'rollback' } & EarlierRunText)
  /** Asks for the rest of an earlier run, named in the same way. */
  | ({ readonly kind: 'continue' } & EarlierRunText)
  /** A run that touches no server and gives leadership back evenly. */
  | ({ readonly kind: 'rebalance' } & RollRequestText)
  | { readonly kind: 'status'; readonly name?: string }
  | { readonly kind: 'runs'; readonly cluster?: string }
  | { readonly kind: 'clusters' }
  | { readonly kind: 'lock'; readonly cluster: string; readonly reason: string }
  | { readonly kind: 'lock-all'; readonly reason: string }
  | { readonly kind: 'unlock'; readonly cluster: string }
  | { readonly kind: 'unlock-all' }
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
        inLanguage({
          en:
            `I don't know “${first.slice(0, 60)}”.${didYouMean(first, commandWords)} The commands are ` +
            `${commandWords.join(', ')}.`,
          zh: `我不认识 “${first.slice(0, 60)}”。${didYouMean(first, commandWords)}命令有 ${commandWords.join('、')}。`,
        }),
      );
    case 'help':
      return ok({ kind: 'help' });
    case 'roll':
    case 'plan': {
      if (word === 'roll' && rest.length === 0) return ok({ kind: 'form' });
      const asked = parseRollOptions(rest, word === 'roll');
      return asked.ok ? ok({ kind: word, ...asked.value }) : asked;
    }
    case 'rollback':
    case 'continue': {
      const asked = parseEarlierRun(word, rest);
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
    case 'check': {
      const name = readName(word, rest);
      if (!name.ok) return name;
      return name.value === undefined
        ? fail('Which cluster? For example: check cluster-x.')
        : ok({ kind: 'check', cluster: name.value });
    }
    case 'clusters':
      return rest[0] === undefined
        ? ok({ kind: 'clusters' })
        : fail(
            inLanguage({
              en:
                `clusters shows all of them and takes nothing more, but I found “${rest[0].slice(0, 60)}”. ` +
                'For one cluster there is status.',
              zh: `clusters 显示全部集群，不带别的，而我看到了 “${rest[0].slice(0, 60)}”。看一个集群请用 status。`,
            }),
          );
    case 'lock':
      return readLock(rest);
    case 'unlock': {
      const name = readName(word, rest);
      if (!name.ok) return name;
      if (name.value === undefined)
        return fail(
          inLanguage({
            en: 'Which cluster? For example: unlock cluster-x, or unlock all.',
            zh: '哪个集群？例如：unlock cluster-x，或 unlock all。',
          }),
        );
      return ok(name.value === allClusters ? { kind: 'unlock-all' } : { kind: 'unlock', cluster: name.value });
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
  const example = inLanguage({
    en: 'For example: lock cluster-x "disks are being replaced".',
    zh: '例如：lock cluster-x "正在更换磁盘"。',
  });
  if (name === undefined)
    return fail(inLanguage({ en: `Which cluster, and why? ${example}`, zh: `哪个集群，为什么？${example}` }));
  if (!namePattern.test(name))
    return fail(
      inLanguage({
        en: `“${name.slice(0, 60)}” can't be the name of a cluster. ${example}`,
        zh: `“${name.slice(0, 60)}” 不能是集群的名字。${example}`,
      }),
    );
  const flag = words.find((word) => word.startsWith('--'));
  if (flag !== undefined)
    return fail(
      inLanguage({
        en: `lock has no options, but I found “${flag.slice(0, 60)}”. ${example}`,
        zh: `lock 没有选项，而我看到了 “${flag.slice(0, 60)}”。${example}`,
      }),
    );
  const reason = readReason(words.join(' '));
  const all = name === allClusters;
  if (!reason.ok)
    return fail(
      reason.failure === ''
        ? inLanguage({
            en: `Why ${all ? 'are all clusters' : `is ${name}`} locked? ${example}`,
            zh: `为什么要锁定${all ? '全部集群' : ` ${name}`}？${example}`,
          })
        : reason.failure,
    );
  return ok(all ? { kind: 'lock-all', reason: reason.value } : { kind: 'lock', cluster: name, reason: reason.value });
}

function readName(word: CommandWord, rest: readonly string[]): Result<string | undefined, string> {
  const [name, extra] = rest;
  if (extra !== undefined)
    return fail(
      inLanguage({
        en: `${word} takes the name of one cluster or run, but I found “${extra.slice(0, 60)}” as well.`,
        zh: `${word} 只带一个集群或任务的名字，而我还看到了 “${extra.slice(0, 60)}”。`,
      }),
    );
  if (name !== undefined && !namePattern.test(name))
    return fail(
      inLanguage({
        en: `“${name.slice(0, 60)}” can't be the name of a cluster or a run.`,
        zh: `“${name.slice(0, 60)}” 不能是集群或任务的名字。`,
      }),
    );
  return ok(name);
}
