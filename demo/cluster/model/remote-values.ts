import type { Words } from './words.js';

export const int32 = 2 ** 31 - 1;

interface IntegerSetting {
  readonly newer: boolean;
  readonly least: number;
  readonly most: number;
  readonly now: number;
  /** What DEFAULT restores: the value of the process's config file. */
  readonly usual: number;
  readonly set: (value: number) => void;
}

/** Shows, sets or restores a number. */
export function integer(words: Words, command: string, args: readonly string[], setting: IntegerSetting): string {
  const [arg] = args;
  if (arg === undefined) return words.value(command, setting.now);
  if (args.length > 1) return words.badInteger(args);
  if ((setting.newer ? arg.toUpperCase() : arg) === 'DEFAULT') {
    setting.set(setting.usual);
    return words.restored(command, setting.usual);
  }
  const value = /^-?\d+$/.test(arg) ? Number(arg) : Number.NaN;
  if (!(value >= setting.least && value <= setting.most)) return words.badInteger(args);
  setting.set(value);
  return words.done;
}

/** Shows or sets a flag. */
export function boolean(
  words: Words,
  command: string,
  args: readonly string[],
  present: boolean,
  set: (value: boolean) => void,
): string {
  const [arg] = args;
  if (arg === undefined) return words.value(command, present);
  if (args.length > 1 || (arg !== 'true' && arg !== 'false')) return words.badBoolean(args);
  set(arg === 'true');
  return words.done;
}
