import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const { bin, files, scripts } = z
  .object({
    bin: z.record(z.string(), z.string()),
    files: z.array(z.string()),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('the package', () => {
  it('is built before it is packed, from a clean checkout too, and has its program', () => {
    // What an earlier build has left in dist is not packed.
    expect(scripts['prepack']).toBe('npm run --silent clean && npm run bundle');
    expect(scripts['bundle']).toBe('npm run --silent build && node tools/bundle.mjs');
    expect(scripts['build']).toBe('tsc -p tsconfig.build.json && tsc -p demo/page && node tools/build-page.mjs');
    const program = bin['pegasus-roll'] ?? '';
    expect(files.some((folder) => program.startsWith(`${folder}/`))).toBe(true);
    expect(program).toBe('dist/bundle/main.js');
    // The bundler keeps it at the head of what it makes of this.
    expect(readFileSync(join(root, 'src/main.ts'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('has what its README and its messages name', () => {
    for (const named of [
      'pegasus-roll.example.yml',
      'manifest.yml',
      'docs/RUNBOOK.md',
      'docs/DEPLOYMENT.md',
      'docs/AUTHORIZATION.md',
      'LICENSE',
      'README.md',
    ]) {
      expect(existsSync(join(root, named)), named).toBe(true);
      expect(
        files.some((file) => file === named || (file === 'docs/**/*.md' && named.startsWith('docs/'))),
        named,
      ).toBe(true);
    }
  });
});
