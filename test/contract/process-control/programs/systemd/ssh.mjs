// A stand-in for ssh: the line is read by a shell on this machine, with the programs beside this file. `../down` makes
// the host unreachable. A line that holds the text in `../cut` is carried out, and then the connection is lost; one with
// that in `../dropped` is not carried out, and one with that in `../late` only after the connection was lost. With that in
// `../hangs`, the pid of this is written to `../hanging`, and the line is carried out after half a minute.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const bin = dirname(process.argv[1]);
const home = dirname(bin);
const words = process.argv.slice(2);
const [host, line] = words.slice(words.indexOf('--') + 1);
const strict = ['-T', '-n', 'BatchMode=yes', 'StrictHostKeyChecking=yes'].every((word) => words.includes(word));
const once = (name) => {
  const file = join(home, name);
  if (!existsSync(file) || !line.includes(readFileSync(file, 'utf8'))) return false;
  rmSync(file);
  return true;
};
const lose = (why) => {
  console.error(why);
  process.exit(255);
};
if (!strict) lose('this would ask somebody');
if (existsSync(join(home, 'down'))) lose(`ssh: connect to host ${host} port 22: Connection refused`);
if (once('dropped')) lose('client_loop: send disconnect: Broken pipe');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
if (once('late')) {
  spawn('sh', ['-c', `sleep 0.8; ${line}`], { detached: true, stdio: 'ignore', env }).unref();
  lose('client_loop: send disconnect: Broken pipe');
}
if (once('hangs')) {
  writeFileSync(join(home, 'hanging'), String(process.pid));
  spawnSync('sleep', ['30']);
}
if (existsSync(join(home, 'banner'))) console.error('bash: warning: setlocale: LC_ALL: cannot change locale');
const { status } = spawnSync('sh', ['-c', line], { stdio: ['ignore', 'inherit', 'inherit'], env });
if (once('cut')) lose('client_loop: send disconnect: Broken pipe');
process.exitCode = status ?? 1;
