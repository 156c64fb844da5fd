// A stand-in for `deploy` of Minos, run in the folder of its client. `state.json` there has its generation, its tasks, and
// `how` they are: steady, fails (a line says so, and it ends with 0), fatal (the process ends at once), asks (a question in spite
// of --skip_confirm).
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

const words = process.argv.slice(2);
const state = JSON.parse(readFileSync('state.json', 'utf8'));
const { generation, tasks, how } = state;
const at = (name) => words[words.indexOf(name) + 1];
const log = (text, colour) =>
  console.log(`2026-11-29 12:00:00 ${colour === undefined ? text : `\u001b[0;${colour}m${text}\u001b[0m`}`);
const [verb, service, cluster] = words;
appendFileSync('asked', `${words.join(' ')}\n`);
if (service !== 'pegasus' || cluster !== 'c4tst') {
  log('No such cluster', 31);
  process.exit(2);
}
const job = at('--job');
if (verb === 'show')
  for (const { task, host, is } of tasks) {
    if (generation === 2) console.log(`Task ${task} of ${job} on ${host}: whatever`);
    else {
      log(`Showing task ${task} of ${job} on ${host}(0)`);
      log(`Task ${task} of ${job} on ${host}(0) is ${is}`, is === 'RUNNING' ? 32 : 31);
    }
  }
else {
  const own = tasks.find(({ task }) => words.includes('--task') && task === at('--task'));
  if (own === undefined) {
    log('all tasks would be taken', 31);
    process.exit(2);
  }
  if (how === 'asks') {
    if (readFileSync(0, 'utf8') === '') {
      console.error('EOFError: EOF when reading a line');
      process.exit(1);
    }
  }
  if (how === 'fails') log(`Start task ${own.task} of ${job} on ${own.host}(0) fail: <Fault 50: 'SPAWN_ERROR'>`, 31);
  else {
    own.is = verb === 'stop' ? 'STOPPED' : how === 'fatal' ? 'FATAL' : 'RUNNING';
    log(`${verb} task ${own.task} of ${job} on ${own.host}(0) success`, 32);
  }
  writeFileSync('state.json', JSON.stringify(state));
}
