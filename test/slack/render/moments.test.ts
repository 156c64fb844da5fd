import { describe, expect, it } from 'vitest';
import { whyClosed } from '../../../src/roll/calendar.js';
import { block } from '../../../src/roll/gates/verdict.js';
import { content } from '../../../src/slack/render/parts.js';
import { planParts } from '../../../src/slack/render/plan-parts.js';
import { statusParts } from '../../../src/slack/render/status-parts.js';
import { sentence } from '../../../src/slack/text.js';
import { alice, paused, planFor } from '../../support/told-runs.js';
import { foreign } from '../../../src/roll/message.js';

const monday = Date.UTC(2026, 0, 5, 2);
const shown = `<!date^${monday / 1000}^{date_short_pretty} {time}|2026-01-05 02:00 UTC>`;
const windowClosed =
  whyClosed({
    window: { kind: 'closed', opensAt: monday, windows: ['Mon-Fri 10:00-17:00 Asia/Shanghai'] },
    freeze: { kind: 'none' },
  }) ?? foreign('');
const frozen =
  whyClosed({ window: { kind: 'always' }, freeze: { kind: 'in-force', until: monday, reason: 'Spring Festival' } }) ??
  foreign('');

describe('a moment in a sentence of the core', () => {
  it.each([windowClosed, frozen])('is shown in the zone of each reader: $code', (why) => {
    const run = paused({ plan: planFor({ gates: [block('window', why, {})] }) });
    const status = content(statusParts({ ...run, why: why }, 'See it here.'));
    expect(JSON.stringify(status.blocks)).toContain(shown);
    expect(status.text).toContain('until 2026-01-05 02:00 UTC');
    expect(JSON.stringify(content(planParts(run.plan, { by: alice, at: 0 })).blocks)).toContain(shown);
  });

  it('is shown with its seconds where the core has them: two servers may start in one minute', () => {
    expect(sentence('first seen 2026-01-05 02:00:07 UTC')).toBe(
      `first seen <!date^${monday / 1000 + 7}^{date_short_pretty} {time_secs}|2026-01-05 02:00:07 UTC>`,
    );
  });

  it('stays as it is where it is no moment', () => {
    for (const text of [
      '2026-13-45 02:00 UTC',
      '2026-01-05 02:00 CET',
      '2026-01-05 02:00:07',
      '2026-01-05 02:00:77 UTC',
      '12026-01-05 02:00 UTC',
    ])
      expect(sentence(text)).toBe(text);
  });
});
