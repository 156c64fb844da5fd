import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterName, gpid, nodeAddress, roles } from '../../../src/roll/ids.js';
import { defaultOptions, drains, type RollOptions } from '../../../src/roll/options.js';
import { asCommand } from '../../../src/slack/form/as-command.js';
import { commandWords, parseCommand, type Command } from '../../../src/slack/parse/command.js';
import { didYouMean } from '../../../src/slack/parse/suggest.js';
import { tokenize } from '../../../src/slack/parse/tokenize.js';
import { hostileText } from '../../security/hostile.js';

/** The words that a command is, as somebody would type them. */
function typed(command: Command): string {
  switch (command.kind) {
    case 'roll':
    case 'plan':
      return asCommand('', command).trim().replace(/^roll/, command.kind);
    case 'rebalance':
      return asCommand('', {
        cluster: command.cluster,
        options: { ...command.options, roles: defaultOptions.roles, rebalance: false },
      })
        .trim()
        .replace(/^roll/, command.kind);
    case 'rollback':
    case 'continue':
      return asCommand('', { cluster: clusterName(command.name), options: { ...defaultOptions, ...command.given } })
        .trim()
        .replace(/^roll/, command.kind);
    case 'answer':
      return [command.intent, ...(command.name === undefined ? [] : [command.name])].join(' ');
    case 'status':
      return ['status', ...(command.name === undefined ? [] : [command.name])].join(' ');
    case 'runs':
      return ['runs', ...(command.cluster === undefined ? [] : [command.cluster])].join(' ');
    case 'check':
      return `check ${command.cluster}`;
    case 'lock':
      return `lock ${command.cluster} "${command.reason.replace(/["“”„‟]/g, "'")}"`;
    case 'unlock':
      return `unlock ${command.cluster}`;
    case 'lock-all':
      return `lock all "${command.reason.replace(/["“”„‟]/g, "'")}"`;
    case 'unlock-all':
      return 'unlock all';
    case 'clusters':
    case 'help':
      return command.kind;
    case 'form':
      return 'roll';
  }
}

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const address = fc
  .tuple(fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,10}[a-z0-9])?$/), fc.integer({ min: 1, max: 65_535 }))
  .map(([host, port]) => nodeAddress(`${host}:${port}`));
/** What a reason can be: anything that can be typed within double quotes. */
const reason = fc
  .oneof(
    fc.constantFrom('--force', '--reason=x', '—why'),
    fc.string({
      unit: fc.oneof(
        fc.constantFrom(' ', "'", '—', '–', '-', ',', '<', '>', '&', '`', '$', ';', '’', '…', 'ß', '中', '🙂'),
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: 60,
    }),
  )
  .map((text) =>
    text
      .replace(/["“”„‟]/g, "'")
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((text) => text !== '');

const options: fc.Arbitrary<RollOptions> = fc
  .record(
    {
      // A `v` before the number is dropped.
      version: fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z._@+-]{0,20}$/).filter((version) => !/^v\d/i.test(version)),
      mode: fc.constantFrom('ha' as const, 'simple' as const),
      drain: fc.constantFrom(...drains),
      roles: fc.subarray([...roles], { minLength: 1 }),
      nodes: fc.uniqueArray(address, { minLength: 1, maxLength: 4 }),
      skip: fc.uniqueArray(address, { maxLength: 4 }),
      from: address,
      startedBefore: fc.constantFrom('2026-01-02 03:04:05', '2024-02-29 00:00:00'),
      stale: fc.record({
        key: fc.constantFrom('checkpoint_interval_seconds', 'task..default.is_trace', 'meta_server.cold_backup_root'),
        value: fc.oneof(reason, fc.constantFrom('', '600', 'a=b', '--x')),
      }),
      canary: fc.boolean(),
      soakMs: fc.oneof(
        fc.integer({ min: 0, max: 1440 }).map((minutes) => minutes * 60_000),
        fc.integer({ min: 0, max: 3600 }).map((seconds) => seconds * 1_000),
      ),
      allowVersionRules: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,10}$/), {
        minLength: 1,
        maxLength: 3,
      }),
      allowDeadServers: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
      allowDeadPartitions: fc.constant([gpid(3, 7), gpid(12, 0)]),
      allowSplitting: fc.constantFrom(['events'], ['a.b:c', 'temp']),
      startTimeoutMs: fc.integer({ min: 1, max: 1440 }).map((minutes) => minutes * 60_000),
      rebalance: fc.boolean(),
      allowLowReplication: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._:-]{0,10}$/), { maxLength: 3 }),
      outsideWindow: reason,
      reason,
    },
    { requiredKeys: [] },
  )
  // An upgrade takes no --stale.
  .map(({ stale, ...some }) => ({
    ...defaultOptions,
    ...some,
    ...(stale === undefined || some.version !== undefined ? {} : { stale }),
  }))
  .filter(
    (all) =>
      (all.nodes === undefined && all.skip.length === 0 && all.from === undefined) || all.roles.includes('replica'),
  )
  .filter((all) => all.mode === 'ha' || all.drain === undefined)
  .filter((all) => all.nodes?.some((node) => all.skip.includes(node)) !== true);

