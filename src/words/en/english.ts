import type { Code } from '../../roll/message.js';
import type { Sentences } from '../sentences.js';
import { answerSentences } from './answers.js';
import { requestSentences } from './requests.js';
import { causeSentences } from './causes.js';
import { choiceSentences } from './choices.js';
import { courseSentences } from './course.js';
import { gateSentences } from './gates.js';
import { holdSentences } from './holds.js';
import { noteSentences } from './notes.js';
import { waitSentences } from './waits.js';

export const english: Sentences<Code> = {
  text: ({ text }) => text,
  'not-asked': () => 'it was not asked',
  up: () => 'up',
  clauses: ({ of }, say) => of.map(say).join('; '),
  sentences: ({ of }, say) => of.map(say).join('. '),
  ...gateSentences,
  ...holdSentences,
  ...choiceSentences,
  ...waitSentences,
  ...causeSentences,
  ...noteSentences,
  ...courseSentences,
  ...requestSentences,
  ...answerSentences,
};
