import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeFault } from '../../src/config/fault.js';
import { isMapping } from '../../src/config/defaults.js';
import { jsonSchema } from '../../src/config/json-schema.js';
import { loadConfig } from '../../src/config/load.js';
import { readSource } from '../../src/config/source.js';
import { createProgram, type Commands } from '../../src/cli/program.js';
import { commandWords, parseCommand } from '../../src/slack/parse/command.js';
import { parseRollOptions } from '../../src/slack/parse/roll-options.js';
import { tokenize } from '../../src/slack/parse/tokenize.js';
import { configFile, paper } from '../cli/support.js';
import { codeOf, type Code } from './markdown-code.js';

export type SnippetKind = 'configuration' | 'command line' | 'Slack command';

/** Something in a document that the program must understand. */
export interface Snippet {
  readonly kind: SnippetKind;
  /** `README.md:12` */
  readonly place: string;
  /** What is wrong with it, each with its place; none where the program understands it. */
  readonly faults: () => Promise<readonly string[]>;
}

export const snippetsOf = (file: string, markdown: string): readonly Snippet[] =>
  codeOf(markdown).flatMap((code) => {
    const lines = code.text.split('\n').map((text, at) => ({ text, place: `${file}:${code.line + at}` }));
    return [
      ...configurations(file, code),
      ...lines.flatMap(({ text, place }) => [...commandLines(text, place), ...slackCommands(text, place, code.kind)]),
    ];
  });

// Configurations

const keysAt = (...path: readonly string[]): readonly string[] => {
  let schema: unknown = jsonSchema();
  for (const step of path) schema = isMapping(schema) ? schema[step] : undefined;
  const properties = isMapping(schema) ? schema['properties'] : undefined;
  if (!isMapping(properties)) throw new Error(`The schema of the configuration has no ${path.join('.')}.`);
  return Object.keys(properties);
};
const fileKeys = keysAt();
const clusterKeys = keysAt('$defs', 'cluster');

/** What a part of a configuration is put into, so that it becomes a whole one. */
const leastCluster =
  '{ metas: ["10.0.0.1:34601"], admin: { kind: native, home: /opt/pegasus }, ' +
  'processes: { driver: command, restart: [restart, "{host}"] } }';

