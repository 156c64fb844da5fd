import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Pool from '../pool.js';
import type { Edit, Mutation } from './mutation.js';

/** The program as it was built, and a place for copies of it from which its packages are found. */
const built = resolve(import.meta.dirname, '../..');
const copies = resolve(built, '../node_modules/.cache/mutations');
/** What a history is lived with: the bot, the cluster and the workspace that it meets, and what happens to them. */
const parts = ['src', 'demo', 'simulation'] as const;

export interface Caught {
  readonly mutation: Mutation;
  /** The first seed of the range whose history violated something. */
  readonly seed: number;
  readonly invariant: string;
}

/** Makes a copy of the program with the bug in it, and lives histories until one shows it; undefined when none does. */
export async function hunt(
  mutation: Mutation,
  range: { readonly first: number; readonly count: number; readonly jobs: number },
): Promise<Caught | undefined> {
  const copy = join(copies, mutation.name);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const part of parts) cpSync(join(built, part), join(copy, part), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }\n');
  for (const edit of [mutation, ...(mutation.also === undefined ? [] : [mutation.also])])
    plant(mutation.name, edit, join(copy, edit.file));
  try {
    const pool = (await import(pathToFileURL(join(copy, 'simulation/pool.js')).href)) as typeof Pool;
    let caught: Caught | undefined;
    await pool.liveAll({ ...range, twice: false }, ({ seed, violations }) => {
      const [violation] = violations;
      if (violation !== undefined && (caught === undefined || seed < caught.seed))
        caught = { mutation, seed, invariant: violation.invariant };
      return caught === undefined;
    });
    return caught;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** @throws when the place is not there, or there twice: the list must be brought up to date with the code. */
function plant(name: string, { find, replace }: Edit, file: string): void {
  const text = readFileSync(file, 'utf8');
  const pieces = text.split(find);
  if (pieces.length !== 2)
    throw new Error(`mutation ${name}: its place is there ${pieces.length - 1} times, and must be there once`);
  writeFileSync(file, pieces.join(replace));
}
