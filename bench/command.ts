import { z } from 'zod';
import { realClock } from '../src/lib/clock.js';
import { withOffice } from './bed.js';
import { limited, quantile, told, type Row } from './report.js';

/** As it is measured; a test that only sees whether it still works takes less. */
const usual = { runs: 20, commands: 200 };
/** Between two commands, so that they fall on every part of what 20 runs do within a second. */
const everyMs = 53;
const answer = z.object({ delivered: z.object({ acked: z.literal(true), ms: z.number() }) });

/**
 * How long Slack waits for the bot's acknowledgement while every cluster is being rolled, simulated in the same
 * process.
 */
export function measureCommand({ runs, commands } = usual): Promise<readonly Row[]> {
  return withOffice(runs, async ({ control, rollAll, rolling }) => {
    await rollAll();
    const waited: number[] = [];
    let fewest = runs;
    for (let nth = 0; nth < commands; nth += 1) {
      waited.push(
        answer.parse(
          await control('command', { channel: 'pegasus', user: 'alice', command: '/pegasus', text: 'status' }),
        ).delivered.ms,
      );
      fewest = Math.min(fewest, rolling());
      await realClock.sleep(everyMs);
    }
    if (fewest < runs) throw new Error(`only ${fewest} of ${runs} runs were rolling all the while`);
    return [
      limited(`command acknowledged with ${runs} runs active: p99 of ${commands}`, quantile(waited, 0.99), 200, ' ms'),
      told('… p50; slowest', `${quantile(waited, 0.5).toFixed(1)} ms; ${quantile(waited, 1).toFixed(1)} ms`),
    ];
  });
}
