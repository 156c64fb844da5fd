/** The part of the bot that is killed in these tests: one command, its answer on standard output. */
import { realClock } from '../../../src/lib/clock.js';
import { createProcessControl } from '../../../src/processes/create.js';
import { openCommandRecords } from '../../../src/store/open-command-records.js';
import type { Case } from './case.js';
import { silent } from '../../support/silent.js';

const { settings, command, folder, supervisor } = JSON.parse(process.argv[2] ?? '') as Case;
const control = createProcessControl({
  settings,
  cluster: command.cluster,
  records: openCommandRecords({ kind: 'files', folder }),
  folder,
  supervisor,
  secrets: [],
  clock: realClock,
  log: silent,
});
const result = await control.run(command, new AbortController().signal);
process.stdout.write(JSON.stringify(result));
