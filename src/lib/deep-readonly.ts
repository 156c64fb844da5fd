/** A value that nobody changes, at any depth. */
export type DeepReadonly<Value> = Value extends string | number | boolean | bigint | symbol | null | undefined
  ? Value
  : { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };
