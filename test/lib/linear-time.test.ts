import { createLineMasker, createMasker } from '../../src/lib/mask.js';
import { withoutColour } from '../../src/pegasus/shell/parse/lines.js';
import { parseStrictly } from '../../src/pegasus/shell/parse/json.js';
import { tailOf } from '../../src/processes/supervision/tail.js';
import { stripInvisible } from '../../src/lib/strip-invisible.js';
import { quoted } from '../../src/slack/text.js';
import { tokenize, whyUnreadable } from '../../src/slack/parse/tokenize.js';
import { takesTimeInProportion } from '../support/linear-time.js';

/**
 * Text from outside (what commands and servers print, what people type) can be made to be slow to look through, and
 * while it is looked through nothing else happens. So every pattern that meets it takes time in proportion to its
 * length.
 */
const mask = createMasker(['planted-secret']);
const lineMask = createLineMasker(mask);

takesTimeInProportion([
  ['the mask of secrets', mask],
  ['the mask of lines', lineMask],
  ['the end of an output', tailOf],
  ['colours', withoutColour],
  ['a JSON document', parseStrictly],
  ['a text in a message', quoted],
  ['a command', tokenize],
  ['a word that is typed', whyUnreadable],
  ['what cannot be seen', stripInvisible],
]);