function configurations(file: string, code: Code): readonly Snippet[] {
  const text = code.kind === 'span' ? nested(code.text) : code.text;
  const first = /^(?:\s*(?:#.*)?\n)*([A-Za-z]\w*):(?:\s|$)/.exec(text)?.[1];
  if (first === undefined) return [];
  const ofFile = fileKeys.includes(first);
  // A word and a colon are much else besides: in a sentence only what begins with a setting is taken for one.
  if (code.kind === 'span' && !ofFile && !clusterKeys.includes(first)) return [];
  const whole = ofFile ? text : `clusters:\n  cluster-x:\n${text.replaceAll(/^(?=.)/gm, '    ')}`;
  const before = ofFile ? 0 : 2;
  const rest = /^clusters:/m.test(whole) ? '' : `clusters: { cluster-x: ${leastCluster} }`;
  const faults = async (): Promise<readonly string[]> => {
    const written = configFile(`${whole}\n${ofFile ? rest : `defaults: ${leastCluster}`}\n`);
    const folder = included(whole);
    if (folder !== undefined) {
      mkdirSync(join(dirname(written), folder));
      const another = leastCluster.replace('10.0.0.1', '10.0.0.2');
      writeFileSync(join(dirname(written), folder, 'another.yml'), `clusters: { cluster-y: ${another} }`);
    }
    const loaded = await loadConfig(written, {});
    if (loaded.ok) return [];
    // What is put around it has no fault; YAML that goes on where it should end is told at the end of the snippet.
    const last = text.split('\n').length - 1;
    return loaded.failure.map((fault) => {
      const line =
        code.kind === 'span' ? code.line : code.line + Math.min(last, Math.max(0, (fault.line ?? 1) - 1 - before));
      return describeFault({ ...fault, source: file, line });
    });
  };
  return [{ kind: 'configuration', place: `${file}:${code.line}`, faults }];
}

/** The folder that must be there, as the file names it. */
function included(text: string): string | undefined {
  const { value } = readSource(text);
  return isMapping(value) && typeof value['include'] === 'string' ? value['include'] : undefined;
}

/** `slack.mode: http`, as sentences name a setting, in the form of a file. */
function nested(text: string): string {
  const [, names, value] = /^([A-Za-z]\w*(?:\.\w+)*): (\S.*)$/.exec(text) ?? [];
  if (names === undefined || value === undefined || readSource(`a: ${value}`).errors.length > 0) return '';
  const [first = '', ...inner] = names.split('.');
  return `${first}: ${inner.map((name) => `{ ${name}: `).join('')}${value}${' }'.repeat(inner.length)}`;
}

// Command lines

function commandLines(line: string, place: string): readonly Snippet[] {
  return line
    .replace(/(?:^|\s)#\s.*$/, '')
    .split(/&&|;|\s\|\s/)
    .flatMap((written) => {
      const called = /(?:^(?:\$ )?(?:npx )?pegasus-roll|\bnode (?:--\S+ )*\S*dist\/(?:bundle|src)\/main\.js)\s+(\S.*)$/;
      const [, asked] = called.exec(written.trim()) ?? [];
      if (asked === undefined || asked === 'COMMAND') return [];
      const faults = async (): Promise<readonly string[]> => {
        const wrong = await complaint(asked.replace(/\s>\s*\S+$/, ''));
        return wrong === undefined ? [] : [`${place}: ${written.trim()}: ${wrong}`];
      };
      return [{ kind: 'command line', place, faults }];
    });
}

/** What the real command line says against it; undefined where it would do something. */
async function complaint(asked: string): Promise<string | undefined> {
  const words = tokenize(withoutPlaceholders(asked));
  if (!words.ok) return words.failure;
  const terminal = paper();
  let rollWords: readonly string[] | undefined;
  const did = (): Promise<number> => Promise.resolve(0);
  const commands: Commands = {
    start: did,
    demo: did,
    check: did,
    schema: did,
    runs: did,
    showRun: did,
    exportRuns: did,
    auditVerify: did,
    auditShow: did,
    plan: (options) => {
      rollWords = options.words;
      return did();
    },
  };
  const code = await createProgram(commands, { version: '1.2.3', env: {}, terminal }).run(words.value);
  if (code !== 0) return terminal.complained();
  const roll = rollWords === undefined ? undefined : parseRollOptions(rollWords);
  return roll === undefined || roll.ok ? undefined : roll.failure;
}

// Slack commands

function slackCommands(line: string, place: string, kind: Code['kind']): readonly Snippet[] {
  // In a block a command may follow on the name of who types it; a span begins with it.
  const called =
    kind === 'block' ? /(?:^|\s)\/pegasus(?:\s+(.*))?$/ : /^(?:\/pegasus|@pegasus-roll(?=\s))(?:\s+(.*))?$/;
  const found = called.exec(line.replace(/\s{2,}#\s.*$/, ''));
  if (found === null) return [];
  const asked = withoutPlaceholders(found[1] ?? '');
  // A sentence names a command by its word alone, whatever else it takes.
  const named = kind === 'span' && commandWords.some((word) => word === asked);
  const faults = (): Promise<readonly string[]> => {
    const parsed = parseCommand(asked);
    return Promise.resolve(named || parsed.ok ? [] : [`${place}: /pegasus ${asked}: ${parsed.failure}`]);
  };
  return [{ kind: 'Slack command', place, faults }];
}

/** `plan CLUSTER [options]`, `show RUN or CLUSTER`, `A,B,…` as somebody could type it. */
const withoutPlaceholders = (text: string): string =>
  text
    .replaceAll(/\s*\[options\]/g, '')
    .replaceAll(/\[([^\]]+)\]/g, '$1')
    .replaceAll(/\b([A-Z]+) or [A-Z]+\b/g, '$1')
    .replaceAll(/,?…$|,…(?=\s)/g, '')
    .replaceAll(/\b[A-Z]+(?:,[A-Z]+)+/g, (names) =>
      names
        .split(',')
        .map((name, at) => `${name}${at + 1}`)
        .join(','),
    )
    .trim();
