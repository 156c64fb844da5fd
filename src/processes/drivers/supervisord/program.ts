/**
 * A program of its own: stops, starts or restarts a program of supervisord on the host of a server
 * (over-ssh/service-program.ts). CONFIG, before the rest, is the configuration of supervisorctl there, or `-`.
 *
 *   program.js CONFIG stop|start|restart NAME sudo|no-sudo SSH…
 */
import { serviceProgram } from '../../over-ssh/service-program.js';
import { parseProgramState } from './program-state.js';
import { supervisorctl } from './words.js';

const [config = '-', ...words] = process.argv.slice(2);

process.exitCode = await serviceProgram(words, ({ name, sudo, ssh }) => ({
  name,
  ssh,
  change: (verb) => [...sudo, ...supervisorctl(config === '-' ? undefined : config, verb, name)],
  // Some versions end with another code than 0 then.
  nothingToDo: (verb, printed) =>
    (verb === 'start' && printed.includes('ERROR (already started)')) ||
    (verb === 'stop' && printed.includes('ERROR (not running)')),
  show: [...sudo, ...supervisorctl(config === '-' ? undefined : config, 'status', name)],
  read: ({ printed }) => parseProgramState(name, printed),
  log: `supervisorctl tail ${name}`,
}));
