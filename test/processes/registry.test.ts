import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapters } from '../../src/pegasus/registry.js';
import { drivers } from '../../src/processes/registry.js';

const foldersIn = (path: string): readonly string[] =>
  readdirSync(resolve(import.meta.dirname, '../../src', path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

describe('what is registered', () => {
  it('is every folder of a driver, under its name', () => {
    expect(Object.keys(drivers).sort()).toEqual(foldersIn('processes/drivers'));
  });

  it('is every folder of a way to reach a cluster, under its name', () => {
    expect(Object.keys(adapters).sort()).toEqual(foldersIn('pegasus'));
  });
});
