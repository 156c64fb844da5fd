/** What a command was called with. Later options win, as in the shell. */
export interface ParsedOptions {
  /** By short letter; `true` for a flag. */
  readonly options: ReadonlyMap<string, string | true>;
  readonly positional: readonly string[];
}

export interface OptionSpec {
  readonly letter: string;
  readonly long?: string;
  readonly takesValue: boolean;
}

export const flag = (letter: string, long?: string): OptionSpec => ({
  letter,
  ...(long === undefined ? {} : { long }),
  takesValue: false,
});
export const valued = (letter: string, long?: string): OptionSpec => ({
  letter,
  ...(long === undefined ? {} : { long }),
  takesValue: true,
});

/** The value of an option that takes one. */
export function valueOf(parsed: ParsedOptions, letter: string): string | undefined {
  const value = parsed.options.get(letter);
  return typeof value === 'string' ? value : undefined;
}

/**
 * GNU `getopt_long`: options may stand anywhere, short ones may be joined, `--` ends them.
 * A string is the complaint that it prints on stderr.
 */
export function getopt(argv: readonly string[], specs: readonly OptionSpec[]): ParsedOptions | string {
  const [command = '', ...rest] = argv;
  const options = new Map<string, string | true>();
  const positional: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const token = rest[at] ?? '';
    if (token === '--') {
      positional.push(...rest.slice(at + 1));
      break;
    }
    if (token.startsWith('--')) {
      const [name, inline] = splitOnce(token.slice(2));
      const spec = specs.find((candidate) => candidate.long === name);
      if (spec === undefined) return `${command}: unrecognized option '--${name}'\n`;
      if (!spec.takesValue) {
        if (inline !== undefined) return `${command}: option '--${name}' doesn't allow an argument\n`;
        options.set(spec.letter, true);
        continue;
      }
      const value = inline ?? rest[++at];
      if (value === undefined) return `${command}: option '--${name}' requires an argument\n`;
      options.set(spec.letter, value);
      continue;
    }
    if (!token.startsWith('-') || token === '-') {
      positional.push(token);
      continue;
    }
    for (let index = 1; index < token.length; index += 1) {
      const letter = token.charAt(index);
      const spec = specs.find((candidate) => candidate.letter === letter);
      if (spec === undefined) return `${command}: invalid option -- '${letter}'\n`;
      if (!spec.takesValue) {
        options.set(letter, true);
        continue;
      }
      const joined = token.slice(index + 1);
      const value = joined === '' ? rest[++at] : joined;
      if (value === undefined) return `${command}: option requires an argument -- '${letter}'\n`;
      options.set(letter, value);
      break;
    }
  }
  return { options, positional };
}

/**
 * The parser of some commands of newer shells: no joined short options, and an option takes the next
 * word as its value unless that looks like an option (`-r CMD` loses the command; `-1` is a value).
 * Options are kept under the names they were given; see `named`.
 */
export function argh(argv: readonly string[]): ParsedOptions {
  const options = new Map<string, string | true>();
  const positional: string[] = [];
  const rest = argv.slice(1);
  for (let at = 0; at < rest.length; at += 1) {
    const token = rest[at] ?? '';
    if (!looksLikeOption(token)) {
      positional.push(token);
      continue;
    }
    const [name, inline] = splitOnce(token.replace(/^-+/, ''));
    const following = rest[at + 1];
    if (inline !== undefined) options.set(name, inline);
    else if (following !== undefined && !looksLikeOption(following)) {
      options.set(name, following);
      at += 1;
    } else options.set(name, true);
  }
  return { options, positional };
}

/**
 * Renames long options to their letters; undefined when one is not among the specs or lacks or has a value against
 * them.
 */
export function named(parsed: ParsedOptions, specs: readonly OptionSpec[]): ParsedOptions | undefined {
  const options = new Map<string, string | true>();
  for (const [name, value] of parsed.options) {
    const spec = specs.find((candidate) => candidate.letter === name || candidate.long === name);
    if (spec?.takesValue !== (typeof value === 'string')) return undefined;
    options.set(spec.letter, value);
  }
  return { options, positional: parsed.positional };
}

const looksLikeOption = (token: string): boolean =>
  token.startsWith('-') && !/^-?\d+(\.\d+)?$/.test(token) && token !== '-';

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
