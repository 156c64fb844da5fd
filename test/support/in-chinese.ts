import { speak } from '../../src/slack/language.js';

/** What `say` makes while people are answered in Chinese; whatever comes of it, the tests after it are in English. */
export function inChinese<What>(say: () => What): What {
  speak('zh');
  try {
    return say();
  } finally {
    speak('en');
  }
}
