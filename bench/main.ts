import { measureAnswers } from './answers.js';
import { measureCommand } from './command.js';
import { measureHistory } from './history.js';
import { measureNative } from './native.js';
import { measurePace } from './pace.js';
import { table } from './report.js';
import { measureSave } from './save.js';
import { measureSlackCalls } from './slack-calls.js';
import { measureSnapshot } from './snapshot.js';

// One after the other: each has the machine to itself. The first one also needs a process that has done nothing yet.
const native = await measureNative();
const { rows: snapshot, plan } = await measureSnapshot();
const rows = [
  ...native,
  ...snapshot,
  ...(await measureSave(plan)),
  ...(await measureHistory(plan)),
  ...(await measureCommand()),
  ...(await measureAnswers()),
  ...(await measurePace()),
  ...(await measureSlackCalls()),
];
console.log(table(rows));
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
