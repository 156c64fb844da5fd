/**
 * A program of its own: stops, starts or replaces the container of a service, and ends when that is done. SHELL is what
 * begins a command where Docker is (over-ssh/shell-at.ts).
 *
 *   container.js stop|start|restart SERVICE HOST sudo|no-sudo FILE PROJECT|- SHELL…
 *
 * Nothing is done where a new container might not be the server at HOST.
 */
import { fail, ok } from '../../../lib/result.js';
import { askRemote } from '../../over-ssh/run-remote.js';
import { carryOut, type ServiceVerb } from '../../over-ssh/service.js';
import { say } from '../../print.js';
import { parseAddresses, whyNotAt } from './addresses.js';
import { idsOf, parseContainers, stateOf } from './containers.js';
import { changeWords, configurationWords, showWords, type Project } from './words.js';

// A restart is not left half done because nobody listens to what it prints.
process.stdout.on('error', () => undefined);

const [verb, service, host, sudo, file, project, ...shell] = process.argv.slice(2);
const known = verb === 'stop' || verb === 'start' || verb === 'restart';
if (
  !known ||
  service === undefined ||
  host === undefined ||
  (sudo !== 'sudo' && sudo !== 'no-sudo') ||
  file === undefined ||
  project === undefined ||
  shell.length === 0
) {
  say('usage: container.js stop|start|restart SERVICE HOST sudo|no-sudo FILE PROJECT|- SHELL…');
  process.exitCode = 2;
} else {
  const where = { file, sudo: sudo === 'sudo', ...(project === '-' ? {} : { project }) };
  process.exitCode = await replace(verb, service, host, where, shell);
}

async function replace(
  how: ServiceVerb,
  name: string,
  address: string,
  where: Project,
  ssh: readonly string[],
): Promise<number> {
  const shown = await askRemote(ssh, configurationWords(where, name));
  if (shown.code !== 0) return ended(shown);
  const addresses = parseAddresses(name, shown.printed);
  const whyNot = addresses.ok ? whyNotAt(address, name, addresses.value) : addresses.failure;
  if (whyNot !== undefined) return ended({ code: 1, printed: whyNot });
  const before = await askRemote(ssh, showWords(where, name));
  if (before.code !== 0) return ended(before);
  const containers = parseContainers(name, before.printed);
  if (!containers.ok) return ended({ code: 1, printed: containers.failure });
  if (containers.value.length > 1)
    return ended({
      code: 1,
      printed: `${name} has several containers, and a server is one: ${idsOf(containers.value)}`,
    });
  return carryOut(how, {
    name,
    ssh,
    change: (each) => changeWords(where, each, name),
    // Compose ends with 0 where nothing is left to do.
    nothingToDo: () => false,
    show: showWords(where, name),
    read: ({ code, printed }) => {
      if (code !== 0) return fail(printed.trimEnd());
      const found = parseContainers(name, printed);
      return found.ok ? ok(stateOf(found.value, how)) : found;
    },
    log: `docker compose logs ${name}`,
  });
}

function ended({ code, printed }: { readonly code: number; readonly printed: string }): number {
  say(printed.trimEnd());
  return code;
}
