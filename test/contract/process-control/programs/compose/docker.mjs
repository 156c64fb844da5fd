// A stand-in for docker with its plugin Compose. `../services.json` has what it knows of each service: its configuration,
// its containers (of each a process runs), and `how` they are: steady, crash (the process ends at once), again (it is
// started again by Docker then), same (`up` ends with 0 and does nothing), silent (it shows nothing of a service).
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const home = dirname(dirname(process.argv[1]));
const words = process.argv.slice(2);
const file = join(home, 'services.json');
const services = JSON.parse(readFileSync(file, 'utf8'));
const save = () => writeFileSync(file, JSON.stringify(services));
const fail = (why, code = 1) => {
  console.error(why);
  process.exit(code);
};
const alive = (pid) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const begin = (service, container) => {
  const brief = service.how === 'crash' || service.how === 'again';
  const child = spawn('sleep', [brief ? '0.3' : '1000'], { detached: true, stdio: 'ignore' });
  child.unref();
  Object.assign(container, { pid: child.pid, status: 'running', code: 0, started: new Date().toISOString() });
};
const look = (service) => {
  for (const container of service.containers) {
    if (container.pid === 0 || alive(container.pid)) continue;
    Object.assign(container, { pid: 0, status: 'exited', code: 3 });
    if (service.how !== 'again') continue;
    container.restarts += 1;
    begin(service, container);
  }
  save();
};
const end = async (container) => {
  if (container.pid !== 0) process.kill(container.pid, 'SIGKILL');
  while (container.pid !== 0 && alive(container.pid)) await sleep(20);
  if (container.pid !== 0) Object.assign(container, { pid: 0, status: 'exited', code: 137 });
};

if (words[0] === 'inspect') {
  const [, , , , format, id] = words;
  const container = Object.values(services)
    .flatMap(({ containers }) => containers)
    .find((each) => each.id === id);
  if (container === undefined) fail(`Error: No such container: ${id}`);
  const { status, pid, code, started, restarts, image } = container;
  const running = status === 'running';
  const State = { Status: status, Running: running, OOMKilled: false, Pid: pid, ExitCode: code, StartedAt: started };
  const values = { Id: id, RestartCount: restarts, 'Config.Image': image, State };
  console.log(format.replace(/\{\{json \.([A-Za-z.]+)\}\}/g, (_, name) => JSON.stringify(values[name])));
  process.exit();
}
const [compose, f, path, ...rest] = words;
const [verb, ...options] = rest[0] === '-p' ? rest.slice(2) : rest;
const name = options.at(-1);
const service = services[name];
appendFileSync(join(home, 'asked'), `${[verb, ...options].join(' ')}\n`);
if (compose !== 'compose' || f !== '-f') fail(`unknown command: docker ${compose}`);
if (path !== '/opt/compose.yaml') fail(`open ${path}: no such file or directory`, 14);
console.error('time="2026-11-30T06:13:02Z" level=warning msg="the attribute `version` is obsolete"');
if (service === undefined) fail(`no such service: ${name}`);
look(service);
switch (verb) {
  case 'config':
    console.log(JSON.stringify({ name: 'pegasus', services: { [name]: service.configuration } }, undefined, 2));
    break;
  case 'ps':
    if (service.how === 'silent') process.exitCode = 14;
    else for (const { id } of service.containers) console.log(id);
    break;
  case 'stop':
    for (const container of service.containers) await end(container);
    break;
  case 'up': {
    if (!options.includes('-d') || !options.includes('--no-deps')) fail('this would start others, or not end');
    const image = service.configuration.image;
    const [old] = service.containers;
    if (service.how === 'same') break;
    if (old === undefined || old.image !== image || options.includes('--force-recreate')) {
      const made = { id: randomBytes(32).toString('hex'), pid: 0, status: 'created', code: 0, restarts: 0, image };
      if (old !== undefined) await end(old);
      service.containers = [made];
      begin(service, made);
    } else if (old.pid === 0) begin(service, old);
    break;
  }
  default:
    fail(`unknown docker command: "compose ${verb}"`);
}
save();
