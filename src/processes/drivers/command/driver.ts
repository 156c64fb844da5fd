import { fail, ok } from '../../../lib/result.js';
import { argumentList } from '../../../settings/argument-list.js';
import { processDriver } from '../../driver.js';
import { fillIn } from '../../placeholders.js';
import { tellsApart } from '../../tells-apart.js';

/** The operator's own programs, for each verb one. */
export const command = processDriver({
  settings: () => ({
    restart: argumentList('command'),
    stop: argumentList('command'),
    start: argumentList('command'),
  }),
  ways: [['restart'], ['stop', 'start']],
  combine: ({ restart, stop, start }) => {
    if (restart !== undefined && (stop !== undefined || start !== undefined))
      return fail({ at: 'restart', expected: '"restart", or "stop" and "start", not both' });
    if (restart !== undefined) return ok({ kind: 'command' as const, restart });
    if (stop !== undefined && start !== undefined) return ok({ kind: 'command' as const, stop, start });
    return stop === undefined && start === undefined
      ? fail({ at: 'restart', expected: 'a "restart" command, or "stop" and "start"' })
      : fail({ at: 'stop', expected: '"stop" and "start" together' });
  },

  /** A package is replaced while its process is down where stopping is a command of its own, else before a restart. */
  procedure: (settings, { install }) => {
    if ('restart' in settings) return { restart: ['restart'], upgrade: install ? ['install', 'restart'] : ['restart'] };
    return { restart: ['stop', 'start'], upgrade: install ? ['stop', 'install', 'start'] : ['stop', 'start'] };
  },

  tellsApart: (settings) => tellsApart('restart' in settings ? [settings.restart] : [settings.stop, settings.start]),

  argumentsFor: (settings, asked) => {
    const { kind: _, ...commands } = settings;
    const found = Object.entries(commands).find(([verb]) => verb === asked.verb);
    return found === undefined ? fail(`the configuration has no command for "${asked.verb}"`) : fillIn(found[1], asked);
  },

  checkReachesHosts: false,

  check: (settings, { executable }) => {
    const { kind: _, ...commands } = settings;
    return Promise.all(Object.entries(commands).map(([verb, list]) => executable(verb, list[0])));
  },
});
