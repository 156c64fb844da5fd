import { resolve } from 'node:path';
import { describeFault } from '../config/fault.js';
import { loadConfig } from '../config/load.js';
import { fail, ok, type Result } from '../lib/result.js';

/** Where the database is: a folder, or a configuration file that names it. */
export interface AskedPlace {
  readonly config: string;
  readonly path: string | undefined;
}

/** The database's folder, absolute; or what is wrong with the configuration, a line a fault. */
export async function findPlace(
  { config, path }: AskedPlace,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Result<string, readonly string[]>> {
  if (path !== undefined) return ok(resolve(path));
  const loaded = await loadConfig(config, env);
  return loaded.ok
    ? ok(loaded.value.store.path)
    : fail([
        ...loaded.failure.map(describeFault),
        'With --path DIR the configuration is not needed: DIR is its store.path.',
      ]);
}
