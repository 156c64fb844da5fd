import { z } from 'zod';
import type { DeepReadonly } from '../lib/deep-readonly.js';
import type { SettleRule } from '../roll/settle-rule.js';
import { argumentList } from '../settings/argument-list.js';
import { evenIfFaulty } from '../settings/kinds.js';
import { duration, mapping } from '../settings/values.js';
import { matcherList } from './matchers.js';

/** Where a server of HTTP is: without a user, a query or a fragment. */
export const httpUrl = (example: string) => {
  const expected = `an http or https URL, for example ${example}`;
  return z.string({ error: expected }).transform((written, context) => {
    const url = URL.canParse(written) ? new URL(written) : undefined;
    const isPlain =
      url !== undefined &&
      (url.protocol === 'http:' || url.protocol === 'https:') &&
      url.username === '' &&
      url.password === '' &&
      url.search === '' &&
      url.hash === '';
    if (isPlain) return url.href.replace(/\/+$/, '');
    context.addIssue({ code: 'custom', message: expected, input: written });
    return z.NEVER;
  });
};

const way = 'either "prometheus" with "query", or "command"';

/** `settle:` of a cluster: what must be so, for how long, before the next server is begun. */
export const settleSettings = mapping({
  prometheus: httpUrl('http://prometheus:9090')
    .exactOptional()
    .describe('Where Prometheus is; /api/v1/query is asked below it.'),
  query: z
    .string({ error: 'a query of Prometheus' })
    .regex(/\S/, { error: 'a query of Prometheus' })
    .exactOptional()
    .describe('All its values must be below "below"; without that, 1 (true), as comparisons with "bool" give.'),
  below: z.number({ error: 'a number' }).exactOptional(),
  command: argumentList('cluster').exactOptional().describe('Instead of a query: exit code 0 says that it is at rest.'),
  for: duration().prefault('1m').describe('For how long it must be so.'),
})
  .superRefine(({ prometheus, query, below, command }, context) => {
    const clash = (at: string, expected: string): void => {
      context.addIssue({ code: 'custom', message: expected, path: [at], params: { together: true } });
    };
    if (command !== undefined && prometheus !== undefined) clash('command', way);
    else if (command === undefined && prometheus === undefined) clash('prometheus', way);
    else if (command === undefined && query === undefined) clash('query', 'a "query" for Prometheus');
    if (command !== undefined && query !== undefined) clash('query', 'no "query" with a command');
    if (command !== undefined && below !== undefined) clash('below', 'no "below" with a command');
  }, evenIfFaulty)
  .transform(({ prometheus, query, below, command, for: forMs }) => ({
    forMs,
    asks:
      command === undefined
        ? {
            kind: 'prometheus' as const,
            url: prometheus ?? '',
            query: query ?? '',
            ...(below === undefined ? {} : { below }),
          }
        : { kind: 'command' as const, command },
  }))
  .describe('When a cluster is at rest, and not only full: the next server is not begun before.');

export type SettleSettings = DeepReadonly<z.output<typeof settleSettings>>;

/** What the core and people know of it. */
export function settleRule({ asks, forMs }: SettleSettings): SettleRule {
  return asks.kind === 'command'
    ? { what: asks.command.join(' '), forMs }
    : { what: asks.query, ...(asks.below === undefined ? {} : { below: asks.below }), forMs };
}

/** `alerts:` of a cluster: under which nothing is begun, and which are silenced while a run is at work. */
export const alertSettings = mapping({
  alertmanager: httpUrl('http://alertmanager:9093').describe('Where Alertmanager is; its API is asked below it.'),
  block: matcherList().exactOptional().describe('Nothing is begun while an alert fires that meets all of these.'),
  silence: matcherList()
    .exactOptional()
    .describe('Alerts that meet all of these are silenced while a run is at work, and no longer than the bot lives.'),
}).superRefine(({ block, silence }, context) => {
  if (block !== undefined || silence !== undefined) return;
  context.addIssue({
    code: 'custom',
    message: '"block" or "silence", or both',
    path: ['block'],
    params: { together: true },
  });
}, evenIfFaulty);

/** Matchers as people write them. */
export const inWords = (matchers: readonly string[]): string => `{${matchers.join(', ')}}`;
