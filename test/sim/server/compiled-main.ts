import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Translates the simulation for a node of its own, without a build; answers with the path of its main program. */
export async function compileMain(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = join(root, 'node_modules', '.cache', `simulation-${process.pid}`);
  for (const room of ['sim', 'lib']) {
    for (const file of await readdir(join(root, 'src', room), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const source = await readFile(join(root, 'src', room, file), 'utf8');
      const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext } });
      const path = join(folder, room, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, outputText);
    }
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}\n');
  return { path: join(folder, 'sim', 'main.js'), remove: () => rm(folder, { recursive: true }) };
}
