import { mapping, text, wholeNumber } from '../../settings/values.js';

/** A client that writes and reads a table of its own while a run is at work (docs/AVAILABILITY.md). */
export const probeSettings = mapping(
  {
    table: text('the name of a table', /^[A-Za-z0-9._:-]+$/).describe(
      'A table that is there for it: one key of each of its partitions is written and read.',
    ),
    rate: wholeNumber('operations a second, from 1 to 100', 1, 100)
      .default(20)
      .describe('Operations a second, of all partitions together.'),
  },
  'a mapping with table and rate',
).describe('A client that writes and reads a table of its own while a run is at work; without it there is none.');
