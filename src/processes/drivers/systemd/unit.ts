/** A program of its own: stops, starts or restarts a unit on the host of a server (over-ssh/service-program.ts). */
import { serviceProgram } from '../../over-ssh/service-program.js';
import { readUnit, showUnit } from './unit-state.js';

process.exitCode = await serviceProgram(process.argv.slice(2), ({ name, sudo, ssh }) => ({
  name,
  ssh,
  change: (verb) => [...sudo, 'systemctl', verb, name],
  // systemctl ends with 0 where nothing is left to do.
  nothingToDo: () => false,
  show: showUnit(name),
  read: (shown) => readUnit(name, shown),
  log: `journalctl -u ${name}`,
}));
