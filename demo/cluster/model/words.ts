/**
 * The two grammars in which servers answer remote commands (docs/pegasus.md, "Answers to settings"): up to 2.5 plain
 * words, newer ones JSON with two blanks of indent and sorted keys.
 */
export interface Words {
  readonly done: string;
  readonly value: (command: string, value: number | boolean) => string;
  /** After DEFAULT. */
  readonly restored: (command: string, value: number) => string;
  readonly badInteger: (args: readonly string[]) => string;
  readonly badBoolean: (args: readonly string[]) => string;
}

export const olderWords: Words = {
  done: 'OK',
  value: (_command, value) => String(value),
  restored: () => 'OK',
  badInteger: () => 'ERR: invalid arguments',
  badBoolean: () => 'ERR: invalid arguments',
};

export const json = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1))), null, 2);

const tooMany = (args: readonly string[]): string =>
  json({ error: `ERR: invalid arguments '${args.join(' ')}', only one argument is acceptable` });

export const newerWords: Words = {
  done: json({ error: 'ok' }),
  value: (command, value) => json({ error: 'ok', [command]: String(value) }),
  restored: (command, value) => json({ error: 'ok', [command]: value }),
  badInteger: (args) =>
    args.length > 1
      ? tooMany(args)
      : json({ error: `ERR: invalid argument '${args[0] ?? ''}', the value is not acceptable` }),
  badBoolean: (args) =>
    args.length > 1 ? tooMany(args) : json({ error: `ERR: invalid arguments, '${args[0] ?? ''}' is not a boolean` }),
};
