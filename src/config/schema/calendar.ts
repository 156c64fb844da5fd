import { z } from 'zod';
import { parseWindow } from '../../calendar/change-window.js';
import { parseFreeze } from '../../calendar/freeze.js';
import { mapping, text } from '../../settings/values.js';

export const changeWindow = z
  .string({ error: 'a change window such as "Mon-Fri 10:00-17:00 Asia/Shanghai"' })
  .transform((written, context) => {
    const parsed = parseWindow(written);
    if (parsed.ok) return parsed.value;
    context.addIssue({
      code: 'custom',
      message: parsed.failure.expected,
      input: written,
      params: { hint: parsed.failure.hint },
    });
    return z.NEVER;
  });

const moment = z.string({ error: 'a date such as 2026-02-14, or with a time 2026-02-14 18:00' });

export const freeze = mapping(
  {
    from: moment.describe('The first day, or a day and time.'),
    to: moment.describe('The last day, which is included; or a day and time.'),
    zone: z.string({ error: 'a time zone such as Asia/Shanghai' }).default('UTC').describe('Whose clock that is.'),
    reason: text('why, in a few words', /\S/),
  },
  'a mapping with from, to, zone and reason',
).transform((written, context) => {
  const parsed = parseFreeze(written);
  if (parsed.ok) return parsed.value;
  const { field, expected, hint } = parsed.failure;
  context.addIssue({ code: 'custom', message: expected, input: written[field], path: [field], params: { hint } });
  return z.NEVER;
});
