import { describe, expect, it } from 'vitest';
import { createLog, parseLogLevel } from '../../src/lib/create-log.js';
import { fail, ok } from '../../src/lib/result.js';

function listen(secrets: readonly string[] = [], level: 'info' | 'debug' | 'silent' = 'info') {
  const lines: string[] = [];
  const log = createLog({ level, secrets, destination: { write: (line) => lines.push(line) } });
  return { log, lines, last: (): unknown => JSON.parse(lines.at(-1) ?? '') };
}

describe('the log', () => {
  it('writes one JSON line with the time and the level in words', () => {
    const { log, lines, last } = listen();
    log.info({ run: 'cluster-x-7f3a', nodes: 5 }, 'run begins');
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      run: 'cluster-x-7f3a',
      nodes: 5,
      msg: 'run begins',
    });
    expect(lines).toHaveLength(1);
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = listen();
    log.debug({}, 'not this');
    expect(lines).toEqual([]);
  });

  it('lets no secret out: not in messages, fields, errors, or what a child carries', () => {
    const planted = 'p"lanted-secret';
    const { log, lines, last } = listen([planted]);
    const error = new Error(`refused ${planted} with token=abc123`);
    log
      .child({ url: 'https://me:hunter2@host/', bound: planted })
      .error(
        { err: error, deep: [{ password: 'hunter2', says: `my ${planted}` }], count: 3 },
        `said ${planted}, xoxb-12345678`,
      );
    expect(lines.join('')).not.toMatch(/lanted-secret|hunter2|abc123|xoxb-/);
    expect(last()).toMatchObject({
      url: 'https://***@host/',
      bound: '***',
      err: { type: 'Error', message: 'refused *** with token=***' },
      deep: [{ password: '***', says: 'my ***' }],
      count: 3,
      msg: 'said ***, ***',
    });
  });

  it('survives fields that contain themselves', () => {
    const { log, last } = listen();
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    log.warn({ loop }, 'round and round');
    expect(last()).toMatchObject({ loop: { self: '…' }, msg: 'round and round' });
  });

  it.each([
    [undefined, ok('info')],
    ['', ok('info')],
    ['DEBUG', ok('debug')],
    ['loud', fail('LOG_LEVEL: expected trace, debug, info, warn, error, fatal or silent, found "loud"')],
  ])('takes its level from LOG_LEVEL=%s', (text, level) => {
    expect(parseLogLevel(text)).toEqual(level);
  });

  it('has the level of the command where LOG_LEVEL says nothing', () => {
    for (const nothing of [undefined, '']) expect(parseLogLevel(nothing, 'error')).toEqual(ok('error'));
  });
});
