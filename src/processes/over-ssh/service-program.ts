import { say } from '../print.js';
import { carryOut, type Service } from './service.js';

/** The words after the verb in the argument list of such a program. */
export interface ServiceWords {
  readonly name: string;
  /** What goes before words that need more rights than who logs in has. */
  readonly sudo: readonly string[];
  readonly ssh: readonly string[];
}

/**
 * The whole of a program that runs beside the bot: `PROGRAM stop|start|restart NAME sudo|no-sudo SSH…`.
 * @returns its exit code
 */
export async function serviceProgram(
  words: readonly string[],
  serviceOf: (asked: ServiceWords) => Service,
): Promise<number> {
  // A restart is not left half done because nobody listens to what it prints.
  process.stdout.on('error', () => undefined);
  const [verb, name, sudo, ...ssh] = words;
  const known = verb === 'stop' || verb === 'start' || verb === 'restart';
  if (!known || name === undefined || (sudo !== 'sudo' && sudo !== 'no-sudo') || ssh.length === 0) {
    say('usage: stop|start|restart NAME sudo|no-sudo SSH…');
    return 2;
  }
  return carryOut(verb, serviceOf({ name, sudo: sudo === 'sudo' ? ['sudo', '-n'] : [], ssh }));
}
