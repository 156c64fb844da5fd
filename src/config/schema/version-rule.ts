import { z } from 'zod';
import { isVersionRange } from '../../lib/version-range.js';
import { mapping, oneOf, text } from '../../settings/values.js';

const expected = 'a range of versions such as <2.1.0-0, 2.0.x or ">=2.1 <2.5"';
const range = z.string({ error: expected }).refine(isVersionRange, { error: expected });

/** A rule for an upgrade or a downgrade; its meaning is in roll/version-rule.ts. */
export const versionRule = mapping(
  {
    name: text(
      'a name such as skips-2.0: letters, digits, dots, hyphens',
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/,
    ).describe('What --allow version=NAME names.'),
    from: range.describe('Versions now.'),
    to: range.describe('The version that is asked for.'),
    mode: oneOf(['ha', 'simple']).exactOptional().describe('Only where servers are restarted like this.'),
    level: oneOf(['block', 'warn']).describe('Whether the plan begins only when somebody allows it by name.'),
    what: text('what is so, and what to do instead', /\S/),
    source: text('an address', /^\S+$/).exactOptional().describe('Where that is said.'),
  },
  'a mapping with name, from, to, level and what',
);
