/** What a parameter of a message can be; `message.ts` has the type of each. All of it is plain JSON. */
export const parameterKinds = [
  'text', // foreign words: a table's name, an adapter's error, what a person wrote
  'texts',
  'node',
  'nodes',
  'gpids',
  'count',
  'counts',
  'ms', // a duration
  'instant', // a moment, milliseconds since the epoch
  'flag',
  'user', // the id of a person in Slack
  'users',
  'level',
  'role',
  'roles',
  'verb',
  'verbs',
  'act',
  'value', // of a setting, as the cluster has it
  'message', // another message, as part of this one
  'messages',
] as const;
export type ParameterKind = (typeof parameterKinds)[number];

/** The name of a kind; with a question mark where the parameter may be absent. */
export type Parameter = ParameterKind | `${ParameterKind}?`;

/** Messages of one subject: the parameters of each by its code. */
export type Messages = Readonly<Record<string, Readonly<Record<string, Parameter>>>>;
