import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Program, serveForTest, type ServedForTest } from './programs.js';

const replica = '127.0.0.1:34801';
const starts = ({ cluster }: ServedForTest, address: string): number | undefined =>
  cluster.truth().process(address)?.starts;

describe('the programs in the folder of a served cluster', () => {
  let served: ServedForTest;
  beforeEach(async () => {
    served = await serveForTest('2.5', 50);
  });
  afterEach(() => served.close());

  describe('run.sh', () => {
    it('takes the folder in which it is started for its own, as the shipped one does up to 2.5', async () => {
      const { code, stdout, stderr } = await new Program(
        join(served.home, 'run.sh'),
        ['shell', '--cluster', served.metas],
        '/tmp',
      ).ended;
      expect({ code, stdout, stderr }).toEqual({
        code: 2,
        stdout: '',
        stderr: "sed: can't read /tmp/src/shell/config.ini: No such file or directory\n",
      });
    });

    it('finds its folder by itself when it is a newer one', async () => {
      const newer = await serveForTest('newer', 50);
      try {
        const shell = new Program(join(newer.home, 'run.sh'), ['shell', '--cluster', newer.metas], '/tmp');
        shell.end();
        expect((await shell.ended).code).toBe(0);
      } finally {
        await newer.close();
      }
    });

    it('is a shell', async () => {
      const { code, stdout, stderr } = await served.shell(
        'nodes -d',
        'server_info -l 127.0.0.1:34802',
        'get_meta_level',
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Pegasus Shell 2\.5\.0\n/);
      expect(stdout).toContain(`The config file is: ${served.home}/config-shell.ini.`);
      expect(stdout).toContain('The cluster name is: cluster-x\n');
      expect(stdout).toContain('alive_node_count    : 5\n');
      expect(stdout).toMatch(/current meta level is fl_steady\ndsn exit with code 0\n$/);
      expect(stderr).toMatch(
        /^COMMAND: server-info\n\nCALL \[user-specified\] \[127\.0\.0\.1:34802\] succeed: Pegasus Server 2\.5\.0 \([0-9a-f]{40}\) Release, Started at /,
      );
    });

    it('answers each line as it comes, and takes a last line without an end', async () => {
      const shell = served.open('run.sh', 'shell', '--cluster', served.metas);
      shell.write('get_meta_');
      shell.write('level\nvers');
      await shell.says('current meta level is fl_steady\n');
      shell.write('ion');
      shell.end();
      const { code, stdout } = await shell.ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(/Pegasus Shell 2\.5\.0 \(\w+\) Release\ndsn exit with code 0\n$/);
    });

    it('runs many times at once', async () => {
      const shells = [1, 2].map(() => served.open('run.sh', 'shell', '--cluster', served.metas));
      await Promise.all(shells.map((shell) => shell.says('The cluster meta list is')));
      for (const shell of shells) shell.write('ls -d\n');
      await Promise.all(shells.map((shell) => shell.says('read_unhealthy_app_count')));
      for (const shell of shells) shell.end();
      expect((await Promise.all(shells.map((shell) => shell.ended))).map(({ code }) => code)).toEqual([0, 0]);
    });

    it('may be killed in the middle of a command: the next one is well', async () => {
      served.cluster.faults.hang(replica);
      const shell = served.open('run.sh', 'shell', '--cluster', served.metas);
      shell.write(`remote_command -l ${replica} server-info\n`);
      await shell.says('The cluster meta list is');
      shell.child.kill('SIGKILL');
      expect(await shell.ended).toMatchObject({ code: null, signal: 'SIGKILL', stderr: '' });
      expect(await served.shell('get_meta_level')).toMatchObject({ code: 0 });
    });

    it('says that no meta answers, and exits with 0 all the same', async () => {
      served.cluster.faults.killAllMetas();
      const { code, stdout } = await served.shell('nodes');
      expect(code).toBe(0);
      expect(stdout).toContain('The cluster name is: unknown\n');
      expect(stdout).toMatch(/list nodes failed, error=ERR_(TIMEOUT|NETWORK_FAILURE)\n/);
    });

    it('exits with 134 for metas that cannot be parsed', async () => {
      expect(await served.run('run.sh', ['shell', '--cluster', 'nonsense'])).toMatchObject({ code: 134 });
    });

    it('writes the file of -o beside itself', async () => {
      const { stdout } = await served.shell('ls -d -j -o tables.json');
      expect(stdout).not.toContain('general_info');
      const written = z
        .object({ summary: z.object({ fully_healthy_app_count: z.string() }) })
        .parse(JSON.parse(await readFile(join(served.home, 'tables.json'), 'utf8')));
      expect(written.summary.fully_healthy_app_count).toBe('3');
    });

    it('prints everything, however long it is and however late it is read', async () => {
      served.cluster.faults.createTable('orders', 10_000, 3, 0);
      const shell = served.open('run.sh', 'shell', '--cluster', served.metas);
      shell.child.stdout?.pause();
      shell.write('app orders -d\n');
      shell.end();
      await once(shell.child, 'exit', { signal: AbortSignal.timeout(300) }).catch(() => undefined);
      expect(shell.child.exitCode).toBeNull();
      shell.child.stdout?.resume();
      const { code, stdout } = await shell.ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n9999 {2}[\s\S]*dsn exit with code 0\n$/);
    });

    it('fails when the cluster is gone', async () => {
      const other = await serveForTest('2.5', 50);
      const shell = other.open('run.sh', 'shell', '--cluster', other.metas);
      await shell.says('The cluster meta list is');
      await other.close();
      expect(await shell.ended).toMatchObject({ code: 255, stderr: 'the simulated cluster is gone\n' });
    });
  });

  describe('process.sh', () => {
    it('restarts a process, which takes its time to end', async () => {
      const begun = served.cluster.truth().at;
      const { code, stdout } = await served.run('process.sh', ['restart', 'replica', replica]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `stopped replica ${replica}\nstarted replica ${replica}\n` });
      expect(served.cluster.truth().at - begun).toBeGreaterThan(1_900);
      expect(starts(served, replica)).toBe(1);
    });

    it('installs a version, which the process has from its next start', async () => {
      await served.run('process.sh', ['install', 'replica', replica, '2.5.1']);
      expect(served.cluster.truth().process(replica)?.version).toBe('2.5.0');
      await served.run('process.sh', ['restart', 'replica', replica]);
      expect(served.cluster.truth().process(replica)?.version).toBe('2.5.1');
    });

    it('knows what is up', async () => {
      await served.run('process.sh', ['stop', 'collector', '127.0.0.1:34101']);
      expect(await served.run('process.sh', ['status', 'collector', '127.0.0.1:34101'])).toMatchObject({
        code: 3,
        stdout: 'collector 127.0.0.1:34101 is not running\n',
      });
    });

    it('carries out what it was asked for when whoever asked is killed', async () => {
      const restart = served.open('process.sh', 'restart', 'replica', replica);
      await expect.poll(() => served.cluster.truth().process(replica)?.answers).toBe(false);
      restart.child.kill('SIGKILL');
      await restart.ended;
      await expect.poll(() => starts(served, replica)).toBe(1);
      expect(await served.run('process.sh', ['status', 'replica', replica])).toMatchObject({ code: 0 });
    });

    it('exits with 2 for what it does not understand', async () => {
      const { code, stderr } = await served.run('process.sh', ['restart', 'zookeeper', replica]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'unknown role zookeeper\nusage: process.sh stop|start|restart|install|status ROLE ADDRESS [VERSION]\n',
      });
    });
  });

  describe('fault.sh', () => {
    it('lets a command fail as often as told', async () => {
      await served.run('fault.sh', [
        JSON.stringify({
          kind: 'command-fails',
          verb: 'start',
          address: replica,
          message: 'no space left on device',
          exitCode: 7,
        }),
      ]);
      await served.run('process.sh', ['stop', 'replica', replica]);
      expect(await served.run('process.sh', ['start', 'replica', replica])).toMatchObject({
        code: 7,
        stdout: '',
        stderr: 'no space left on device\n',
      });
      expect(await served.run('process.sh', ['start', 'replica', replica])).toMatchObject({ code: 0 });
    });

    it('reaches the cluster: another meta leads when the leader has lost its lock', async () => {
      const before = served.cluster.truth().leader?.meta;
      expect(await served.run('fault.sh', ['{"kind":"lose-leader"}'])).toMatchObject({ code: 0, stdout: 'done\n' });
      await expect.poll(() => served.cluster.truth().leader?.meta).not.toBe(before);
    });

    it('exits with 2 for what it does not understand', async () => {
      expect(await served.run('fault.sh', ['{"kind":"explode"}'])).toMatchObject({ code: 2, stdout: '' });
    });
  });

  it('are for their owner only: who does not know the token is cut off', async () => {
    const path = join(served.home, '.simulation', 'connection.json');
    expect((await stat(path)).mode & 0o077).toBe(0);
    const { port, token } = z
      .object({ port: z.number(), token: z.string() })
      .parse(JSON.parse(await readFile(path, 'utf8')));
    const answerTo = (hello: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = '';
        const socket = connect({ host: '127.0.0.1', port });
        socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
        socket.once('close', () => {
          resolve(answer);
        });
        socket.on('error', () => undefined);
        socket.write(hello);
      });
    const hello = { kind: 'process', argv: ['stop', 'replica', replica], pid: 1 };
    expect(await answerTo(`${JSON.stringify({ ...hello, token: `${token.slice(1)}x` })}\n`)).toBe('');
    expect(await answerTo('GET / HTTP/1.1\r\n\r\n')).toBe('');
    expect(await answerTo('x'.repeat(1_100_000))).toBe('');
    expect(served.cluster.isUp(replica)).toBe(true);
    expect(await served.shell('version')).toMatchObject({ code: 0 });
  });
});

it('a served cluster of newer servers prints JSON, and its log lines on both streams', async () => {
  const served = await serveForTest('newer', 20);
  try {
    const { stdout, stderr } = await served.shell('server_info -l localhost:34801');
    expect(stdout).toMatch(/^W\d{4}-/);
    expect(stderr).toMatch(/^W\d{4}-/);
    expect(stdout).toContain('"version": "2.6.0-SNAPSHOT"');
    expect(stdout).toContain(`log_dir is not set, use '${served.home}/pegasus_shell.data/log' instead\n`);
  } finally {
    await served.close();
  }
});
