import { resolve } from 'node:path';
import { text } from './values.js';

/** Paths on this machine. A relative one begins at `base`, the configuration file's folder; the values are absolute. */
export const pathsFrom = (base: string) => ({
  folder: text('the path of a folder', /^[^\0]+$/).transform((path) => resolve(base, path)),
  file: text('the path of a file', /^[^\0]+$/).transform((path) => resolve(base, path)),
});

export type PathSettings = ReturnType<typeof pathsFrom>;
