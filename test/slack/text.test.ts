import { expect, it } from 'vitest';
import { capital } from '../../src/slack/text.js';

it.each([
  ['nothing is running', 'Nothing is running'],
  ['noted: another approver must force it', 'Noted: another approver must force it'],
  ['retry', 'Retry'],
  ['cluster-x is locked', 'cluster-x is locked'],
  ['db1.example:34801 is not ALIVE', 'db1.example:34801 is not ALIVE'],
  ['add_secondary is 0', 'add_secondary is 0'],
  ['', ''],
])('begins a sentence with a capital, and leaves a name as it is: %s', (text, said) => {
  expect(capital(text)).toBe(said);
});
