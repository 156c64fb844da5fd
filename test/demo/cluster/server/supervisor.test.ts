import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../../demo/cluster/model/simulated-cluster.js';
import { faultKinds, faultsOf } from '../../../../demo/cluster/server/cluster-faults.js';
import { demoFaultExamples, faultExamples } from '../../../../demo/cluster/server/fault-help.js';
import { applyFault, type Faulty } from '../../../../demo/cluster/server/faults.js';
import { ShellNoise } from '../../../../demo/cluster/shell/noise.js';
import { Supervisor, type SupervisorAnswer } from '../../../../demo/cluster/server/supervisor.js';

const replica = '127.0.0.1:34801';

let clock: VirtualClock;
let cluster: SimulatedCluster;
let supervisor: Supervisor;
let faulty: Faulty;
beforeEach(() => {
  clock = new VirtualClock();
  const layout = fieldCluster({ clock, seed: 1, generation: '2.5' });
  cluster = new SimulatedCluster(layout);
  supervisor = new Supervisor(
    cluster,
    { meta: layout.metas, replica: layout.replicaServers, collector: layout.collectors },
    clock,
  );
  faulty = { supervisor, cluster: faultsOf(cluster.faults), shell: new ShellNoise() };
});

/** The answers to commands given at the same moment. */
async function run(...commands: string[]): Promise<readonly SupervisorAnswer[]> {
  const answers: SupervisorAnswer[] = [];
  const all = Promise.all(
    commands.map((command) => supervisor.run(command.split(' ')).then((answer) => answers.push(answer))),
  );
  await clock.until(() => answers.length === commands.length, 600_000);
  await all;
  return answers;
}

const fault = (json: string): SupervisorAnswer => applyFault([json], faulty);

describe('the supervisor of the simulated processes', () => {
  it.each([
    ['meta', '127.0.0.1:34603'],
    ['replica', replica],
    ['collector', '127.0.0.1:34101'],
  ])('stops and starts a %s, and does nothing twice', async (role, address) => {
    const name = `${role} ${address}`;
    const answers: SupervisorAnswer[] = [];
    for (const verb of ['status', 'stop', 'stop', 'status', 'start', 'start', 'status'])
      answers.push(...(await run(`${verb} ${name}`)));
    expect(answers.map(({ exitCode, out }) => [exitCode, out])).toEqual([
      [0, `${name} is running\n`],
      [0, `stopped ${name}\n`],
      [0, `${name} was not running\n`],
      [3, `${name} is not running\n`],
      [0, `started ${name}\n`],
      [0, `${name} was already running\n`],
      [0, `${name} is running\n`],
    ]);
  });

  it('takes two commands for one process one after the other, and those for several at once', async () => {
    const begun = clock.now();
    await run(`restart replica ${replica}`, `restart replica ${replica}`, 'restart replica 127.0.0.1:34802');
    expect(cluster.truth().process(replica)?.starts).toBe(2);
    expect(cluster.truth().process('127.0.0.1:34802')?.starts).toBe(1);
    expect(clock.now() - begun).toBe(4_000);
  });

  it('kills a process that has not stopped after 90 s', async () => {
    cluster.faults.hang(replica);
    const begun = clock.now();
    const [stopped] = await run(`stop replica ${replica}`);
    expect(stopped).toEqual({
      exitCode: 0,
      out: `killed replica ${replica}, which did not stop within 90 s\n`,
      err: '',
    });
    expect(clock.now() - begun).toBe(90_000);
    expect(cluster.isUp(replica)).toBe(false);
  });

  it.each([
    ['restart replica 127.0.0.1:1', 'no replica server has the address 127.0.0.1:1\n'],
    [`restart meta ${replica}`, `no meta server has the address ${replica}\n`],
    [`restart zookeeper ${replica}`, 'unknown role zookeeper\n'],
    ['restart replica', 'usage: process.sh '],
    [`explode replica ${replica}`, 'usage: process.sh '],
    [`install replica ${replica}`, 'usage: process.sh '],
    [`restart replica ${replica} 2.5.1`, 'usage: process.sh '],
  ])('refuses `%s`', async (command, why) => {
    const [answer] = await run(command);
    expect(answer?.exitCode).toBe(2);
    expect(answer?.err).toContain(why);
    expect(
      cluster
        .truth()
        .processes()
        .every(({ starts, up }) => starts === 0 && up),
    ).toBe(true);
  });
});

