/**
 * What comes of a request. `silence`: the process does not answer any more. `malformed`: the connection is closed.
 * `fatal`: the process ends; an address of a type that is none does that.
 */
export type Outcome =
  | { readonly kind: 'answer'; readonly bytes: Buffer }
  | { readonly kind: 'silence' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'fatal' };
