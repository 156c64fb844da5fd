import { jsonSchema } from '../config/json-schema.js';
import type { Terminal } from './terminal.js';

/** Prints the JSON Schema of the configuration file. */
export function printSchema(terminal: Terminal): Promise<number> {
  terminal.out(JSON.stringify(jsonSchema(), null, 2));
  return Promise.resolve(0);
}
