import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../src/store/codec/document.js';
import { decode, encode } from '../../../src/store/codec/document.js';
import {
  anchorKind,
  auditKind,
  clusterKind,
  conversationKind,
  runKind,
  summaryKind,
} from '../../../src/store/codec/kinds.js';
import { holderKind } from '../../../src/store/files/lock/holder.js';
import { arbitraryOf } from '../support/arbitrary-of.js';

/**
 * A document with this body and a checksum that is right for it: what a program with a bug would write, or somebody who
 * knows the format.
 */
function sealed(kind: string, format: number, body: unknown): string {
  const sum = createHash('sha256')
    .update(`${format} ${kind} ${JSON.stringify(body)}`)
    .digest('hex')
    .slice(0, 32);
  return `{"format":${format},"kind":${JSON.stringify(kind)},"sum":"${sum}","body":${JSON.stringify(body)}}`;
}

const bodyOf = (text: string): unknown => (JSON.parse(text) as { readonly body: unknown }).body;

/** The same for the same JSON, whatever the order of its fields. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
    .join(',')}}`;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** A place in a JSON value, as the steps that lead there. */
type Path = readonly (string | number)[];

function placesIn(value: unknown, here: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [here];
  const inner = Array.isArray(value) ? value.map((item, nth): [number, unknown] => [nth, item]) : Object.entries(value);
  return [here, ...inner.flatMap(([step, item]) => placesIn(item, [...here, step]))];
}

/** The value with what stands at that place replaced by what `change` makes of it; undefined takes it out. */
function changedAt(value: unknown, [step, ...rest]: Path, change: (there: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  if (isList(value))
    return value
      .map((item, nth) => (nth === step ? changedAt(item, rest, change) : item))
      .filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, field]): readonly [string, unknown] => [
        name,
        name === step ? changedAt(field, rest, change) : field,
      ])
      .filter(([, field]) => field !== undefined),
  );
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '', 0, -1, 1.5, 1e308, [], {}, 'awaiting-approval', 'done', '2.13', true),
);

/** What may happen to one place of a document. */
const changes: fc.Arbitrary<(there: unknown) => unknown> = fc.oneof(
  fc.constant(() => undefined),
  anything.map((other) => () => other),
  fc.constant((there: unknown) => [there]),
  fc.constant((there: unknown) => ({ it: there })),
  fc.constant((there: unknown) =>
    Array.isArray(there) ? there.flatMap((item: unknown) => [item, item]) : JSON.stringify(there),
  ),
  fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), anything).map(
    ([name, other]) =>
      (there: unknown) =>
        typeof there === 'object' && there !== null && !Array.isArray(there) ? { ...there, [name]: other } : other,
  ),
);

const kinds: readonly (readonly [string, (tell: <Value>(kind: Kind<Value>) => void) => void])[] = [
  [
    'a run',
    (tell) => {
      tell(runKind);
    },
  ],
  [
    'a conversation',
    (tell) => {
      tell(conversationKind);
    },
  ],
  [
    'what is kept of a cluster',
    (tell) => {
      tell(clusterKind);
    },
  ],
  [
    'an audit entry',
    (tell) => {
      tell(auditKind);
    },
  ],
  [
    'a note of where the trail ends',
    (tell) => {
      tell(anchorKind);
    },
  ],
  [
    'a line of the index of finished runs',
    (tell) => {
      tell(summaryKind);
    },
  ],
  [
    'a lock',
    (tell) => {
      tell(holderKind);
    },
  ],
];

