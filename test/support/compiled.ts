import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * The path of a program as it is built: a test starts it as people do. What builds it before the tests is
 * `build-once.ts`.
 */
export const compiledProgram = (entry: string): string =>
  join(root, 'dist', relative(root, resolve(root, entry)).replace(/\.ts$/, '.js'));
