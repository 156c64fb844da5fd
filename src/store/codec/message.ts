import { z } from 'zod';
import { commandVerbs } from '../../roll/act.js';
import { roles } from '../../roll/ids.js';
import { messages, type Message } from '../../roll/message.js';
import type { ParameterKind } from '../../roll/messages/parameters.js';
import { metaLevels } from '../../roll/observation.js';
import { actKindSchema } from './act.js';
import { isGpid } from './common.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isName: Check = (value) => typeof value === 'string' && value !== '';
const isNumber: Check = Number.isFinite;
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOneOf =
  (names: readonly string[]): Check =>
  (value) =>
    names.some((name) => name === value);
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** What each kind of parameter is in a file. */
const checks: Readonly<Record<ParameterKind, Check>> = {
  text: isText,
  texts: isListOf(isText),
  node: isName,
  nodes: isListOf(isName),
  gpids: isListOf(isGpid),
  count: isNumber,
  counts: isListOf(isNumber),
  ms: isNumber,
  instant: isNumber,
  flag: (value) => typeof value === 'boolean',
  user: isName,
  users: isListOf(isName),
  level: isOneOf(metaLevels),
  role: isOneOf(roles),
  roles: isListOf(isOneOf(roles)),
  verb: isOneOf(commandVerbs),
  verbs: isListOf(isOneOf(commandVerbs)),
  act: (value) => actKindSchema.safeParse(value).success,
  value: (value) => isText(value) || isNumber(value) || typeof value === 'boolean',
  // What is wrong in a message that is part of another one is told by where it is.
  message: isObject,
  messages: isListOf(isObject),
};

const parametersOf: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(messages).map(([code, parameters]) => [code, new Map(Object.entries(parameters))]),
);

const kinds: ReadonlyMap<string, Check> = new Map(Object.entries(checks));

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong with a message: a code that is unknown, a parameter that is missing, wrong, or one too many. */
function faultsOf(value: object): readonly Fault[] {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  const code = given.get('code');
  const parameters = typeof code === 'string' ? parametersOf.get(code) : undefined;
  if (parameters === undefined) return [{ path: ['code'], message: 'Invalid input: expected the code of a message' }];
  const unknown = [...given.keys()].filter((name) => name !== 'code' && !parameters.has(name));
  return [
    ...[...parameters].flatMap(([name, kind]) => faultsOfParameter(name, kind, given.get(name))),
    ...unknown.map((name) => ({ path: [name], message: 'nothing is known of this field' })),
  ];
}

function faultsOfParameter(name: string, parameter: string, value: unknown): readonly Fault[] {
  const kind = parameter.replace('?', '');
  if (value === undefined && kind !== parameter) return [];
  if (kinds.get(kind)?.(value) !== true) return [{ path: [name], message: `Invalid input: expected ${kind}` }];
  const within = (inner: unknown, path: readonly PropertyKey[]): readonly Fault[] =>
    isObject(inner) ? faultsOf(inner).map((fault) => ({ ...fault, path: [...path, ...fault.path] })) : [];
  if (kind === 'message') return within(value, [name]);
  return kind === 'messages' && Array.isArray(value)
    ? value.flatMap((inner: unknown, place) => within(inner, [name, place]))
    : [];
}

/** The parameters of a message are written once, in `roll/messages/`: this reads them there. */
export const messageSchema = z
  .custom<Message>(isObject, 'Invalid input: expected a message')
  .superRefine((message, context) => {
    for (const { path, message: fault } of faultsOf(message))
      context.addIssue({ code: 'custom', path: [...path], message: fault });
  });
