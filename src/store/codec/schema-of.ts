import type { z } from 'zod';

/** The same type with its intersections merged and everything read-only, so that two spellings of it compare equal. */
type Plain<Type> = Type extends string
  ? Type
  : Type extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : Type extends object
      ? { readonly [Key in keyof Type]: Plain<Type[Key]> }
      : Type;

/** Identity, not mutual assignability: that would not see an optional field that one of them lacks. */
type Same<Left, Right> =
  (<Any>() => Any extends Left ? 1 : 2) extends <Any>() => Any extends Right ? 1 : 2 ? true : false;

type MustMatch<Schema extends z.ZodType, Type> =
  Same<Plain<z.infer<Schema>>, Plain<Type>> extends true ? unknown : 'the schema and the type differ in some field';

/**
 * The schema of `Type`, checked by the compiler to say exactly what the type says. A field that was
 * added to a type and forgotten in its schema would be dropped from the file in silence.
 */
export const schemaOf =
  <Type>() =>
  <Schema extends z.ZodType<Type>>(schema: Schema & MustMatch<Schema, Type>): z.ZodType<Type> =>
    schema;
