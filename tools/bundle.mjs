// Puts the bot and the programs that run beside it into a few files, with everything of node_modules that they use: the
// image needs nothing else, and the start reads a handful of files in place of a thousand. Needs `npm run build` before.
import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist/bundle');

const programs = { main: 'dist/src/main.js', ...(await compiledPrograms()) };

await rm(out, { recursive: true, force: true });
const build = await rolldown({
  cwd: root,
  input: programs,
  platform: 'node',
  // Loaded when it is asked for, where it is installed.
  external: [/\/demo\/demo\.js$/],
  logLevel: 'warn',
});
// Without comments and in ASCII only, a file takes less than half of the memory: Node keeps the text of what it has
// loaded, two bytes a character as soon as one is not Latin.
const { output } = await build.write({
  dir: out,
  format: 'esm',
  chunkFileNames: '[name].js',
  charset: 'ascii',
  comments: false,
});
await build.close();

// The renderer of pictures looks for it beside itself (src/picture/rasterize.ts).
await copyFile(join(root, 'node_modules/@resvg/resvg-wasm/index_bg.wasm'), join(out, 'resvg.wasm'));

const packages = new Set(
  output.flatMap(({ moduleIds = [] }) =>
    moduleIds.flatMap((id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? []),
  ),
);
const licences = await Promise.all([...packages].sort().map(licenceOf));
await writeFile(join(out, 'LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
console.log(`dist/bundle: ${output.length} files of ${packages.size} packages`);

/** Name, version, where its source is, and the text of its licence, as it was published. */
async function licenceOf(folder) {
  const { name, version, license, repository } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  const text = file === undefined ? '' : `\n${await readFile(join(folder, file), 'utf8')}`;
  const source = typeof repository === 'object' ? repository.url : repository;
  return `${name} ${version}: ${license ?? 'see below'}\n${source === undefined ? '' : `source: ${source}\n`}${text}`;
}

/**
 * Programs that a file of the bot looks for beside itself, `compiled(new URL('./x.js', import.meta.url))`: in the bundle all
 * files are in one folder. The sources are read: a file of an earlier build may be left in dist.
 */
async function compiledPrograms() {
  const found = {};
  for (const file of await readdir(join(root, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, name] of text.matchAll(/compiled\(new URL\('\.\/([\w/-]+)\.js'/g)) {
      if (found[name] !== undefined) throw new Error(`two programs would be ${name}.js in the bundle`);
      found[name] = join('dist/src', dirname(file), `${name}.js`);
    }
  }
  return found;
}
