import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', 'src', 'slack');

/** For operators, not for people in Slack: the log, `/healthz`, and why the bot does not start. */
const notSaid = [/(^|[.#])log\.(debug|info|warn|error)$/, /missingScopes\.note$/, /Error$/, /^(describe|digest)$/];
/** Reasons that go to the log and to nobody in Slack. */
const forTheLog = ['it has more members than are read', 'the bot is being stopped'];
const notInSlack = ['health.ts', 'start-slack.ts', 'vote-reconciler.ts', 'publish/dialects.ts'];
const isInSlack = (file: string): boolean =>
  !file.startsWith('api/') &&
  (!file.startsWith('connect/') || file.endsWith('gap-words.ts')) &&
  !notInSlack.includes(file);

const threeWords = /(?<![\w./-])[A-Za-z][A-Za-z'’]*(?:,? [A-Za-z][A-Za-z'’]*(?![\w-])){2,}/;

/** What a literal says itself, without what is put into it. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('¦')
    : undefined;
}

const nameOf = (property: ts.ObjectLiteralElementLike): string | undefined =>
  property.name !== undefined && ts.isIdentifier(property.name) ? property.name.text : undefined;

/** `{ en: …, zh: … }`: the compiler wants each language where such an object is taken. */
const hasEachLanguage = (node: ts.Node): boolean =>
  ts.isObjectLiteralExpression(node) &&
  ['en', 'zh'].every((name) => node.properties.some((each) => nameOf(each) === name));

interface Found {
  readonly untranslated: readonly string[];
  /** Said while a module is loaded, when nobody knows the language yet. */
  readonly tooEarly: readonly string[];
}

function look(file: string): Found {
  const text = readFileSync(join(folder, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const untranslated: string[] = [];
  const tooEarly: string[] = [];
  const at = (node: ts.Node): string =>
    `${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
  const visit = (node: ts.Node, isLoading: boolean): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (
      (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
      notSaid.some((each) => each.test(node.expression.getText(source)))
    )
      return;
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'inLanguage' && isLoading)
      tooEarly.push(at(node));
    if (hasEachLanguage(node)) return;
    const words = wordsOf(node);
    if (words !== undefined && threeWords.test(words.replace(/"[^"]*"/g, '¦')) && !forTheLog.includes(words))
      untranslated.push(`${at(node)} ${words.slice(0, 60)}`);
    const stillLoading = isLoading && !ts.isFunctionLike(node);
    ts.forEachChild(node, (inner) => {
      visit(inner, stillLoading);
    });
  };
  visit(source, true);
  return { untranslated, tooEarly };
}

describe('what is said in Slack', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && isInSlack(file),
  );
  const found = files.map(look);

  it('is said in each language: use inLanguage({ en: …, zh: … })', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(found.flatMap(({ untranslated }) => untranslated)).toEqual([]);
  });

  it('is not said before the language is known: put inLanguage into a function', () => {
    expect(found.flatMap(({ tooEarly }) => tooEarly)).toEqual([]);
  });
});
