import { expect, it } from 'vitest';
import { sampledBoltLogger } from '../../../src/slack/connect/bolt-logger.js';
import { keepingLog } from '../../store/support/samples.js';

it('what anybody can cause is logged by sample: a thousand unsigned requests are ten lines', () => {
  const log = keepingLog();
  const logger = sampledBoltLogger(log);
  for (let nth = 0; nth < 1_000; nth += 1) logger.warn(`request verification failed (code: ${nth})`);
  logger.warn('another thing');
  expect(log.lines).toHaveLength(11);
  expect(log.lines.at(-2)).toBe('warn: request verification failed (code: 511)');
  expect(log.lines.at(-1)).toBe('warn: another thing');
});

it('nor do a thousand different ones fill the log', () => {
  const log = keepingLog();
  const logger = sampledBoltLogger(log);
  for (let nth = 0; nth < 1_000; nth += 1)
    logger.warn(`bad header ${'x'.repeat(nth % 190)}${String.fromCharCode(97 + (nth % 26))}`);
  expect(log.lines.length).toBeLessThanOrEqual(400);
});