/** As Slack hands on what was typed: `should_escape` is on. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

describe('a command', () => {
  it('that asks for a roll is understood as it is written, whatever the options', () => {
    fc.assert(
      fc.property(fc.constantFrom('roll' as const, 'plan' as const), name, options, (kind, cluster, wanted) => {
        const command: Command = { kind, cluster: clusterName(cluster), options: wanted };
        expect(parseCommand(escaped(typed(command)))).toEqual({ ok: true, value: command });
      }),
      { numRuns: 400 },
    );
  });

  it('that is understood is the same command when it is written anew', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...commandWords,
        'cluster-x',
        '--nodes',
        'a:1,b:2',
        '--skip',
        'c:3',
        '--version',
        '2.5.0',
        '--soak',
        '90s',
        '1h30m',
        '--reason',
        '“so it’s”',
        '--only',
        'meta,replica',
        '--canary',
        '—rebalance',
        '--mode=simple',
        "'why'",
      ),
      name,
      hostileText,
    );
    let understood = 0;
    fc.assert(
      fc.property(fc.constantFrom(...commandWords), fc.array(word, { maxLength: 6 }), (first, rest) => {
        const read = parseCommand([first, ...rest].join(' '));
        if (!read.ok) return;
        understood += 1;
        expect(parseCommand(escaped(typed(read.value)))).toEqual(read);
      }),
      { numRuns: 1_500 },
    );
    expect(understood).toBeGreaterThan(100);
  });

  it('never throws, and is a command or a sentence, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.array(hostileText, { maxLength: 8 }).map((parts) => parts.join(' ')),
        ),
        (text) => {
          const read = parseCommand(text);
          if (!read.ok) expect(read.failure).toMatch(/^[^]{1,700}[.?!“”"']?$/u);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('is read in bounded time, however long and however made', () => {
    for (const unit of [
      '"',
      '<',
      '<a|',
      '&lt;',
      '--',
      '—',
      ' ',
      '=',
      "'",
      'a ',
      ',',
      'a:1,',
      '--reason ',
      '\u202e',
      '<@U1|',
      '\n',
    ]) {
      for (const length of [3_999, 1_000_000]) {
        const began = performance.now();
        parseCommand(`roll cluster-x ${unit.repeat(length / unit.length)}`.slice(0, length));
        parseCommand(`roll cluster-x --nodes ${unit.repeat(length / unit.length)}`.slice(0, length));
        expect({ unit, slow: performance.now() - began > 1_000 }).toEqual({ unit, slow: false });
      }
    }
  });
});

describe('a suggestion', () => {
  it('is one of the known words, near to what was typed, and never what was typed itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc
            .constantFrom(...commandWords)
            .chain((word) => fc.nat(word.length).map((at) => word.slice(0, at) + word.slice(at + 1))),
          hostileText,
        ),
        (text) => {
          const said = didYouMean(text, commandWords);
          if (said === '') return;
          const meant = /^ Did you mean (\w+)\?$/.exec(said)?.[1] ?? '';
          expect(commandWords).toContain(meant);
          expect(Math.abs(meant.length - text.length)).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 500 },
    );
    for (const word of commandWords)
      expect(didYouMean(word.slice(0, -1), commandWords)).not.toBe(' Did you mean undefined?');
  });
});

describe('the words of a command', () => {
  it('stay together in quotes and apart without, whatever they are', () => {
    const plain = fc.string({
      unit: fc.constantFrom('a', 'b', '1', '.', ':', ',', '<', '>', '&', '|', '@', ';', '$', '(', ')', '中'),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(fc.array(plain, { minLength: 1, maxLength: 3 }), { maxLength: 5 }), (words) => {
        const wanted = words.map((parts) => parts.join(' '));
        expect(tokenize(escaped(wanted.map((word) => `"${word}"`).join('  ')))).toEqual({ ok: true, value: wanted });
      }),
      { numRuns: 300 },
    );
  });
});
