declare const brand: unique symbol;

/** A string that has been looked at and found to be what its name says. */
export type Brand<Name extends string> = string & { readonly [brand]: Name };
