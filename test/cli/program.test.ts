import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../src/cli/package-version.js';
import { createProgram, type Commands } from '../../src/cli/program.js';
import { paper } from './support.js';

function given(env: NodeJS.ProcessEnv = {}, exitCode = 0) {
  const terminal = paper();
  const asked: [name: string, options: unknown][] = [];
  const note =
    (name: keyof Commands) =>
    (options?: unknown): Promise<number> => {
      asked.push([name, options]);
      return Promise.resolve(exitCode);
    };
  const commands: Commands = {
    start: note('start'),
    demo: note('demo'),
    check: note('check'),
    plan: note('plan'),
    schema: note('schema'),
    auditVerify: note('auditVerify'),
    runs: note('runs'),
    showRun: note('showRun'),
    exportRuns: note('exportRuns'),
    auditShow: note('auditShow'),
  };
  const program = createProgram(commands, { version: '1.2.3', env, terminal });
  return { ...terminal, asked, run: (...argv: readonly string[]) => program.run(argv) };
}

describe('the command line', () => {
  it.each([
    ['start', ['start', { config: 'pegasus-roll.yml' }]],
    ['start --config other.yml', ['start', { config: 'other.yml' }]],
    ['demo', ['demo', { port: undefined, speed: undefined, nodes: undefined, partitions: undefined }]],
    ['demo --port 0 --speed 2.5 --nodes 7', ['demo', { port: 0, speed: 2.5, nodes: 7, partitions: undefined }]],
    ['demo --partitions 5000', ['demo', { port: undefined, speed: undefined, nodes: undefined, partitions: 5000 }]],
    ['check', ['check', { config: 'pegasus-roll.yml', cluster: undefined, json: false }]],
    ['check --config c.yml cluster-x', ['check', { config: 'c.yml', cluster: 'cluster-x', json: false }]],
    ['plan cluster-x', ['plan', { config: 'pegasus-roll.yml', json: false, words: ['cluster-x'] }]],
    [
      'plan cluster-x --config c.yml --version 2.5.0 --nodes a:1,b:2 --canary --json',
      [
        'plan',
        { config: 'c.yml', json: true, words: ['cluster-x', '--version', '2.5.0', '--nodes', 'a:1,b:2', '--canary'] },
      ],
    ],
    [
      'plan --mode simple cluster-x --soak=2m',
      ['plan', { config: 'pegasus-roll.yml', json: false, words: ['--mode', 'simple', 'cluster-x', '--soak=2m'] }],
    ],
    ['schema', ['schema', undefined]],
    ['runs', ['runs', { config: 'pegasus-roll.yml', path: undefined, cluster: undefined, limit: 20, json: false }]],
    [
      'runs cluster-x --limit 3 --json --path /data',
      ['runs', { config: 'pegasus-roll.yml', path: '/data', cluster: 'cluster-x', limit: 3, json: true }],
    ],
    ['show cluster-x-7f3a', ['showRun', { config: 'pegasus-roll.yml', path: undefined, run: 'cluster-x-7f3a' }]],
    [
      'export cluster-x-7f3a cluster-x-9b1c --format markdown --output runs.md',
      [
        'exportRuns',
        {
          config: 'pegasus-roll.yml',
          path: undefined,
          runs: ['cluster-x-7f3a', 'cluster-x-9b1c'],
          format: 'markdown',
          cluster: undefined,
          since: undefined,
          until: undefined,
          output: 'runs.md',
        },
      ],
    ],
    [
      'export --cluster cluster-x --since 2026-01-31 --until 2026-02-28T20:00+08:00 --format csv',
      [
        'exportRuns',
        {
          config: 'pegasus-roll.yml',
          path: undefined,
          runs: [],
          format: 'csv',
          cluster: 'cluster-x',
          since: Date.UTC(2026, 0, 31),
          until: Date.UTC(2026, 1, 28, 12),
          output: undefined,
        },
      ],
    ],
    ['audit verify', ['auditVerify', { config: 'pegasus-roll.yml', path: undefined, json: false }]],
    ['audit verify --path /data --json', ['auditVerify', { config: 'pegasus-roll.yml', path: '/data', json: true }]],
    [
      'audit show --config c.yml --run cluster-x-1',
      ['auditShow', { config: 'c.yml', path: undefined, run: 'cluster-x-1', cluster: undefined }],
    ],
    [
      'audit show --cluster cluster-x',
      ['auditShow', { config: 'pegasus-roll.yml', path: undefined, run: undefined, cluster: 'cluster-x' }],
    ],
  ])('understands: %s', async (line, call) => {
    const { run, asked, complained } = given();
    expect(await run(...line.split(' '))).toBe(0);
    expect(asked).toEqual([call]);
    expect(complained()).toBe('');
  });

  it('takes the name of the file from the environment, unless it is told', async () => {
    const { run, asked } = given({ PEGASUS_ROLL_CONFIG: '/etc/roll.yml' });
    await run('start');
    await run('start', '--config', 'mine.yml');
    expect(asked).toEqual([
      ['start', { config: '/etc/roll.yml' }],
      ['start', { config: 'mine.yml' }],
    ]);
  });

  it('ends as the command did', async () => {
    expect(await given({}, 1).run('check')).toBe(1);
  });

  it.each([
    [],
    ['start'],
    ['demo'],
    ['check'],
    ['plan'],
    ['schema'],
    ['audit'],
    ['audit', 'verify'],
    ['audit', 'show'],
    ['runs'],
    ['show'],
    ['export'],
  ])('prints its version and its help everywhere: %s %s', async (...command) => {
    const { run, printed, asked } = given();
    expect(await run(...command, '--version')).toBe(0);
    expect(printed()).toBe('1.2.3');
    for (const help of ['--help', '-h']) {
      const { run: again, printed: said } = given();
      expect(await again(...command, help)).toBe(0);
      expect(said()).toContain(`Usage: ${['pegasus-roll', ...command].join(' ')}`);
    }
    expect(asked).toEqual([]);
  });

  it.each([
    ['help', 'Usage: pegasus-roll'],
    ['help check', 'Usage: pegasus-roll check'],
    ['-v', '1.2.3'],
  ])('is asked in the other usual words, too: %s', async (line, said) => {
    const { run, printed } = given();
    expect(await run(...line.split(' '))).toBe(0);
    expect(printed()).toContain(said);
  });

  it('tells a version to roll to from its own', async () => {
    const { run, asked, printed } = given();
    await run('plan', 'cluster-x', '--version', '2.5.0');
    expect(asked).toHaveLength(1);
    await run('plan', 'cluster-x', '--version', '--canary');
    expect(asked).toHaveLength(1);
    expect(printed()).toBe('1.2.3');
  });

  it('says every option of a roll in the help of plan', async () => {
    const { run, printed } = given();
    await run('plan', '--help');
    for (const option of [
      '--version',
      '--mode',
      '--only',
      '--nodes',
      '--skip',
      '--canary',
      '--soak',
      '--rebalance',
      '--allow-low-replication',
      '--reason',
      '--json',
      '--config',
    ])
      expect(printed()).toContain(option);
  });

  it.each([
    ['strat', /unknown command 'strat'[^]*Did you mean start\?/],
    ['start --confg x', /unknown option '--confg'[^]*Did you mean --config\?/],
    ['demo --port abc', /--port[^]*Expected a port, 0 to 65535/],
    ['demo --speed 0', /Expected a number above 0/],
    ['demo --nodes 2', /Expected 3 to 100/],
    ['start now', /too many arguments/],
    ['start --config', /argument missing/],
    ['', /Usage: pegasus-roll/],
  ])('does nothing, and says why, when it cannot be understood: %s', async (line, said) => {
    const { run, asked, complained } = given();
    expect(await run(...line.split(' ').filter((word) => word !== ''))).toBe(2);
    expect(complained()).toMatch(said);
    expect(asked).toEqual([]);
  });

  it('lets what a command throws pass', async () => {
    const terminal = paper();
    const failing = (): Promise<number> => Promise.reject(new Error('broken'));
    const program = createProgram(
      {
        start: failing,
        demo: failing,
        check: failing,
        plan: failing,
        schema: failing,
        auditVerify: failing,
        runs: failing,
        showRun: failing,
        exportRuns: failing,
        auditShow: failing,
      },
      { version: '1', env: {}, terminal },
    );
    await expect(program.run(['schema'])).rejects.toThrow('broken');
  });

  it('knows the version of its package', () => {
    expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
