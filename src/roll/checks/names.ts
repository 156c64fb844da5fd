import { hostOf, type NodeAddress } from '../ids.js';
import type { Observation } from '../observation.js';
import { resultsOf, type CheckResult } from './result.js';
import { needsReverseNames } from './versions.js';

/** What the name service says to one question: an answer, a no, or nothing that one could go by. */
export type NameAnswer =
  | { readonly kind: 'found'; readonly of: readonly string[] }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'unanswered'; readonly why: string };

/** One host as a cluster or the configuration names it, and what is known of it here. */
export interface HostNames {
  readonly host: string;
  /** Its addresses; of an address itself. */
  readonly addresses: NameAnswer;
  /** Of each address its names; and of each of these names its addresses, once more. */
  readonly back: readonly { readonly address: string; readonly names: NameAnswer; readonly again: NameAnswer }[];
}

type Known = ReadonlyMap<string, HostNames>;

const addressesOf = (address: string, known: Known): readonly string[] => {
  const answer = known.get(hostOf(address))?.addresses;
  return answer?.kind === 'found' ? answer.of : [];
};
const portOf = (address: string): string => address.slice(address.lastIndexOf(':'));

/** Whether two addresses, by name or by number, are those of one server. */
const isSame = (one: string, other: string, known: Known): boolean =>
  portOf(one) === portOf(other) &&
  (hostOf(one) === hostOf(other) ||
    addressesOf(one, known).some((address) => addressesOf(other, known).includes(address)));

/** Whether the metas of the configuration are those that the cluster has. */
export function metaList(
  seen: Observation,
  { metas: configured }: { readonly metas: readonly NodeAddress[] },
  known: Known,
): readonly CheckResult[] {
  const result = resultsOf('meta-list');
  const strange = configured.filter((meta) => !seen.metas.some((other) => isSame(meta, other, known)));
  const missing = seen.metas.filter((meta) => !configured.some((other) => isSame(meta, other, known)));
  if (strange.length === 0 && missing.length === 0)
    return [result('ok', { code: 'meta-lists-agree', metas: seen.metas })];
  const unresolved = [...new Set([...strange, ...missing].map(hostOf))].filter(
    (host) => known.get(host)?.addresses.kind !== 'found',
  );
  // A name that nobody resolves may be another one's: then neither is known to be strange, or missing.
  if (unresolved.length > 0)
    return [result('unknown', { code: 'meta-list-unresolved', hosts: unresolved }, { code: 'do-resolve-names' })];
  return [
    ...(strange.length === 0
      ? []
      : [
          result(
            'fail',
            { code: 'metas-of-no-cluster', metas: strange, known: seen.metas },
            { code: 'do-take-out-metas' },
          ),
        ]),
    ...(missing.length === 0
      ? []
      : [result('warn', { code: 'metas-not-configured', metas: missing }, { code: 'do-add-metas' })]),
  ];
}

/** Whether hosts resolve to addresses, and these back to names, as newer servers and shells need it to start. */
export function names(seen: Observation, known: Known): readonly CheckResult[] {
  const result = resultsOf('names');
  const hosts = [...known.values()];
  const needed = needsReverseNames(seen);
  const level = needed ? 'warn' : 'note';
  const noAddress = hosts.filter(({ addresses }) => addresses.kind === 'none');
  const noName = hosts.filter(({ back }) => back.some((each) => each.names.kind === 'none'));
  const elsewhere = hosts.flatMap(({ host, back }) =>
    back.flatMap(({ address, names: called, again }) =>
      called.kind === 'found' && (again.kind === 'none' || (again.kind === 'found' && !again.of.includes(address)))
        ? [{ host, name: called.of[0] ?? '' }]
        : [],
    ),
  );
  const unanswered = hosts.flatMap(({ host, addresses, back }) => {
    const why = [addresses, ...back.flatMap((each) => [each.names, each.again])].find(
      (answer) => answer.kind === 'unanswered',
    )?.why;
    return why === undefined ? [] : [{ host, why }];
  });
  const [first] = noAddress;
  const found = [
    ...(first?.addresses.kind === 'none'
      ? [
          result(
            'warn',
            { code: 'names-unresolved', hosts: noAddress.map(({ host }) => host), why: first.addresses.why },
            { code: 'do-resolve-names' },
          ),
        ]
      : []),
    ...(noName.length === 0
      ? []
      : [
          result(
            level,
            { code: 'no-reverse-name', hosts: noName.map(({ host }) => host), needed },
            { code: 'do-add-reverse-names', needed },
          ),
        ]),
    ...(elsewhere.length === 0
      ? []
      : [
          result(
            level,
            {
              code: 'reverse-name-elsewhere',
              hosts: elsewhere.map(({ host }) => host),
              names: elsewhere.map(({ name }) => name),
              needed,
            },
            { code: 'do-add-reverse-names', needed },
          ),
        ]),
    ...(unanswered[0] === undefined
      ? []
      : [
          result('unknown', {
            code: 'names-not-answered',
            hosts: unanswered.map(({ host }) => host),
            why: unanswered[0].why,
          }),
        ]),
  ];
  return found.length > 0 ? found : [result('ok', { code: 'names-resolve', hosts: hosts.length })];
}
