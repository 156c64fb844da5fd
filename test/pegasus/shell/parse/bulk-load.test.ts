import { describe, expect, it } from 'vitest';
import { parseBulkLoad } from '../../../../src/pegasus/shell/parse/bulk-load.js';

const summary = (...rows: readonly string[]): readonly string[] => ['[summary]', ...rows, ''];

describe('a bulk load in the shell', () => {
  it('is none as 2.5.0 printed it', () => {
    const lines = summary('is_bulk_loading       : NO         ', 'app_bulk_load_status  : BLS_INVALID');
    expect(parseBulkLoad('temp', lines)).toEqual({ ok: true, value: false });
  });

  it('runs, with a row more', () => {
    const lines = summary(
      'is_bulk_loading              : YES            ',
      'app_bulk_load_status         : BLS_DOWNLOADING',
      'app_total_download_progress  : 37             ',
    );
    expect(parseBulkLoad('temp', lines)).toEqual({ ok: true, value: true });
  });

  it.each([
    ['nothing, as when it fails', ['']],
    ['a word that is neither', summary('is_bulk_loading  : MAYBE', 'app_bulk_load_status  : BLS_INVALID')],
    ['the status alone', summary('app_bulk_load_status  : BLS_INVALID')],
    ['a row of something else', summary('is_bulk_loading  : NO', 'app_bulk_load_status  : BLS_INVALID', '?')],
    ['another table', ['[general_info]', 'is_bulk_loading  : NO', 'app_bulk_load_status  : BLS_INVALID']],
    ['a shell without it', ["ERROR: invalid subcommand 'query_bulk_load_status'"]],
  ])('is never none from %s', (_what, lines) => {
    expect(parseBulkLoad('temp', lines)).toMatchObject({ ok: false });
  });
});
