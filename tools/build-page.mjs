// Puts the page of the demo into dist/demo/page: one script, one style sheet, one document. Types are not looked at here:
// `npm run typecheck` does.
//
//   node tools/build-page.mjs [--watch]
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { rolldown, watch } from 'rolldown';

const { values } = parseArgs({ options: { watch: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..');
const source = join(root, 'demo/page');
const out = join(root, 'dist/demo/page');
/** All of it, as it goes over the wire. */
const mostBytes = 250_000;

const input = {
  cwd: root,
  input: join(source, 'main.tsx'),
  platform: 'browser',
  // How JSX is compiled is read from its tsconfig.json.
  transform: { target: 'es2022' },
  logLevel: 'warn',
};
const output = { file: join(out, 'page.js'), format: 'esm', minify: true, sourcemap: 'hidden' };

await mkdir(out, { recursive: true });
if (values.watch) {
  watch({ ...input, output }).on('event', (event) => {
    if (event.code === 'ERROR') console.error(event.error.message);
    if (event.code !== 'END') return;
    void style().then(() => console.log(`${new Date().toLocaleTimeString()} built; reload the page`));
  });
} else {
  const build = await rolldown(input);
  const [script] = (await build.write(output)).output;
  await build.close();
  const parts = [script.code, ...(await style())];
  const bytes = parts.reduce((sum, part) => sum + gzipSync(part).length, 0);
  if (bytes > mostBytes) throw new Error(`the page has ${bytes} bytes gzipped: more than ${mostBytes}`);
  console.log(`dist/demo/page: ${Math.round(bytes / 1000)} kB gzipped`);
}

/** The style sheets in the order of their names, and the document. */
async function style() {
  const sheets = (await readdir(join(source, 'style'))).filter((name) => name.endsWith('.css')).sort();
  const css = (await Promise.all(sheets.map((name) => readFile(join(source, 'style', name), 'utf8')))).join('\n');
  const html = await readFile(join(source, 'index.html'), 'utf8');
  await writeFile(join(out, 'page.css'), css);
  await writeFile(join(out, 'index.html'), html);
  return [css, html];
}
