// A stand-in for sudo: `-n` never asks, `-l COMMAND` only says whether it would be allowed. Units that `../forbidden`
// names are not.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const home = dirname(dirname(process.argv[1]));
const words = process.argv.slice(2);
const forbidden = existsSync(join(home, 'forbidden')) ? readFileSync(join(home, 'forbidden'), 'utf8').split('\n') : [];
const command = words.filter((word) => word !== '-n' && word !== '-l');
if (!words.includes('-n') || forbidden.includes(command.at(-1))) {
  console.error('sudo: a password is required');
  process.exitCode = 1;
} else if (words.includes('-l')) console.log(command.join(' '));
else {
  const [program, ...rest] = command;
  const { status } = spawnSync(program, rest, { stdio: 'inherit', env: { ...process.env, STAND_IN_ROOT: 'yes' } });
  process.exitCode = status ?? 1;
}
