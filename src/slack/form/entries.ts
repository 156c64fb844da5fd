import { z } from 'zod';
import { readJson } from '../read-json.js';

/** The fields of the form. Each is a block of the view: its `block_id` begins with this name. */
export const fieldNames = [
  'cluster',
  'channel',
  'version',
  'mode',
  'roles',
  'nodes',
  'skip',
  'from',
  'started-before',
  'stale',
  'extras',
  'soak',
  'start-timeout',
  'tables',
  'allow',
  'window',
  'reason',
] as const;
export type FieldName = (typeof fieldNames)[number];

/** What a person has entered, as text; several things are joined by commas. A field left empty is absent. */
export type Entries = Readonly<Partial<Record<FieldName, string>>>;

/** What Slack keeps with an open view and gives back with it. No secrets: the person could read it. */
const noteSchema = z.object({
  /** Channel id where the form was opened; absent when that was nowhere in particular. */
  origin: z.string().optional(),
  /** Counts the times the form was filled in anew. */
  turn: z.int().min(0).max(1000),
});
export type FormNote = z.infer<typeof noteSchema>;

const option = z.object({ value: z.string() });
const stateSchema = z.object({
  values: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        value: z.string().nullish(),
        selected_option: option.nullish(),
        selected_options: z.array(option).nullish(),
        selected_conversation: z.string().nullish(),
      }),
    ),
  ),
});

const viewSchema = z.object({
  id: z.string().min(1),
  hash: z.string().optional(),
  private_metadata: z.string(),
  state: stateSchema,
});

export interface ReadForm {
  readonly viewId: string;
  readonly hash: string | undefined;
  readonly note: FormNote;
  readonly entries: Entries;
  /** For each field that the view has, the `block_id` it stands in: where a fault has to be said. */
  readonly blocks: Readonly<Partial<Record<FieldName, string>>>;
}

/**
 * The block of a field. Slack keeps what stands in a block whose id stays the same, whatever a new view says
 * of it: fields that belong to one cluster, or that are filled in by us, get another id.
 */
export const blockIdOf = (field: FieldName, ...parts: readonly (string | number)[]): string =>
  [field, ...parts].join('#');

/** The cluster whose servers or tables a block offers; undefined when it is not about one. */
export const clusterOf = (blockId: string | undefined): string | undefined => blockId?.split('#')[2];

/** A view as it comes with a submission or a choice. @returns undefined when it is none of ours. */
export function readView(view: unknown): ReadForm | undefined {
  const read = viewSchema.safeParse(view);
  const note = read.success ? readNote(read.data.private_metadata) : undefined;
  if (!read.success || note === undefined) return undefined;
  const entries: Partial<Record<FieldName, string>> = {};
  const blocks: Partial<Record<FieldName, string>> = {};
  for (const [blockId, actions] of Object.entries(read.data.state.values)) {
    const field = fieldNames.find((name) => name === blockId.split('#')[0]);
    if (field === undefined) continue;
    blocks[field] = blockId;
    const entered = Object.values(actions)
      .map(
        (action) =>
          action.value ??
          action.selected_option?.value ??
          action.selected_conversation ??
          action.selected_options?.map(({ value }) => value).join(',') ??
          '',
      )
      .join('');
    if (entered.trim() !== '') entries[field] = entered.trim();
  }
  return { viewId: read.data.id, hash: read.data.hash, note, entries, blocks };
}

export const writeNote = (note: FormNote): string => JSON.stringify(note);

const readNote = (text: string): FormNote | undefined => readJson(noteSchema, text);
