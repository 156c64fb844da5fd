/** A line for each driver: its name here is what `processes.driver` says in the configuration. */
export { command } from './command/driver.js';
export { compose } from './compose/driver.js';
export { kubernetes } from './kubernetes/driver.js';
export { minos } from './minos/driver.js';
export { onebox } from './onebox/driver.js';
export { supervisord } from './supervisord/driver.js';
export { systemd } from './systemd/driver.js';
