import { mapLimited } from '../lib/map-limited.js';
import type { Result } from '../lib/result.js';
import type { ClusterName } from '../roll/ids.js';
import type { Replaceable, Server } from '../roll/observation.js';
import { ask, type AskMeans } from './ask.js';
import type { ProcessControl } from './process-control.js';
import { driverOf, type DriverSettings } from './registry.js';

/** So many servers are asked about at the same time. */
const atOnce = 8;
/** A run looks each second while it waits; what a program has read is good for longer. */
const freshMs = 10_000;

/** What a driver reads before its commands; undefined where it has nothing to read. */
export function replaceableBy(
  settings: DriverSettings,
  cluster: ClusterName,
  { allows, ...means }: Omit<AskMeans, 'signal'> & { readonly allows: (address: string) => boolean },
): ProcessControl['replaceable'] {
  const driver = driverOf(settings);
  if (driver.replaceable === undefined) return undefined;
  const read = driver.replaceable.bind(driver, settings);
  const known = new Map<string, { readonly at: number; readonly answer: Replaceable }>();

  const answerFor = async (server: Server, askOnce: Ask): Promise<Replaceable> => {
    if (!allows(server.address)) return { kind: 'no', why: 'its host is none of allowedHosts' };
    const key = `${server.role} ${server.index} ${server.address}`;
    const before = known.get(key);
    const age = before === undefined ? -1 : means.clock.now() - before.at;
    if (before !== undefined && age >= 0 && age < freshMs) return before.answer;
    const answer = await read({ cluster, server, ask: askOnce });
    if (answer.kind === 'unknown') known.delete(key);
    else known.set(key, { at: means.clock.now(), answer });
    return answer;
  };

  return async (servers, signal) => {
    const askOnce = once((argv) => ask(argv[0] ?? '', argv, { ...means, signal }));
    const answers = await mapLimited(
      servers,
      atOnce,
      async (server) => [server.address, await answerFor(server, askOnce)] as const,
    );
    return Object.fromEntries(answers);
  };
}

type Ask = (argv: readonly string[]) => Promise<Result<string, string>>;

/** Servers of one StatefulSet are asked about in the same words: one answer is for all of them. */
function once(asks: Ask): Ask {
  const asked = new Map<string, ReturnType<Ask>>();
  return (argv) => {
    const words = JSON.stringify(argv);
    const answer = asked.get(words) ?? asks(argv);
    asked.set(words, answer);
    return answer;
  };
}
