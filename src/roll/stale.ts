import type { Message } from './message.js';
import type { FlagReading } from './observation.js';
import type { StaleValue } from './options.js';
import type { PlanTarget } from './plan.js';

/** What a server says of the value that a change of configuration brings. */
export type ValueSeen =
  | { readonly kind: 'has-it' }
  | { readonly kind: 'has-another'; readonly found: string }
  /** Neither is proven. `lasting`: it will not be told by waiting. */
  | { readonly kind: 'not-told'; readonly why: Message; readonly raw: readonly string[]; readonly lasting: boolean };

/**
 * The flag that a key means, and its section where the key has one: `replication.checkpoint_interval_seconds`. Names of
 * flags have no dots, those of sections may (`pegasus.server`).
 */
export function flagOf(key: string): { readonly name: string; readonly section?: string } {
  const dot = key.lastIndexOf('.');
  return dot < 0 ? { name: key } : { name: key.slice(dot + 1), section: key.slice(0, dot) };
}

/**
 * Whether a server has the value in force. Values are compared as Pegasus prints them (docs/pegasus.md, "HTTP pages").
 */
export function valueSeen({ key, value }: StaleValue, reading: FlagReading | undefined): ValueSeen {
  const { name, section } = flagOf(key);
  if (reading === undefined) return notTold({ code: 'value-not-read' });
  switch (reading.kind) {
    case 'unreachable':
      return notTold({ code: 'value-unreachable', error: reading.error });
    case 'not-understood':
      return notTold({ code: 'value-not-understood', said: reading.message }, reading.raw);
    case 'no-page':
      return neverTold({ code: 'no-config-page' });
    case 'no-such-flag':
      return neverTold({ code: 'no-such-flag', name });
    case 'value':
      if (section !== undefined && reading.section !== section)
        return neverTold({ code: 'flag-of-another-section', name, section: reading.section });
      if (reading.value === value) return { kind: 'has-it' };
      if (canBePrinted(reading.type, value)) return { kind: 'has-another', found: reading.value };
      return neverTold({ code: 'never-printed-so', name, type: reading.type, value });
  }
}

/** What servers have instead, and how many of them each; none where nothing is known. */
export function foundValues(targets: readonly Pick<PlanTarget, 'found'>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { found } of targets) if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  return counts;
}

/** What Pegasus prints of each type; of types that are not known here, anything. */
const printed: Readonly<Record<string, RegExp>> = {
  FV_BOOL: /^(?:true|false)$/,
  FV_DOUBLE: /^-?\d{1,400}\.\d\d$/,
  FV_INT32: /^-?\d{1,20}$/,
  FV_INT64: /^-?\d{1,20}$/,
  FV_UINT32: /^\d{1,20}$/,
  FV_UINT64: /^\d{1,20}$/,
};

const canBePrinted = (type: string, value: string): boolean =>
  !Object.hasOwn(printed, type) || printed[type]?.test(value) === true;

const notTold = (why: Message, raw: readonly string[] = []): ValueSeen => ({
  kind: 'not-told',
  why,
  raw,
  lasting: false,
});
const neverTold = (why: Message): ValueSeen => ({ kind: 'not-told', why, raw: [], lasting: true });
