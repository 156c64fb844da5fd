/** A line for each way to reach a cluster: its name here is what `admin.kind` says in the configuration. */
export { shell } from './shell/adapter.js';
export { native } from './native/adapter.js';
