import { z } from 'zod';
import type { RecordedLeaders } from '../../roll/recorded-leaders.js';
import { nodeAddressSchema } from './common.js';
import { schemaOf } from './schema-of.js';

/** One check for a whole table, as each save reads it: places of servers, -1 for none. */
const places = z.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((place) => Number.isInteger(place) && place >= -1),
  'Invalid input: expected places of servers',
);

export const recordedLeadersSchema = schemaOf<RecordedLeaders>()(
  z.object({ servers: z.array(nodeAddressSchema), tables: z.record(z.string().regex(/^\d{1,10}$/), places) }),
);
