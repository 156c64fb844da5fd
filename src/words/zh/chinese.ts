import type { Code } from '../../roll/message.js';
import type { Sentences } from '../sentences.js';
import { answerSentences } from './answers.js';
import { causeSentences } from './causes.js';
import { checkSentences } from './checks.js';
import { choiceSentences } from './choices.js';
import { courseSentences } from './course.js';
import { gateSentences } from './gates.js';
import { holdSentences } from './holds.js';
import { noteSentences } from './notes.js';
import { remedySentences } from './remedies.js';
import { requestSentences } from './requests.js';
import { valueSentences } from './values.js';
import { waitSentences } from './waits.js';
import { warningSentences } from './warnings.js';

export const chinese: Sentences<Code> = {
  text: ({ text }) => text,
  'not-asked': () => '没有查询它',
  up: () => '已启动',
  clauses: ({ of }, say) => of.map(say).join('；'),
  sentences: ({ of }, say) => of.map(say).join('。'),
  ...gateSentences,
  ...holdSentences,
  ...choiceSentences,
  ...waitSentences,
  ...causeSentences,
  ...noteSentences,
  ...courseSentences,
  ...requestSentences,
  ...answerSentences,
  ...warningSentences,
  ...valueSentences,
  ...checkSentences,
  ...remedySentences,
};