describe('faults as JSON', () => {
  it('spoil a command as often as told', async () => {
    expect(
      fault(
        JSON.stringify({
          kind: 'command-fails',
          verb: 'stop',
          address: replica,
          message: 'no way in',
          exitCode: 7,
          times: 2,
        }),
      ),
    ).toEqual({ exitCode: 0, out: 'done\n', err: '' });
    const answers = [...(await run(`stop replica ${replica}`)), ...(await run(`stop replica ${replica}`))];
    expect(answers).toEqual([1, 2].map(() => ({ exitCode: 7, out: '', err: 'no way in\n' })));
    expect(cluster.isUp(replica)).toBe(true);
    expect(await run(`stop replica ${replica}`)).toMatchObject([{ exitCode: 0 }]);
  });

  it.each([
    { kind: 'hang', address: replica },
    { kind: 'unhang', address: replica },
    { kind: 'kill', address: replica },
    { kind: 'flap', address: replica, downMs: 500 },
    {
      kind: 'spoil-next-start',
      address: replica,
      diesAfterMs: 100,
      slowerByMs: 5,
      keepsOldVersion: true,
      keepsOldConfig: true,
    },
    { kind: 'write-config', address: replica, name: 'checkpoint_interval_seconds', value: '600' },
    { kind: 'refuse-proposals', count: 3, err: 'ERR_BUSY' },
    { kind: 'drop-proposals' },
    { kind: 'take-proposals-again' },
    { kind: 'stall-learners' },
    { kind: 'release-learners' },
    { kind: 'lose-leader' },
    { kind: 'kill-all-metas' },
    { kind: 'stick-closing', address: replica, count: 8 },
    { kind: 'break-replica', address: replica, gpid: '1.0' },
    { kind: 'lie-about-commands', address: replica },
    { kind: 'create-table', name: 'orders', partitions: 4, replicas: 3 },
    { kind: 'drop-table', name: 'temp' },
    { kind: 'split-table', name: 'temp', takesMs: 10 },
  ])('of the cluster: $kind', (wanted) => {
    expect(fault(JSON.stringify(wanted))).toEqual({ exitCode: 0, out: 'done\n', err: '' });
  });

  it('have the effect that they name', async () => {
    fault(JSON.stringify({ kind: 'kill', address: replica }));
    expect(cluster.isUp(replica)).toBe(false);
    fault(JSON.stringify({ kind: 'lie-about-commands', address: replica }));
    expect(await run(`start replica ${replica}`)).toMatchObject([{ exitCode: 0, out: `started replica ${replica}\n` }]);
    expect(cluster.isUp(replica)).toBe(false);
  });

  it.each([
    '{"kind":"explode"}',
    '{"kind":"kill"}',
    '{"kind":"kill","address":"127.0.0.1:1"}',
    '{"kind":"command-fails"}',
    '{"kind":"stick-closing","address":"127.0.0.1:34801","count":0}',
    'kill',
  ])('are refused when they mean nothing: %s', (json) => {
    const { exitCode, err } = fault(json);
    expect(exitCode).toBe(2);
    expect(err).not.toBe('');
  });
});

describe('what fault.sh prints', () => {
  it('has an example for each kind, and each can be given as it stands', () => {
    const all: Faulty = { ...faulty, native: { disturb: () => true }, around: () => undefined };
    for (const [what, example] of [...faultExamples, ...demoFaultExamples]) {
      const answer = applyFault([JSON.stringify(example)], all);
      expect([what, answer]).toEqual([what, { exitCode: 0, out: 'done\n', err: '' }]);
    }
    for (const kind of faultKinds) expect(faultExamples.map(([, example]) => example['kind'])).toContain(kind);
  });

  it.each([[[]], [['{']], [['{"kind":"explode"}']], [['{}', '{}']]])('is shown for what is no fault: %j', (argv) => {
    const answer = applyFault(argv, faulty);
    expect(answer.exitCode).toBe(2);
    expect(answer.err).toContain('fault.sh \'{"kind":"kill"');
  });

  it('has what is around the cluster where there is something', () => {
    expect(fault('{"kind":"kill-bot"}').exitCode).toBe(2);
    expect(applyFault([], faulty).err).not.toContain('kill-bot');
    expect(applyFault([], { ...faulty, around: () => undefined }).err).toContain('kill-bot');
  });

  it('is shown when asked for', () => {
    expect(applyFault(['--help'], faulty)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('process.sh start replica'),
    });
  });
});
