import type { valueMessages } from '../../roll/messages/values.js';
import type { Sentences } from '../sentences.js';
import { byReason, quoted, shownReasons } from '../common.js';
import { some } from './phrases.js';

const printedAs: Readonly<Record<string, string>> = {
  FV_BOOL: 'true or false',
  FV_DOUBLE: 'a number with two decimals, as in 10.00',
};
/** `A, B (why)`: the servers of one reason together. */
const withReasons = (nodes: readonly string[], reasons: readonly string[]): string =>
  some(
    byReason(nodes, reasons).map(([reason, of]) => `${some(of)} (${reason})`),
    shownReasons,
  );

export const valueSentences: Sentences<keyof typeof valueMessages> = {
  'has-value': ({ key, value }) => `has ${key} = ${quoted(value)} already`,
  'value-not-read': () => 'it was not asked',
  'value-unreachable': ({ error }) => `it does not answer over HTTP: ${error}`,
  'no-such-flag': ({ name }) =>
    `it has no ${name} in /config. That page has the name of each flag without its section, and not every key of a ` +
    'configuration file is a flag',
  'no-config-page': () => 'it has no page /config, which there is from Pegasus 2.3 on',
  'value-not-understood': ({ said }) => said,
  'flag-of-another-section': ({ name, section }) => `it has ${name} in the section ${section}`,
  'never-printed-so': ({ name, type, value }) =>
    `${name} is a ${type}, which is printed as ${printedAs[type] ?? 'a number in digits'}: no server will ever say ` +
    quoted(value),
  'values-not-told': ({ key, value, nodes, whys }, say) =>
    `whether ${nodes.length === 1 ? 'it has' : 'they have'} ${key} = ${quoted(value)} is not known of ` +
    withReasons(
      nodes,
      whys.map((why) => say(why)),
    ) +
    '. None is restarted before that is known',
  'wait-for-value': ({ node, key, why }, say) => `${node} to say what it has of ${key} (${say(why)})`,
  'wrong-value': ({ node, key, wanted, found }) =>
    `${node} was restarted and came back with ${key} = ${quoted(found)}, not with ${quoted(wanted)}. Did its new ` +
    'configuration reach it? The next server would most likely do the same',
  'value-not-proven': ({ node, key, wanted, why }, say) =>
    `${node} was restarted, and whether it has ${key} = ${quoted(wanted)} is not known: ${say(why)}`,
  'does-look-for-value': ({ value, drains }) =>
    `look again; if it says another value than ${quoted(value)} then, begin this server anew ` +
    `(${drains ? 'drain it, and ' : ''}run the commands again)`,
  'does-accept-value': () => 'leave this server with what it has, and go on',
  'wrong-value-now': ({ node, key, found }) => `${node} has ${key} = ${quoted(found)}`,
  'value-untold-now': ({ node, key, why }, say) => `what ${node} has of ${key} is not known: ${say(why)}`,
  'value-taken-now': ({ node, key, value }) => `${node} has ${key} = ${quoted(value)}`,
};
