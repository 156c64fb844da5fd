import type { ClusterAct, CommandVerb } from './act.js';
import type { Gpid, NodeAddress, Role } from './ids.js';
import { answerMessages } from './messages/answers.js';
import { requestMessages } from './messages/requests.js';
import { causeMessages } from './messages/causes.js';
import { checkMessages, remedyMessages } from './messages/checks.js';
import { choiceMessages } from './messages/choices.js';
import { courseMessages } from './messages/course.js';
import { gateMessages } from './messages/gates.js';
import { holdMessages } from './messages/holds.js';
import { noteMessages } from './messages/notes.js';
import type { Messages, ParameterKind } from './messages/parameters.js';
import { valueMessages } from './messages/values.js';
import { waitMessages } from './messages/waits.js';
import { warningMessages } from './messages/warnings.js';
import type { MetaLevel } from './observation.js';

/** What says nothing of its own: foreign words, and several messages as one. */
const plainMessages = {
  /** Foreign words, an adapter's error, what older versions have saved. */
  text: { text: 'text' },
  'not-asked': {},
  up: {},
  /** Clauses of one sentence. */
  clauses: { of: 'messages' },
  sentences: { of: 'messages' },
} as const satisfies Messages;

/**
 * Everything that the core can tell people. It says what happened by a code and its parameters, and writes no words:
 * those are made in `src/words`, where a person reads them.
 */
export const messages = {
  ...plainMessages,
  ...gateMessages,
  ...holdMessages,
  ...choiceMessages,
  ...waitMessages,
  ...causeMessages,
  ...noteMessages,
  ...courseMessages,
  ...requestMessages,
  ...answerMessages,
  ...warningMessages,
  ...valueMessages,
  ...checkMessages,
  ...remedyMessages,
} as const satisfies Messages;

type All = typeof messages;
export type Code = keyof All;

/** The type of each kind of parameter. */
interface Values {
  text: string;
  texts: readonly string[];
  node: NodeAddress;
  nodes: readonly NodeAddress[];
  gpids: readonly Gpid[];
  count: number;
  counts: readonly number[];
  ms: number;
  instant: number;
  flag: boolean;
  user: string;
  users: readonly string[];
  level: MetaLevel;
  role: Role;
  roles: readonly Role[];
  verb: CommandVerb;
  verbs: readonly CommandVerb[];
  act: ClusterAct['kind'];
  value: string | number | boolean;
  message: Message;
  messages: readonly Message[];
}

type Given<Parameters> = {
  readonly [Name in keyof Parameters as Parameters[Name] extends ParameterKind
    ? Name
    : never]: Parameters[Name] extends ParameterKind ? Values[Parameters[Name]] : never;
};
type Optional<Parameters> = {
  readonly [Name in keyof Parameters as Parameters[Name] extends `${ParameterKind}?`
    ? Name
    : never]?: Parameters[Name] extends `${infer Kind extends ParameterKind}?` ? Values[Kind] | undefined : never;
};

/** Something that the core tells people: what happened, and with which servers, counts and times. */
export type Message<Of extends Code = Code> = {
  [Each in Of]: { readonly code: Each } & Given<All[Each]> & Optional<All[Each]>;
}[Of];

/** Foreign words as a message. */
export const foreign = (text: string): Message<'text'> => ({ code: 'text', text });
