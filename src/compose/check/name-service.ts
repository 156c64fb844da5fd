import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../lib/clock.js';
import { mapLimited } from '../../lib/map-limited.js';
import { codeOf, reasonOf } from '../../lib/thrown.js';
import type { HostNames, NameAnswer } from '../../roll/checks/names.js';

/** Asks for the addresses of a name, and for the names of an address, as this machine resolves them. */
export interface NameService {
  readonly addresses: (name: string) => Promise<NameAnswer>;
  readonly names: (address: string) => Promise<NameAnswer>;
}

/**
 * A name is looked up on one of the few threads on which files are written, too, and a name service that is dead holds
 * each of them for many seconds. So few names are looked up at once, and none any more after one that took too long.
 */
const atOnce = 2;
const answerMs = 2_000;

/** What is known here of each of these hosts. */
export async function resolveHosts(
  hosts: readonly string[],
  service: NameService,
): Promise<ReadonlyMap<string, HostNames>> {
  let silent: NameAnswer | undefined;
  const ask = async (question: (of: string) => Promise<NameAnswer>, of: string): Promise<NameAnswer> => {
    if (silent !== undefined) return silent;
    const answer = await question(of);
    if (answer.kind === 'unanswered') silent = answer;
    return answer;
  };
  const found = await mapLimited([...new Set(hosts)], atOnce, async (host): Promise<HostNames> => {
    const addresses: NameAnswer = isIP(host) === 0 ? await ask(service.addresses, host) : { kind: 'found', of: [host] };
    const back: HostNames['back'][number][] = [];
    for (const address of addresses.kind === 'found' ? addresses.of : []) {
      const names = await ask(service.names, address);
      const [name] = names.kind === 'found' ? names.of : [];
      const again = name === undefined ? names : await ask(service.addresses, name);
      back.push({ address, names, again });
    }
    return { host, addresses, back };
  });
  return new Map(found.map((each) => [each.host, each]));
}

/** The name service of this machine, with its /etc/hosts. */
export function systemNames(clock: Clock): NameService {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  return {
    addresses: (name) =>
      inTime(clock, async () => (await lookup(name, { all: true, family: 4 })).map(({ address }) => address)),
    names: (address) => inTime(clock, () => resolver.reverse(address)),
  };
}

async function inTime(clock: Clock, ask: () => Promise<readonly string[]>): Promise<NameAnswer> {
  const answered = new AbortController();
  const tooLate = clock
    .sleep(answerMs, answered.signal)
    .then(
      (): NameAnswer => ({ kind: 'unanswered', why: `the name service does not answer within ${answerMs / 1000} s` }),
    );
  const answer = ask().then(
    (of): NameAnswer => (of.length === 0 ? { kind: 'none', why: 'it has none' } : { kind: 'found', of }),
    (error: unknown): NameAnswer => ({
      kind: noSuchName.has(codeOf(error) ?? '') ? 'none' : 'unanswered',
      why: reasonOf(error),
    }),
  );
  const first = await Promise.race([answer, tooLate]);
  answered.abort();
  return first;
}

const noSuchName: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
