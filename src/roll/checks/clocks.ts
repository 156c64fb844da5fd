import type { NodeAddress } from '../ids.js';
import { resultsOf, type CheckResult } from './result.js';

/**
 * How far the clock of a server is before the one here, in milliseconds: between `least` and `most`, as the question
 * took its time, and what old servers say may be 10 s old.
 */
export type ClockReading =
  | { readonly kind: 'read'; readonly least: number; readonly most: number }
  | { readonly kind: 'not-told'; readonly why: string }
  | { readonly kind: 'not-understood'; readonly message: string; readonly raw: readonly string[] };

type Read = Extract<ClockReading, { kind: 'read' }>;

/** A difference that nobody has on purpose, and that matters to data with a time to live. */
const noticedMs = 2_000;

export function clocks(read: ReadonlyMap<NodeAddress, ClockReading>): readonly CheckResult[] {
  const result = resultsOf('clocks');
  const told = [...read].flatMap(([server, reading]) =>
    reading.kind === 'read' ? [{ server, ...reading, surely: surely(reading) }] : [],
  );
  const differ = told.filter(({ surely: by }) => Math.abs(by) > noticedMs);
  const seconds = ({ surely: by }: { readonly surely: number }): number => Math.round(by / 1_000);
  const [first] = differ;
  const own = differ.length === told.length && told.length > 1 ? sharedBy(told) : undefined;
  const silent = [...read].flatMap(([server, reading]) =>
    reading.kind === 'not-told' ? [{ server, why: reading.why }] : [],
  );
  return [
    ...(first === undefined
      ? told.length === 0
        ? []
        : [
            result('ok', {
              code: 'clocks-agree',
              servers: told.length,
              most: Math.max(...told.map(({ surely: by }) => Math.abs(by))),
            }),
          ]
      : own !== undefined
        ? [
            result(
              'warn',
              { code: 'own-clock-differs', seconds: Math.round(own / 1_000), servers: told.length },
              { code: 'do-set-own-clock' },
            ),
          ]
        : [
            result(
              'warn',
              { code: 'clocks-differ', servers: differ.map(({ server }) => server), seconds: differ.map(seconds) },
              { code: 'do-set-clocks' },
            ),
          ]),
    ...[...read].flatMap(([server, reading]) =>
      reading.kind === 'not-understood'
        ? [
            result(
              'fail',
              { code: 'clock-not-understood', server, said: reading.message },
              { code: 'do-ask-again' },
              reading.raw,
            ),
          ]
        : [],
    ),
    ...(silent[0] === undefined
      ? []
      : [
          result('unknown', {
            code: 'clocks-not-told',
            servers: silent.map(({ server }) => server),
            why: silent[0].why,
          }),
        ]),
  ];
}

/** By how much all of them can be before the clock here, if they agree with each other; undefined: they do not. */
function sharedBy(told: readonly Pick<Read, 'least' | 'most'>[]): number | undefined {
  const least = Math.max(...told.map((each) => each.least));
  const most = Math.min(...told.map((each) => each.most));
  return least > most + noticedMs ? undefined : surely({ least: Math.min(least, most), most: Math.max(least, most) });
}

/** The least that it differs by, however long the answer took. */
function surely({ least, most }: Pick<Read, 'least' | 'most'>): number {
  if (least > 0) return least;
  return most < 0 ? most : 0;
}
