import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import { fail, ok } from '../../src/lib/result.js';
import { Deadline } from '../../src/pegasus/native/deadline.js';
import { readFlagPage, readFlags } from '../../src/pegasus/read-flags.js';
import { nodeAddress } from '../../src/roll/ids.js';
import type { FlagReading } from '../../src/roll/observation.js';

const name = 'checkpoint_interval_seconds';
/** As a server of 2.5.0 printed it. */
const printed =
  '{"name":"checkpoint_interval_seconds","section":"replication","type":"FV_INT32","tags":"","description":' +
  '"every what period (seconds) we do checkpoints for replicated apps","value":"300"}\n';
const read = (status: number, body: string): FlagReading => readFlagPage(name, ok({ status, body }));

describe('what a server says of a flag', () => {
  it('is the value in force, as it is printed', () => {
    expect(read(200, printed)).toEqual({ kind: 'value', section: 'replication', type: 'FV_INT32', value: '300' });
    expect(read(200, printed.replace('"300"', '""'))).toMatchObject({ kind: 'value', value: '' });
  });

  it('can be that there is no such flag, or no such page', () => {
    expect(read(200, 'ERR_OBJECT_NOT_FOUND: checkpoint_interval_seconds is not found')).toEqual({
      kind: 'no-such-flag',
    });
    expect(read(404, 'service not found for "config"')).toEqual({ kind: 'no-page' });
  });

  it.each([
    ['half a page', 200, printed.slice(0, 80)],
    ['nothing', 200, ''],
    ['another flag', 200, printed.replace('"checkpoint_interval_seconds"', '"checkpoint_max_interval_hours"')],
    ['no value', 200, printed.replace(',"value":"300"', '')],
    ['a value that is no text', 200, printed.replace('"300"', '300')],
    ['the value twice', 200, printed.replace('"value":"300"', '"value":"600","value":"300"')],
    ['another error', 200, 'ERR_INVALID_STATE: not yet'],
    ['that another flag is not there', 200, 'ERR_OBJECT_NOT_FOUND: checkpoint is not found'],
    ['a proxy that knows nothing', 404, '<html>404</html>'],
    ['a parameter refused', 400, ''],
    ['a redirect', 307, printed],
  ])('is not understood, with its lines: %s', (_, status, body) => {
    const reading = read(status, body);
    expect(reading).toMatchObject({ kind: 'not-understood' });
    expect(reading).toMatchObject({ raw: body.trimEnd().split('\n') });
    expect(reading.kind === 'not-understood' && reading.message).toContain('GET /config?name=');
  });

  it('is not known where it does not answer', () => {
    expect(readFlagPage(name, fail({ kind: 'timeout', error: 'ERR_TIMEOUT', why: 'too late' }))).toEqual({
      kind: 'unreachable',
      error: 'ERR_TIMEOUT, too late',
    });
    expect(
      readFlagPage(name, fail({ kind: 'garbled', error: 'bad-frame', why: 'what it answered is no HTTP' })),
    ).toMatchObject({ kind: 'not-understood', raw: ['bad-frame'] });
  });

  it('is asked by a name that needs no escaping, and by no other', async () => {
    const deadline = new Deadline(new AbortController().signal, realClock, 1_000);
    onTestFinished(() => {
      deadline.end();
    });
    const asked: string[] = [];
    const of = [nodeAddress('10.0.0.1:34801')];
    const readingOf = async (text: string) =>
      readFlags({ name: text, of }, deadline, (_address, path) => {
        asked.push(path);
        return Promise.resolve(ok({ status: 200, body: printed }));
      });
    expect(await readingOf(name)).toMatchObject({ '10.0.0.1:34801': { kind: 'value' } });
    for (const bad of ['', 'a b', 'a&b=1', 'replication.x', '../x', 'x#'])
      expect(await readingOf(bad)).toMatchObject({ '10.0.0.1:34801': { kind: 'not-understood' } });
    expect(asked).toEqual([`/config?name=${name}`]);
  });
});
