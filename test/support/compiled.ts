import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');

/**
 * Compiles one program, and what it imports or starts, as the build does, and answers with its path:
 * tests start it as a real process without waiting for a build of everything. The same sources are
 * compiled once; modules keep their places, so that a path relative to one of them holds.
 */
export function compiledProgram(entry: string): string {
  const sources = new Map<string, string>();
  collect(resolve(root, entry), sources);
  const hash = createHash('sha256');
  for (const [path, text] of [...sources].sort(([left], [right]) => (left < right ? -1 : 1))) hash.update(path).update(text);
  const folder = join(root, 'node_modules/.cache/compiled', hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) compile(sources, folder);
  return outputOf(resolve(root, entry), folder);
}

function compile(sources: ReadonlyMap<string, string>, folder: string): void {
  const draft = `${folder}.${process.pid}.draft`;
  for (const [path, text] of sources) {
    const { outputText } = ts.transpileModule(text, {
      fileName: path,
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    mkdirSync(dirname(outputOf(path, draft)), { recursive: true });
    writeFileSync(outputOf(path, draft), outputText);
  }
  writeFileSync(join(draft, 'package.json'), '{"type":"module"}');
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    // Another test file was faster.
    if (!existsSync(folder)) throw error;
  }
}

const outputOf = (source: string, folder: string): string => join(folder, relative(root, source).replace(/\.ts$/, '.js'));

function collect(path: string, sources: Map<string, string>): void {
  if (sources.has(path)) return;
  const text = readFileSync(path, 'utf8');
  sources.set(path, text);
  const imported = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  // A program that a module starts beside itself is named by its place, not imported.
  const started = [...text.matchAll(/new URL\('(\.[^']+\.js)', import\.meta\.url\)/g)].flatMap(([, fileName]) => fileName ?? []);
  for (const fileName of [...imported, ...started]) {
    if (fileName.startsWith('.')) collect(resolve(dirname(path), fileName.replace(/\.js$/, '.ts')), sources);
  }
}
