import type { z } from 'zod';
import type { DeepReadonly } from '../lib/deep-readonly.js';
import type { fileSettings } from './schema/file.js';

type File = DeepReadonly<z.output<ReturnType<typeof fileSettings>>>;

/** The configuration file, understood; what its settings are is said once, in schema/. */
export interface Config extends File {
  /** The file itself, absolute. */
  readonly file: string;
}

export type ClusterConfig = Config['clusters'][number];
