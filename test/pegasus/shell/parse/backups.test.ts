import { describe, expect, it } from 'vitest';
import { backupsCommand, parseBackups, parsePolicies } from '../../../../src/pegasus/shell/parse/backups.js';

const policy = (name: string, tables: string): readonly string[] => [
  `    name                  : ${name}    `,
  '    backup_provider_type  : local_service',
  '    backup_interval       : 86400s       ',
  `    app_ids               : ${tables}       `,
  '    start_time            : 13:48        ',
  '    status                : enabled      ',
  '    backup_history_count  : 3            ',
  '',
];
/** As 2.5.0 printed it. */
const listed = [
  '[1]',
  ...policy('every_day', '{2, 3}'),
  '',
  '[2]',
  ...policy('nightly', '{4}'),
  '',
  '',
  'ls backup policy succeed',
];
const backup = (end: string): readonly string[] => [
  '[1]',
  '    id          : 1796046734290      ',
  '    start_time  : 2026-11-30 13:52:14',
  `    end_time    : ${end}                  `,
  '    app_ids     : {2, 3}             ',
];
const queried = (...backups: readonly string[]): readonly string[] => [
  'policy_info:',
  ...policy('every_day', '{2, 3}'),
  'backup_infos:',
  ...backups,
  '************************',
  'policy_info:',
  ...policy('nightly', '{4}'),
  'backup_infos:',
  '',
  'query backup policy succeed',
];
const both = { names: ['every_day', 'nightly'], json: false };

describe('backup policies in the shell', () => {
  it('are read of 2.5.0', () => {
    expect(parsePolicies(listed)).toEqual({ ok: true, value: both });
    expect(parsePolicies(['', 'ls backup policy succeed'])).toEqual({ ok: true, value: { names: [], json: false } });
    expect(backupsCommand(both)).toBe('query_backup_policy -p every_day,nightly -b 1');
  });

  it('are read of newer shells', () => {
    const json = JSON.stringify({ every_day: { app_ids: '{2, 3}', status: 'enabled' } });
    expect(parsePolicies([json])).toEqual({ ok: true, value: { names: ['every_day'], json: true } });
    expect(parsePolicies(['{}'])).toEqual({ ok: true, value: { names: [], json: true } });
    expect(backupsCommand({ names: ['every_day'], json: true })).toBe('query_backup_policy -p every_day -b 1 -j');
  });

  it('that have begun and not ended say whose backup runs', () => {
    expect(parseBackups(both, queried(...backup('-')))).toEqual({ ok: true, value: [2, 3] });
    expect(parseBackups(both, queried(...backup('2026-11-30 13:59:00')))).toEqual({ ok: true, value: [] });
    expect(parseBackups(both, queried(''))).toEqual({ ok: true, value: [] });
  });

  it('say the same in JSON', () => {
    const document = (end: string): readonly string[] => [
      JSON.stringify({
        every_day: { app_ids: '{2, 3}' },
        every_day_backup_info: { '179': { id: '179', start_time: 'then', end_time: end, app_ids: '{2, 3}' } },
      }),
    ];
    const asked = { names: ['every_day'], json: true };
    expect(parseBackups(asked, document('-'))).toEqual({ ok: true, value: [2, 3] });
    expect(parseBackups(asked, document('now'))).toEqual({ ok: true, value: [] });
    expect(parseBackups({ ...asked, names: ['nightly'] }, document('-'))).toMatchObject({ ok: false });
  });

  it.each([
    ['nothing', []],
    ['a refusal', ['ls backup policy failed']],
    ['an end in the middle', listed.slice(0, 9)],
    ['a policy without a name', listed.filter((line) => !line.includes('nightly'))],
    ['a name that is more than one word', listed.map((line) => line.replace('nightly    ', 'a,b'))],
    ['another shape', ['{"every_day":3}']],
    ['the help of a shell without it', ["ERROR: invalid subcommand 'ls_backup_policy'"]],
  ])('are never none from %s', (_what, lines) => {
    expect(parsePolicies(lines)).toMatchObject({ ok: false });
  });

  it.each([
    ['nothing, as when it fails', ['']],
    ['an end in the middle', queried(...backup('-')).slice(0, 12)],
    ['a backup without an end', queried(...backup('-').slice(0, 3))],
    ['a policy less', queried().slice(0, 10).concat('query backup policy succeed')],
    ['tables that are no numbers', queried(...backup('-').map((line) => line.replace('{2, 3}', '{two}')))],
  ])('never say that no backup runs from %s', (_what, lines) => {
    expect(parseBackups(both, lines)).toMatchObject({ ok: false });
  });
});
