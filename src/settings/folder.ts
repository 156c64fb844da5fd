import { resolve } from 'node:path';
import { text } from './values.js';

/** A folder; a relative path begins at `base`, the folder of the configuration file. The value is absolute. */
export const folderFrom = (base: string) =>
  text('the path of a folder', /^[^\0]+$/).transform((path) => resolve(base, path));

export type FolderSetting = ReturnType<typeof folderFrom>;
