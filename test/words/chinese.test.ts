import { describe, expect, it } from 'vitest';
import { messages } from '../../src/roll/message.js';
import { messageSchema } from '../../src/store/codec/message.js';
import { words } from '../../src/words/words.js';
import { englishLeft } from '../support/english-left.js';

/** Two values of each kind of parameter, as different as sentences tell them apart. */
const samples: Readonly<Record<string, readonly [unknown, unknown]>> = {
  text: ['T1', 'T2'],
  texts: [['T1'], ['T1', 'T2', 'T3', 'T4', 'T5', 'T6']],
  node: ['10.0.0.1:34801', '10.0.0.2:34801'],
  nodes: [['10.0.0.1:34801'], ['10.0.0.1:34801', '10.0.0.2:34801', '10.0.0.3:34801', '10.0.0.4:34801']],
  gpids: [['1.1'], ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7']],
  count: [1, 2],
  counts: [[1], [1, 2]],
  ms: [0, 90_000],
  instant: [1_800_000_000_000, 1_800_000_090_000],
  flag: [false, true],
  user: ['U1', 'U2'],
  users: [['U1'], ['U1', 'U2']],
  level: ['steady', 'lively'],
  role: ['replica', 'meta'],
  roles: [['replica'], ['replica', 'meta']],
  verb: ['stop', 'start'],
  verbs: [['stop'], ['stop', 'start']],
  act: ['set-assign-delay', 'set-level'],
  value: [1, 'DEFAULT'],
  message: [
    { code: 'text', text: 'T1' },
    { code: 'person', user: 'U1' },
  ],
  messages: [[{ code: 'text', text: 'T1' }], [{ code: 'text', text: 'T1' }, { code: 'somebody' }]],
};

/** Each message with the least, with everything, and with every flag and number the other way. */
function variants(code: string, parameters: Readonly<Record<string, string>>): readonly unknown[] {
  const made = (nth: 0 | 1, withOptional: boolean): unknown =>
    Object.fromEntries([
      ['code', code],
      ...Object.entries(parameters).flatMap(([name, parameter]) => {
        const kind = parameter.replace('?', '');
        return kind !== parameter && !withOptional ? [] : [[name, samples[kind]?.[nth]]];
      }),
    ]);
  return [made(0, false), made(0, true), made(1, false), made(1, true)];
}

/** They say a name and nothing else. */
const noWords = new Set([
  'text',
  'person',
  'skip-option',
  'value-not-understood',
  'servers-not-replaceable',
  'gate-blocks',
  'clauses',
  'sentences',
]);

describe('the Chinese sentence', () => {
  it.each(Object.entries(messages))('of %s has no English one in it', (code, parameters) => {
    for (const variant of variants(code, parameters)) {
      const said = words(messageSchema.parse(variant), 'zh');
      expect(englishLeft(said)).toEqual([]);
      expect(said, 'a parameter that no one has thought of').not.toMatch(/undefined|\[object|NaN/);
      if (!noWords.has(code)) expect(said).toMatch(/\p{Script=Han}/u);
    }
  });

  it.each(Object.entries(messages))(
    'of %s has marks of its script, and quotes nothing that no person wrote',
    (code, parameters) => {
      const quoted = ['text', 'value'].some((kind) => Object.values(parameters).some((each) => each.startsWith(kind)));
      for (const variant of variants(code, parameters)) {
        const said = words(messageSchema.parse(variant), 'zh');
        expect(said, 'half-width marks beside a Chinese character').not.toMatch(
          /\p{Script=Han}[,;:()]|[,;:()]\p{Script=Han}/u,
        );
        expect(said, 'two sentences joined by nothing, or twice').not.toMatch(/[。；，：]{2}/);
        if (!quoted) expect(said).not.toMatch(/[“”]/);
      }
    },
  );
});
