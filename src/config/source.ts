import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { reasonOf } from '../lib/thrown.js';

type Path = readonly PropertyKey[];

/** A YAML text with the places of what is in it. */
export interface Source {
  /** The whole as plain values; undefined when the text cannot be read. */
  readonly value: unknown;
  /** What keeps the text from being YAML, with places. */
  readonly errors: readonly { readonly message: string; readonly line: number; readonly column: number }[];
  /** The place of what is at a path, or of the nearest thing around it that is there. */
  placeOf(path: Path): { readonly line: number; readonly column: number } | undefined;
  /** Whether the text itself says something at a path. */
  says(path: Path): boolean;
  /** Every scalar of the text, with its path and the key it is the value of. */
  scalars(): readonly { readonly path: Path; readonly key: string | undefined; readonly value: unknown }[];
}

export function readSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const errors = [...document.errors, ...document.warnings].map((error) => ({
    message: firstSentence(error.message),
    ...at(error.pos[0]),
  }));
  const plain = errors.length === 0 ? toPlain(document) : { value: undefined };
  return {
    value: plain.value,
    errors: 'error' in plain ? [{ message: plain.error, line: 1, column: 1 }] : errors,
    placeOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== undefined) return at(offset);
      }
      return undefined;
    },
    says: (path) => offsetOf(document, path) !== undefined,
    scalars: () => scalarsOf(document),
  };
}

function toPlain(document: Document): { readonly value: unknown; readonly error?: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { value: undefined, error: firstSentence(reasonOf(error)) };
  }
}

/** Where the key of a mapping, or the item of a list, begins. */
function offsetOf(document: Document, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return undefined;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      const item: unknown = node.items[step];
      if (item === undefined) return undefined;
      offset = isScalar(item) || isMap(item) || isSeq(item) ? item.range?.[0] : undefined;
      node = item;
    } else {
      return undefined;
    }
  }
  return offset;
}

function scalarsOf(document: Document): ReturnType<Source['scalars']> {
  const found: { path: Path; key: string | undefined; value: unknown }[] = [];
  visit(document, {
    Scalar(place, node, ancestors) {
      if (place === 'key') return;
      const path: PropertyKey[] = [];
      ancestors.forEach((ancestor, depth) => {
        const child: unknown = ancestors[depth + 1] ?? node;
        if (isPair(ancestor) && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
        else if (isSeq(ancestor)) path.push(ancestor.items.indexOf(child));
      });
      const key = path.findLast((step) => typeof step === 'string');
      found.push({ path, key: typeof key === 'string' ? key : undefined, value: node.value });
    },
  });
  return found;
}

const firstSentence = (message: string): string => message.split('\n')[0] ?? message;
