import { z } from 'zod';
import { stages, type Availability } from '../../roll/availability/availability.js';
import { count, instant, milliseconds } from './common.js';
import { schemaOf } from './schema-of.js';

const bounds = z.object({ least: milliseconds, most: milliseconds });
const outages = bounds.extend({ longest: bounds, times: count, peak: count });

const ofEachKind = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ withoutPrimary: schema, unwritable: schema, short: schema });

const probeCounts = z.object({
  operations: count,
  failed: count,
  slow: count,
  retried: count,
  readBack: count,
  lost: count,
  slowestMs: milliseconds,
});
const probe = z.object({
  table: z.string(),
  partitions: count,
  rate: count,
  counts: probeCounts,
  errors: z.record(z.string(), count),
  byStage: z.partialRecord(z.enum(stages), probeCounts),
  byTarget: z.record(z.string(), probeCounts),
  course: z.array(z.object({ at: instant, operations: count, failed: count, slow: count, slowestMs: milliseconds })),
});

const availability = z.object({
  since: instant,
  until: instant,
  readings: count,
  longestGapMs: milliseconds,
  unwatchedMs: milliseconds,
  outages: ofEachKind(outages),
  byStage: z.partialRecord(z.enum(stages), ofEachKind(bounds)),
  byTarget: z.record(z.string(), ofEachKind(bounds)),
  course: z.array(ofEachKind(count).extend({ at: instant, of: count })),
  stages: z.array(z.object({ at: instant, stage: z.enum([...stages, 'standing']), target: count.exactOptional() })),
  probe: probe.exactOptional(),
});

export const availabilitySchema = schemaOf<Availability>()(availability);
