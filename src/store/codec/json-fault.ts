/** Where a text stops being JSON; lines and columns count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly found: string;
}

const space = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * The first place where `text` is not JSON, or undefined when it is. `JSON.parse` does not always tell
 * the place; this is only asked after it has failed.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const take = (character: string): boolean => {
    skip(space);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  // What encloses the place at hand. A stack of its own: depth must not end the program.
  const enclosing: ('{' | '[')[] = [];
  let expected = 'value';
  for (;;) {
    skip(space);
    switch (expected) {
      case 'value':
        if (take('{')) {
          if (take('}')) break;
          enclosing.push('{');
          expected = 'name';
          continue;
        }
        if (take('[')) {
          if (take(']')) break;
          enclosing.push('[');
          continue;
        }
        if (!skip(string) && !skip(scalar)) return faultAt(text, at, 'a value');
        break;
      case 'name':
        if (!skip(string)) return faultAt(text, at, 'the name of a field in quotes');
        if (!take(':')) return faultAt(text, at, '":"');
        expected = 'value';
        continue;
    }
    // A value has ended: close what it ends, or go on to the next one.
    for (;;) {
      const around = enclosing.at(-1);
      if (around === undefined) {
        skip(space);
        return at === text.length ? undefined : faultAt(text, at, 'the end of the file');
      }
      if (take(',')) {
        expected = around === '{' ? 'name' : 'value';
        break;
      }
      if (!take(around === '{' ? '}' : ']')) return faultAt(text, at, around === '{' ? '"," or "}"' : '"," or "]"');
      enclosing.pop();
    }
  }
}

function faultAt(text: string, at: number, expected: string): JsonFault {
  const before = text.slice(0, at);
  const found = at >= text.length ? 'the end of the file' : JSON.stringify(text.slice(at, at + 12));
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n'), expected, found };
}
