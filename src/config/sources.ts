import { readdir, stat } from 'node:fs/promises';
import { join, resolve, dirname } from 'node:path';
import { readTrustedText, UntrustedFileError, whyNotTrusted } from '../lib/file-trust.js';
import type { Masker } from '../lib/mask.js';
import { fail, ok, type Result } from '../lib/result.js';
import { codeOf, reasonOf } from '../lib/thrown.js';
import { isMapping, type Mapping } from './defaults.js';
import { pathText, type ConfigFault } from './fault.js';
import { readSource, type Source } from './source.js';

type Path = readonly PropertyKey[];

/** The files of a configuration, with the places of what is in them. */
export interface Sources {
  /** What they say together, as plain values. */
  readonly value: unknown;
  /** The place of what is at a path, in the file that says it. */
  placeOf(path: Path): Pick<ConfigFault, 'source' | 'line' | 'column'>;
  /** Whether one of them says something at a path. */
  says(path: Path): boolean;
  scalars: Source['scalars'];
}

interface FileSource extends Source {
  readonly file: string;
}

/** What a file of the folder `include` may have: each of these is a mapping by name. */
const parts = ['clusters', 'groups'] as const;

/**
 * Reads a configuration file, and the files `*.yml` of the folder that it includes, in the order of their names: each
 * has clusters and groups of its own. Fails with every fault that keeps them from being one configuration.
 */
export async function readSources(path: string, mask: Masker): Promise<Result<Sources, readonly ConfigFault[]>> {
  const main = await readFileSource(path, mask);
  if (!main.ok) return main;
  const folder = isMapping(main.value.value) ? main.value.value['include'] : undefined;
  // A value that is no text is a fault of the schema.
  if (typeof folder !== 'string') return ok(asOne([main.value]));
  const said = { source: path, ...main.value.placeOf(['include']), path: 'include' };
  const included = await readFolder(resolve(dirname(path), folder), said, mask);
  if (!included.ok) return included;
  const faults = whatClashes(main.value, included.value);
  return faults.length > 0 ? fail(faults) : ok(asOne([main.value, ...included.value]));
}

/** @param said where the folder is named: what is wrong with it itself is wrong there */
async function readFolder(
  folder: string,
  said: Omit<ConfigFault, 'expected' | 'found'>,
  mask: Masker,
): Promise<Result<readonly FileSource[], readonly ConfigFault[]>> {
  const ofFolder = (found: string): Result<never, readonly ConfigFault[]> =>
    fail([{ ...said, expected: 'a folder with files *.yml', found }]);
  let names: readonly string[];
  try {
    const why = whyNotTrusted(await stat(folder));
    if (why !== undefined) return ofFolder(`a folder that ${why}`);
    names = (await readdir(folder)).filter((name) => name.endsWith('.yml') && !name.startsWith('.')).sort();
  } catch (error) {
    return ofFolder(whyUnreadable(error, 'folder'));
  }
  if (names.length === 0) return ofFolder(`none in ${folder}`);
  const read = await Promise.all(names.map((name) => readFileSource(join(folder, name), mask)));
  const faults = read.flatMap((file) => (file.ok ? [] : file.failure));
  return faults.length > 0 ? fail(faults) : ok(read.flatMap((file) => (file.ok ? [file.value] : [])));
}

async function readFileSource(file: string, mask: Masker): Promise<Result<FileSource, readonly ConfigFault[]>> {
  let text: string;
  try {
    text = await readTrustedText(file);
  } catch (error) {
    return fail([
      {
        source: file,
        path: '',
        expected: 'a configuration file',
        found: whyUnreadable(error, 'file'),
        ...(codeOf(error) === 'ENOENT' ? { hint: 'copy pegasus-roll.example.yml to that place and change it' } : {}),
      },
    ]);
  }
  const source = readSource(text);
  return source.errors.length === 0
    ? ok({ file, ...source })
    : fail(
        source.errors.map(({ message, line, column }) => ({
          source: file,
          line,
          column,
          path: '',
          expected: 'valid YAML',
          found: mask(message),
        })),
      );
}

/** Nothing is said twice, and an included file has clusters and groups only. */
function whatClashes(main: FileSource, included: readonly FileSource[]): readonly ConfigFault[] {
  const saidIn = new Map<string, string>();
  const take = (source: FileSource): readonly ConfigFault[] =>
    parts.flatMap((part) =>
      namesIn(source.value, part).flatMap((name) => {
        const path = [part, name];
        const before = saidIn.get(pathText(path));
        saidIn.set(pathText(path), source.file);
        return before === undefined
          ? []
          : [
              {
                source: source.file,
                ...source.placeOf(path),
                path: pathText(path),
                expected: 'a name of its own',
                found: `one that ${before} has`,
              },
            ];
      }),
    );
  return [
    ...take(main),
    ...included.flatMap((source) => {
      const { file, value } = source;
      const expected = `${parts.join(' and ')} only, in an included file`;
      if (value !== null && !isMapping(value))
        return [{ source: file, line: 1, column: 1, path: '', expected, found: 'something else' }];
      const others = Object.keys(value ?? {}).filter((key) => !(parts as readonly string[]).includes(key));
      return [
        ...others.map((key) => ({
          source: file,
          ...source.placeOf([key]),
          path: key,
          expected,
          found: `the key "${key}"`,
        })),
        ...take(source),
      ];
    }),
  ];
}

const namesIn = (value: unknown, part: (typeof parts)[number]): readonly string[] => {
  const named = isMapping(value) ? value[part] : undefined;
  return isMapping(named) ? Object.keys(named) : [];
};

function asOne(files: readonly [FileSource, ...FileSource[]]): Sources {
  const [main, ...included] = files;
  /** The file that says what is at the path; the main one where none does. */
  const sourceOf = ([part, name]: Path): FileSource =>
    part === undefined || name === undefined
      ? main
      : (files.find((file) => file.says([part, name])) ?? files.find((file) => file.says([part])) ?? main);
  return {
    value: included.length === 0 ? main.value : joinedParts(files.map(({ value }) => value)),
    placeOf: (path) => {
      const source = sourceOf(path);
      return { source: source.file, ...source.placeOf(path) };
    },
    says: (path) => sourceOf(path).says(path),
    scalars: () => files.flatMap((file) => file.scalars()),
  };
}

/** The first value, with the clusters and groups of the others behind its own. */
function joinedParts([main, ...others]: readonly unknown[]): unknown {
  const base: Mapping = isMapping(main) ? main : {};
  const joined = parts.flatMap((part) => {
    const own = base[part];
    // Something else than a mapping is a fault of the schema, and is not covered up.
    if (own !== undefined && own !== null && !isMapping(own)) return [];
    const all = [own, ...others.map((value) => (isMapping(value) ? value[part] : undefined))];
    const wrong = all.find((value) => value !== undefined && value !== null && !isMapping(value));
    if (wrong !== undefined) return [[part, wrong]];
    const named = all.flatMap((value) => (isMapping(value) ? Object.entries(value) : []));
    return named.length === 0 ? [] : [[part, Object.fromEntries(named)]];
  });
  return { ...base, ...Object.fromEntries(joined) };
}

function whyUnreadable(error: unknown, what: 'file' | 'folder'): string {
  if (error instanceof UntrustedFileError) return `a file that ${error.why}`;
  const code = codeOf(error);
  if (code === 'ENOENT') return `no such ${what}`;
  if (code === 'ENOTDIR') return 'a file';
  if (code === 'EISDIR') return 'a folder';
  if (code === 'EACCES') return `a ${what} that may not be read`;
  return reasonOf(error);
}
