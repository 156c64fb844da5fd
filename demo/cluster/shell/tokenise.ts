const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/**
 * Splits a line into arguments as the shell does: blanks separate; `"…"` knows
 * `\n \r \t \b \a \xHH`, `'…'` only `\'`. Undefined for an unbalanced quote, text glued to a closing
 * quote, or a line without any argument: the shell says `Invalid argument(s)`.
 */
export function tokenise(line: string): readonly string[] | undefined {
  const tokens: string[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(line[at])) at += 1;
    if (at >= line.length) return tokens.length === 0 ? undefined : tokens;
    const token = readToken(line, at);
    if (token === undefined) return undefined;
    tokens.push(token.text);
    at = token.end;
  }
}

function readToken(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  let at = start;
  while (at < line.length && !isBlank(line[at])) {
    const char = line.charAt(at);
    if (char !== '"' && char !== "'") {
      text += char;
      at += 1;
      continue;
    }
    const quoted = char === '"' ? readDoubleQuoted(line, at + 1) : readSingleQuoted(line, at + 1);
    if (quoted === undefined) return undefined;
    if (quoted.end < line.length && !isBlank(line[quoted.end])) return undefined;
    text += quoted.text;
    at = quoted.end;
  }
  return { text, end: at };
}

function readDoubleQuoted(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    if (char !== '\\') {
      text += char;
      continue;
    }
    const hex = /^x([0-9a-fA-F]{2})/.exec(line.slice(at + 1));
    if (hex !== null) {
      text += String.fromCharCode(Number.parseInt(hex[1] ?? '', 16));
      at += 3;
      continue;
    }
    if (at + 1 >= line.length) return undefined;
    at += 1;
    const escaped = line.charAt(at);
    text += escapes[escaped] ?? escaped;
  }
  return undefined;
}

function readSingleQuoted(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    if (line.startsWith("\\'", at)) {
      text += "'";
      at += 1;
      continue;
    }
    if (line.charAt(at) === "'") return { text, end: at + 1 };
    text += line.charAt(at);
  }
  return undefined;
}

const isBlank = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);
