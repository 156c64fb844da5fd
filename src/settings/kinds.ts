import { z } from 'zod';
import type { DeepReadonly } from '../lib/deep-readonly.js';
import type { Result } from '../lib/result.js';
import type { PathSettings } from './paths.js';
import { oneOf } from './values.js';

/** Settings by name, each with its schema. */
export type Shape = z.core.$ZodLooseShape;

/** What a file says of such settings: each of them may be absent. */
export type Written<Settings extends Shape> = DeepReadonly<{ [Name in keyof Settings]?: z.output<Settings[Name]> }>;

/** A setting that is missing, or does not go with another: its name, and what should be there instead, in words. */
export interface Clash {
  readonly at: string;
  readonly expected: string;
}

/**
 * One kind of a thing that there are several kinds of (a process driver, a way to reach a cluster): the settings that
 * it adds to their common mapping, and what they mean together.
 */
export interface SettingsOfKind<Settings extends Shape, Combined extends Result<{ readonly kind: string }, Clash>> {
  settings(paths: PathSettings): Settings;
  /**
   * Decides by which settings are there, and not by what they are: it is asked while they have other faults, too, so
   * that all of them are reported at once.
   */
  combine(written: Written<Settings>): Combined;
}

type AnyKind = SettingsOfKind<Shape, Result<{ readonly kind: string }, Clash>>;

/** What combined settings mean. */
export type Meaning<Combined> = Combined extends { readonly ok: true; readonly value: infer Value } ? Value : never;
/** What the settings of one of these kinds mean. */
export type MeaningOf<Kind extends { combine(written: never): unknown }> = Meaning<ReturnType<Kind['combine']>>;

/** What goes together can be told even while one of the settings is itself wrong. */
export const evenIfFaulty = {
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
  params: { together: true },
};

/** Whether an issue is that settings do not go together, none of which need be wrong by itself. */
export const settingsClash = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'custom' && issue.params?.['together'] === true;

/**
 * For a mapping in which the setting `selector` names one of several kinds, each with settings of its own beside it:
 * the schema of that setting; those of all kinds, none of which must be there; and what is done with what was written.
 * @param announced kinds that are refused with a sentence of their own, as there will be such
 */
export function settingsOfKinds<Kinds extends Readonly<Record<string, AnyKind>>>(
  selector: string,
  kinds: Kinds,
  paths: PathSettings,
  announced: readonly string[] = [],
) {
  // Sorted: that of a module's exports differs between programs that run it.
  const inOrder = Object.entries(kinds).sort(([one], [other]) => (one < other ? -1 : 1));
  const named = new Map<unknown, AnyKind>(inOrder);
  const settingsOf = new Map([...named].map(([name, kind]) => [name, Object.entries(kind.settings(paths))]));
  const shape: Record<string, z.ZodType> = {};
  for (const settings of settingsOf.values())
    for (const [name, schema] of settings) if (schema instanceof z.ZodType) shape[name] ??= schema.exactOptional();

  const clashOf = (written: Readonly<Record<string, unknown>>): readonly Clash[] => {
    const kind = written[selector];
    const own = settingsOf.get(kind)?.map(([name]) => name);
    const combined = named.get(kind)?.combine(written);
    if (own === undefined || combined === undefined) return [];
    const foreign = Object.keys(shape).filter((name) => name in written && !own.includes(name));
    return [
      ...foreign.map((at) => ({ at, expected: `no "${at}" with the ${selector} "${String(kind)}"` })),
      ...(combined.ok ? [] : [combined.failure]),
    ];
  };
  return {
    word: oneOf(
      inOrder.map(([name]) => name),
      announced,
    ),
    shape,
    /** For `superRefine(…, evenIfFaulty)`. */
    refuseClashes: (written: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
      for (const { at, expected } of clashOf(written))
        context.addIssue({ code: 'custom', message: expected, path: [at], params: { together: true } });
    },
    /** What settings that do not clash mean. */
    combine: (written: Readonly<Record<string, unknown>>): MeaningOf<Kinds[keyof Kinds]> => {
      const combined = named.get(written[selector])?.combine(written);
      if (combined?.ok !== true) throw new Error(`settings passed that clash: ${String(written[selector])}`);
      // What the map no longer says of its values: each came from `kinds`.
      return combined.value as MeaningOf<Kinds[keyof Kinds]>;
    },
  };
}