describe.each(kinds)('%s', (_, of) => {
  it('is never made of JSON that nobody wrote', () => {
    of((kind) => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.json(),
            fc.string(),
            fc.jsonValue().map((body) => JSON.stringify({ format: 1, kind: kind.name, sum: '0'.repeat(32), body })),
          ),
          (text) => {
            expect(decode(kind, text)).toMatchObject({ ok: false, failure: { kind: 'corrupt' } });
          },
        ),
        { numRuns: 200 },
      );
    });
  });

  it('that was changed anywhere is refused', () => {
    of((kind) => {
      fc.assert(
        fc.property(arbitraryOf(kind.schema), fc.nat(), changes, (value, nth, change) => {
          const text = encode(kind, value);
          const document: unknown = JSON.parse(text);
          const places = placesIn(document);
          const changed = changedAt(document, places[nth % places.length] ?? [], change);
          fc.pre(changed !== undefined && canonical(changed) !== canonical(document));
          expect(decode(kind, JSON.stringify(changed)).ok).toBe(false);
        }),
        { numRuns: 80 },
      );
    });
  });

  it('that was changed and sealed anew is refused, or taken for exactly what it says: nothing is dropped, nothing made up', () => {
    of((kind) => {
      fc.assert(
        fc.property(
          arbitraryOf(kind.schema),
          fc.nat(),
          changes,
          fc.integer({ min: 1, max: kind.migrations.length + 1 }),
          (value, nth, change, format) => {
            const body = bodyOf(encode(kind, value));
            const places = placesIn(body);
            const changed: unknown = JSON.parse(
              JSON.stringify(changedAt(body, places[nth % places.length] ?? [], change) ?? null),
            );
            const decoded = decode(kind, sealed(kind.name, format, changed));
            if (!decoded.ok) {
              expect(decoded.failure.kind).toBe('corrupt');
              return;
            }
            const said = kind.migrations.slice(format - 1).reduce((older, migrate) => migrate(older), changed);
            expect(canonical(JSON.parse(JSON.stringify(decoded.value)))).toBe(canonical(said));
            expect(decode(kind, encode(kind, decoded.value))).toStrictEqual(decoded);
          },
        ),
        { numRuns: 100 },
      );
    });
  });

  it('with a field more, at any depth, is refused, and the field is named: saving it again would lose it', () => {
    of((kind) => {
      fc.assert(
        fc.property(arbitraryOf(kind.schema), fc.nat(), anything, (value, nth, other) => {
          const body = bodyOf(encode(kind, value));
          // The detail of an audit entry is whatever was said.
          const objects = placesIn(body).filter((path) => path[0] !== 'detail' && isObject(at(body, path)));
          const changed = changedAt(body, objects[nth % objects.length] ?? [], (there) => ({
            ...(there as object),
            unheardOf: other,
          }));
          const decoded = decode(kind, sealed(kind.name, kind.migrations.length + 1, changed));
          expect(decoded).toMatchObject({
            ok: false,
            failure: { kind: 'corrupt', fault: expect.stringContaining('unheardOf') },
          });
        }),
        { numRuns: 60 },
      );
    });
  });

  it('in a format that is none, or of another kind, is refused', () => {
    of((kind) => {
      const [value] = fc.sample(arbitraryOf(kind.schema), { numRuns: 1, seed: 1 });
      const body = value === undefined ? undefined : bodyOf(encode(kind, value));
      const current = kind.migrations.length + 1;
      for (const format of [0, -1, 1.5])
        expect(decode(kind, sealed(kind.name, format, body))).toMatchObject({
          ok: false,
          failure: { kind: 'corrupt' },
        });
      expect(decode(kind, sealed(kind.name, current, body)).ok).toBe(true);
      expect(decode(kind, sealed(kind.name, current + 1, body))).toMatchObject({
        ok: false,
        failure: { kind: 'newer-format' },
      });
      expect(decode(kind, sealed('something else', current, body))).toMatchObject({
        ok: false,
        failure: { kind: 'corrupt', fault: `holds a something else, not a ${kind.name}` },
      });
    });
  });
});

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (there, step) =>
      typeof there === 'object' && there !== null
        ? Object.entries(there).find(([name]) => name === String(step))?.[1]
        : undefined,
    value,
  );
}
