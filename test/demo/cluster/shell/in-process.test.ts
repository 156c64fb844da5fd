import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/lib/random.js';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { runShellInProcess, usualStartLatencyMs, type ShellChild } from '../../../../demo/cluster/shell/in-process.js';
import type { SimulatedServers } from '../../../../demo/cluster/servers.js';
import { SmallCluster } from './small-cluster.js';

const allMetas = '127.0.0.1:34601,127.0.0.1:34602,127.0.0.1:34603';

interface Shell {
  readonly child: ShellChild;
  readonly printed: { stdout: string; stderr: string; exit: number | undefined };
}

function open(
  clock: VirtualClock,
  servers: SimulatedServers,
  options: { readonly metas?: string; readonly seed?: number; readonly signal?: AbortSignal } = {},
): Shell {
  const child = runShellInProcess({
    servers,
    dialect: servers.generation,
    clock,
    random: new Random(options.seed ?? 1),
    startLatencyMs: usualStartLatencyMs,
    argv: ['shell', '--cluster', options.metas ?? allMetas],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const printed: Shell['printed'] = { stdout: '', stderr: '', exit: undefined };
  child.onStdout((text) => (printed.stdout += text));
  child.onStderr((text) => (printed.stderr += text));
  void child.exited.then((code) => (printed.exit = code));
  return { child, printed };
}

/** All of a shell's life: its lines, then the end of input. */
async function run(
  clock: VirtualClock,
  servers: SimulatedServers,
  lines: readonly string[],
  options: { readonly metas?: string; readonly seed?: number } = {},
) {
  const start = clock.now();
  const { child, printed } = open(clock, servers, options);
  for (const line of lines) child.write(line);
  child.end();
  await clock.until(() => printed.exit !== undefined, 600_000);
  return { ...printed, seconds: (clock.now() - start) / 1000 };
}

const proposal = 'propose -g 1.0 -p DOWNGRADE_TO_INACTIVE -t 127.0.0.1:34801 -n 127.0.0.1:34802';
const responses = (stdout: string): string[] =>
  [...stdout.matchAll(/^send proposal response: (\S+)$/gm)].map(([, err = '']) => err);

describe('a shell without a process', () => {
  it('takes its start time and answers a command at a time, while its input stays open', async () => {
    const clock = new VirtualClock();
    const { child, printed } = open(clock, new SmallCluster('2.5'));
    child.write('get_meta_level');
    await clock.advance(54);
    expect(printed.stdout).toBe('');
    await clock.advance(1);
    expect(printed.stdout).toContain('The cluster name is: cluster-x\n');
    expect(printed.stdout).toMatch(/current meta level is fl_steady\n$/);
    child.write('version');
    await clock.advance(0);
    expect(printed.stdout).toMatch(/Pegasus Shell 2\.5\.0 \([0-9a-f]{40}\) Release\n$/);
    expect(printed.exit).toBeUndefined();
    child.end();
    await clock.advance(0);
    expect(printed.stdout).toMatch(/dsn exit with code 0\n$/);
    expect(printed.exit).toBe(0);
  });

  it('leaves at `exit`, and hears nothing after it', async () => {
    const { stdout, exit } = await run(new VirtualClock(), new SmallCluster('2.5'), ['exit', 'get_meta_level']);
    expect(stdout).not.toContain('current meta level');
    expect(stdout).toMatch(/dsn exit with code 0\n$/);
    expect(exit).toBe(0);
  });

  it('says not another word once it is killed, in the middle of a wait too', async () => {
    const clock = new VirtualClock();
    const cluster = new SmallCluster('2.5');
    cluster.hung.add('127.0.0.1:34802');
    const { child, printed } = open(clock, cluster);
    child.write('remote_command -l 127.0.0.1:34802 server-info');
    await clock.advance(2_000);
    const before = { ...printed };
    child.kill();
    await clock.advance(10_000);
    expect(printed).toEqual({ ...before, exit: 137 });
  });

  it('is killed by its signal, before it has begun too', async () => {
    const clock = new VirtualClock();
    const { printed } = open(clock, new SmallCluster('2.5'), { signal: AbortSignal.abort() });
    await clock.advance(100);
    expect(printed).toEqual({ stdout: '', stderr: '', exit: 137 });
  });

  it('is refused by run.sh for options that it does not have', async () => {
    const clock = new VirtualClock();
    const child = runShellInProcess({
      servers: new SmallCluster('2.5'),
      dialect: '2.5',
      clock,
      random: new Random(1),
      startLatencyMs: 55,
      argv: ['shell', '--bogus'],
    });
    let stdout = '';
    child.onStdout((text) => (stdout += text));
    expect(await child.exited).toBe(1);
    expect(stdout).toContain('ERROR: unknown option "--bogus"');
  });
});

describe('metas that do not answer', () => {
  it('cost three timeouts when the one that the shell began with hangs, although others are well', async () => {
    const cluster = new SmallCluster('2.5');
    cluster.leader = '127.0.0.1:34602';
    cluster.hung.add('127.0.0.1:34602');
    const { stdout, exit, seconds } = await run(new VirtualClock(), cluster, ['nodes']);
    expect(stdout).toContain('The cluster name is: unknown\n');
    expect(stdout).toContain('list nodes failed, error=ERR_TIMEOUT\n');
    expect(exit).toBe(0);
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThan(33);
  });

  it('mostly cost nothing when they refuse and another one leads', async () => {
    const cluster = new SmallCluster('2.5');
    cluster.leader = '127.0.0.1:34603';
    cluster.down.add('127.0.0.1:34601').add('127.0.0.1:34602');
    let quick = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const { stdout, seconds } = await run(new VirtualClock(), cluster, ['get_meta_level'], { seed });
      expect(stdout).toContain('current meta level is fl_steady\n');
      if (seconds < 0.1) quick += 1;
    }
    expect(quick).toBeGreaterThan(30);
    expect(quick).toBeLessThan(40);
  });

  it('give their own word when none of them leads', async () => {
    const cluster = new SmallCluster('2.5');
    cluster.listNodes = () => ({ kind: 'answer', value: { err: 'ERR_FORWARD_TO_OTHERS' } });
    const { stdout } = await run(new VirtualClock(), cluster, ['nodes']);
    expect(stdout).toContain('list nodes failed, error=ERR_FORWARD_TO_OTHERS\n');
  });
});

describe('proposals', () => {
  it('reach the leader one time in three when all metas are listed, and are lost on a follower otherwise', async () => {
    const cluster = new SmallCluster('newer');
    const { stdout } = await run(new VirtualClock(), cluster, Array<string>(300).fill(proposal));
    const taken = responses(stdout).filter((err) => err === 'ERR_OK').length;
    expect(responses(stdout)).toHaveLength(300);
    expect(new Set(responses(stdout))).toEqual(new Set(['ERR_OK', 'ERR_APP_NOT_EXIST']));
    expect(taken).toBeGreaterThan(70);
    expect(taken).toBeLessThan(130);
    expect(cluster.registered).toHaveLength(taken);
  });

  it('all reach the leader when only it is listed', async () => {
    const cluster = new SmallCluster('newer');
    const { stdout } = await run(new VirtualClock(), cluster, Array<string>(20).fill(proposal), {
      metas: cluster.leader,
    });
    expect(new Set(responses(stdout))).toEqual(new Set(['ERR_OK']));
  });

  it('all reach the leader once a follower has sent the shell to it', async () => {
    const cluster = new SmallCluster('2.5');
    cluster.leader = '127.0.0.1:34603';
    const { stdout } = await run(new VirtualClock(), cluster, ['nodes', ...Array<string>(20).fill(proposal)], {
      metas: '127.0.0.1:34601',
    });
    expect(new Set(responses(stdout))).toEqual(new Set(['ERR_OK']));
  });

  it('of a balance are the steps that make it up', async () => {
    const cluster = new SmallCluster('2.5');
    const ends = '-f 127.0.0.1:34801 -t 127.0.0.1:34802';
    await run(
      new VirtualClock(),
      cluster,
      [`balance -g 1.0 -p move_pri ${ends}`, `balance --gpid 1.0 --type copy_sec ${ends}`],
      { metas: cluster.leader },
    );
    expect(cluster.registered).toEqual([
      {
        gpid: '1.0',
        actions: [
          { target: '127.0.0.1:34801', node: '127.0.0.1:34801', type: 'DOWNGRADE_TO_SECONDARY' },
          { target: '127.0.0.1:34802', node: '127.0.0.1:34802', type: 'UPGRADE_TO_PRIMARY' },
        ],
      },
      {
        gpid: '1.0',
        actions: [
          { target: undefined, node: '127.0.0.1:34802', type: 'ADD_SECONDARY_FOR_LB' },
          { target: undefined, node: '127.0.0.1:34801', type: 'DOWNGRADE_TO_INACTIVE' },
        ],
      },
    ]);
  });

  it('are never forced', async () => {
    const cluster = new SmallCluster('2.5');
    const { stdout, stderr } = await run(new VirtualClock(), cluster, [proposal.replace('propose', 'propose -f')], {
      metas: cluster.leader,
    });
    expect(stderr).toContain('a forced proposal is not part of this simulation');
    expect(stdout).toContain('USAGE: \tpropose');
    expect(cluster.registered).toEqual([]);
  });
});

describe('remote commands', () => {
  it('ask all servers at once and wait five seconds for the ones that hang', async () => {
    const cluster = new SmallCluster('2.5');
    cluster.hung.add('127.0.0.1:34801').add('127.0.0.1:34803');
    const { stderr, seconds } = await run(new VirtualClock(), cluster, ['flush_log -t replica-server']);
    expect(stderr).toBe(
      'COMMAND: flush-log\n\n' +
        'CALL [replica-server] [127.0.0.1:34801] failed: ERR_TIMEOUT\n' +
        'CALL [replica-server] [127.0.0.1:34802] succeed: answer to flush-log\n' +
        'CALL [replica-server] [127.0.0.1:34803] failed: ERR_TIMEOUT\n' +
        '\nSucceed count: 1\nFailed count: 2\n',
    );
    expect(seconds).toBeCloseTo(5.055);
  });

  it('of newer shells lose their command to an option that they do not know, and -1 is a value', async () => {
    const { stdout, stderr } = await run(new VirtualClock(), new SmallCluster('newer'), [
      'remote_command -l 127.0.0.1:34801 -r server-info',
      'remote_command -l 127.0.0.1:34801 meta.lb.assign_delay_ms -1',
    ]);
    expect(stderr).toContain('ERROR: missing <command>');
    expect(stdout).toContain('"command": "meta.lb.assign_delay_ms -1"');
  });
});

describe('partitions with all replicas dead', () => {
  it('are listed, all or those of one table or one partition', async () => {
    const cluster = new SmallCluster('newer');
    const none = await run(new VirtualClock(), cluster, ['ddd_diagnose']);
    expect(none.stdout).toContain('Total 0 ddd partitions:\n\nDiagnose ddd done.\n');
    cluster.ddd.push(
      { appId: 1, index: 0, reason: 'no replica is alive' },
      { appId: 2, index: 7, reason: 'no replica is alive' },
    );
    const all = await run(new VirtualClock(), cluster, ['ddd_diagnose']);
    expect(all.stdout).toContain('Total 2 ddd partitions:\n\n(1) 1.0\n');
    expect(all.stdout).toContain('(2) 2.7\n');
    const one = await run(new VirtualClock(), cluster, ['ddd_diagnose -g 2.7']);
    expect(one.stdout).toContain('Total 1 ddd partitions:\n\n(1) 2.7\n');
    const table = await run(new VirtualClock(), cluster, ['ddd_diagnose -g 2']);
    expect(table.stdout).toContain('Total 1 ddd partitions:\n\n(1) 2.7\n');
  });

  it('cannot be asked of all tables at once of 2.5.0, whose meta looks for a table -1', async () => {
    const all = await run(new VirtualClock(), new SmallCluster('2.5'), ['ddd_diagnose']);
    expect(all.stderr).toContain('ERROR: DDD diagnose failed with err = ERR_INVALID_PARAMETERS\n');
    expect(all.stdout).not.toContain('ddd');
  });
});

describe('what the simulation does not have', () => {
  it('says so instead of printing nothing', async () => {
    const { stdout } = await run(new VirtualClock(), new SmallCluster('2.5'), ['create t -p 8 -r 3', 'nodes -q']);
    expect(stdout).toContain("ERROR: the command 'create' is not part of this simulation\n");
    expect(stdout).toContain('ERROR: nodes -q is not part of this simulation\n');
  });
});
