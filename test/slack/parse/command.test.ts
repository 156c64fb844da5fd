import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultOptions } from '../../../src/roll/options.js';
import { commandWords, parseCommand } from '../../../src/slack/parse/command.js';

const failure = (text: string): string => {
  const command = parseCommand(text);
  return command.ok ? `understood: ${JSON.stringify(command.value)}` : command.failure;
};

describe('a command', () => {
  it.each([
    ['', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['STATUS', { kind: 'status' }],
    ['status cluster-x', { kind: 'status', name: 'cluster-x' }],
    ['approve', { kind: 'answer', intent: 'approve' }],
    ['skip cluster-x-7f3a', { kind: 'answer', intent: 'skip', name: 'cluster-x-7f3a' }],
    ['runs', { kind: 'runs' }],
    ['runs cluster-x', { kind: 'runs', cluster: 'cluster-x' }],
    ['check cluster-x', { kind: 'check', cluster: 'cluster-x' }],
    ['clusters', { kind: 'clusters' }],
    [
      'lock cluster-x “disks are being replaced”',
      { kind: 'lock', cluster: 'cluster-x', reason: 'disks are being replaced' },
    ],
    ["lock cluster-x don't touch it", { kind: 'lock', cluster: 'cluster-x', reason: "don't touch it" }],
    ['unlock cluster-x', { kind: 'unlock', cluster: 'cluster-x' }],
    ['lock all “data centre works”', { kind: 'lock-all', reason: 'data centre works' }],
    ['unlock all', { kind: 'unlock-all' }],
    [
      'roll cluster-x,cluster-y --canary',
      { kind: 'roll', cluster: 'cluster-x', then: ['cluster-y'], options: { ...defaultOptions, canary: true } },
    ],
    ['roll cluster-x', { kind: 'roll', cluster: 'cluster-x', options: defaultOptions }],
    [
      'roll cluster-x --drain fast',
      { kind: 'roll', cluster: 'cluster-x', options: { ...defaultOptions, drain: 'fast' } },
    ],
    [
      'plan cluster-x --drain=documented',
      { kind: 'plan', cluster: 'cluster-x', options: { ...defaultOptions, drain: 'documented' } },
    ],
    [
      'roll cluster-x --lower-min-live',
      { kind: 'roll', cluster: 'cluster-x', options: { ...defaultOptions, lowerMinLive: true } },
    ],
    [
      'roll cluster-x --version v2.5.0',
      { kind: 'roll', cluster: 'cluster-x', options: { ...defaultOptions, version: '2.5.0' } },
    ],
    ['plan cluster-x --canary', { kind: 'plan', cluster: 'cluster-x', options: { ...defaultOptions, canary: true } }],
  ])('is understood: %s', (text, command) => {
    expect(parseCommand(text)).toEqual({ ok: true, value: command });
  });

  it('takes waivers by name, one or several, in a roll and for an earlier run', () => {
    const allowed = {
      allowDeadServers: ['10.0.0.9:34801'],
      allowDeadPartitions: ['3.7', '3.8'],
      allowSplitting: ['events'],
    };
    const text = 'dead-server=10.0.0.9:34801,dead-partition=3.7,splitting=events,dead-partition=3.8';
    expect(parseCommand(`plan cluster-x --allow ${text}`)).toEqual({
      ok: true,
      value: { kind: 'plan', cluster: 'cluster-x', options: { ...defaultOptions, ...allowed } },
    });
    expect(parseCommand(`continue cluster-x --allow ${text}`)).toMatchObject({ ok: true, value: { given: allowed } });
  });

  it.each([
    ['--stale replication.checkpoint_interval_seconds=600', 'replication.checkpoint_interval_seconds', '600'],
    ['--stale=perf_counter_sink=', 'perf_counter_sink', ''],
    ['--stale "hosts_list=a:1, b:2"', 'hosts_list', 'a:1, b:2'],
    ['--stale x=a=b', 'x', 'a=b'],
    ['--stale task..default.is_trace=true', 'task..default.is_trace', 'true'],
  ])('takes a value of the configuration as it is: %s', (text, key, value) => {
    expect(parseCommand(`roll cluster-x ${text}`)).toMatchObject({ value: { options: { stale: { key, value } } } });
  });

  it('takes every option of a roll, in any order and both ways of writing', () => {
    const text =
      "--version=2.5.0@0ca31b70 cluster-x --mode simple --only meta,replica --nodes a.b:34801,10.0.0.2:34801 --canary —soak 1m30s --from c.d:34801 --started-before '2026-01-02 03:04' --start-timeout 30m --allow version=skips-2.0,version=mine --rebalance --allow-low-replication=temp,stat --reason “new disks” --outside-window 'they fill up'";
    expect(parseCommand(`roll ${text}`)).toEqual({
      ok: true,
      value: {
        kind: 'roll',
        cluster: 'cluster-x',
        options: {
          version: '2.5.0@0ca31b70',
          mode: 'simple',
          roles: ['replica', 'meta'],
          nodes: ['a.b:34801', '10.0.0.2:34801'],
          skip: [],
          canary: true,
          soakMs: 90_000,
          from: 'c.d:34801',
          startedBefore: '2026-01-02 03:04:00',
          startTimeoutMs: 1_800_000,
          allowVersionRules: ['skips-2.0', 'mine'],
          rebalance: true,
          allowLowReplication: ['temp', 'stat'],
          reason: 'new disks',
          outsideWindow: 'they fill up',
        },
      },
    });
  });

  it.each([
    [
      'rol cluster-x',
      "I don't know “rol”. Did you mean roll? The commands are roll, plan, check, rollback, continue, rebalance, status, runs, clusters, approve, reject, pause, resume, abort, wait, retry, skip, force, lock, unlock, help.",
    ],
    ['xyzzy', `I don't know “xyzzy”. The commands are ${commandWords.join(', ')}.`],
    ['lock', 'Which cluster, and why? For example: lock cluster-x "disks are being replaced".'],
    ['lock cluster-x', 'Why is cluster-x locked? For example: lock cluster-x "disks are being replaced".'],
    ['lock cluster-x " "', /^Why is cluster-x locked\?/],
    ['plan cluster-x,cluster-y', /^“cluster-x,cluster-y” can't be the name of a cluster/],
    ['roll cluster-x,', /^“” can't be the name of a cluster/],
    ['roll a,b --started-before "2026-01-02 03:04"', /^--started-before is about the servers of one cluster/],
    ['rollback cluster-x --stale a=1', /--stale/],
    ['lock all', /^Why are all clusters locked\?/],
    ['lock ../etc "maintenance"', /can't be the name of a cluster/],
    ['lock cluster-x --reason maintenance', /^lock has no options, but I found “--reason”/],
    [`lock cluster-x ${'x'.repeat(501)}`, 'The reason is 501 characters long; 500 are allowed.'],
    ['unlock', 'Which cluster? For example: unlock cluster-x, or unlock all.'],
    ['unlock cluster-x now', /^unlock takes the name of one cluster or run/],
    [
      'clusters cluster-x',
      'clusters shows all of them and takes nothing more, but I found “cluster-x”. For one cluster there is status.',
    ],
    ['runs a b', /^runs takes the name of one cluster/],
    ['rollback', 'Which run, or the last run of which cluster? For example: rollback cluster-x.'],
    [
      'rollback cluster-x --version 2.4.0',
      'rollback takes its servers and its version from the run that it rolls back, and only --reason, ' +
        '--outside-window, --allow and --lower-min-live besides, but I found “--version”.',
    ],
    ['continue', 'Which run, or the last run of which cluster? For example: continue cluster-x.'],
    [
      'continue cluster-x --canary',
      'continue takes everything from the run that it goes on with, and only --reason, --outside-window, ' +
        '--allow and --lower-min-live besides, but I found “--canary”.',
    ],
    ['rebalance', 'Which cluster? Its name is the first word, as in: cluster-x --canary.'],
    [
      'rebalance cluster-x --canary',
      'rebalance touches no server and takes only --reason and --outside-window, but I found “--canary”.',
    ],
    ['rebalance cluster-x --reason', '--reason needs a value, for example --reason "new configuration".'],
    ['check', 'Which cluster? For example: check cluster-x.'],
    ['check a b', 'check takes the name of one cluster or run, but I found “b” as well.'],
    ['plan', 'Which cluster? Its name is the first word, as in: cluster-x --canary.'],
    [
      'roll cluster-x --outside-window',
      '--outside-window needs a value, for example --outside-window "the disks fill up tonight".',
    ],
    ['roll cluster-x --outside-window ""', /^--outside-window needs a value/],
    ['roll cluster-x --drain quick', '--drain expects documented or fast, but I found “quick”.'],
    ['roll cluster-x --drain', '--drain needs a value, for example --drain fast.'],
    ['roll cluster-x --mode simple --drain fast', '--drain needs ha mode: --mode simple empties no server.'],
    ['roll cluster-x --cannary', "I don't know the option “--cannary”. Did you mean --canary?"],
    ['roll cluster-x -v 2', /^I don't know the option “-v”\. There are --version, --mode/],
    ['roll cluster-x --version v…', /--version expects a version such as 2\.5\.0/],
    ['roll cluster-x --version', '--version needs a value, for example --version 2.5.0.'],
    ['roll cluster-x --version --canary', '--version needs a value, for example --version 2.5.0.'],
    ['roll cluster-x --version 2.5.0;reboot', '--version expects a version such as 2.5.0, but I found “2.5.0;reboot”.'],
    ['roll cluster-x --version $(id)', /--version expects a version/],
    ['roll cluster-x --version 1 --version 2', '--version is given twice; I expected it once.'],
    ['roll cluster-x --canary=yes', '--canary takes no value, but I found “yes”.'],
    ['roll cluster-x --mode fast', '--mode expects ha or simple, but I found “fast”.'],
    [
      'roll cluster-x --only replcia',
      '--only expects some of replica, meta, collector, but I found “replcia”. Did you mean replica?',
    ],
    ['roll cluster-x --only meta,meta', '--only names meta twice.'],
    [
      'roll cluster-x --nodes 10.0.0.1',
      '--nodes expects addresses such as 10.0.0.1:34801, separated by commas, but I found “10.0.0.1”.',
    ],
    ['roll cluster-x --nodes a:99999', /--nodes expects addresses/],
    ['roll cluster-x --nodes a:1,a:1', '--nodes names a:1 twice.'],
    ['roll cluster-x --nodes a:1, b:2', /--nodes expects addresses/],
    ['roll cluster-x --nodes a:1 --skip a:1', 'a:1 is both in --nodes and in --skip.'],
    ['roll cluster-x --only meta --skip a:1', '--skip names replica servers, but --only meta leaves them out.'],
    ['roll cluster-x --soak soon', '--soak expects a duration such as 90s, 5m or 1h, but I found “soon”.'],
    [
      'roll cluster-x --allow everything',
      '--allow expects version=skips-2.0, dead-server=10.0.0.9:34801, dead-partition=3.7 or splitting=events, several with commas between, but I found “everything”.',
    ],
    [
      'roll cluster-x --started-before yesterday',
      '--started-before expects a day and a time such as "2026-01-02 03:04", but I found “yesterday”.',
    ],
    [
      'roll cluster-x --started-before "2026-02-30 03:04"',
      '--started-before expects a day and a time such as "2026-01-02 03:04", but I found “2026-02-30 03:04”.',
    ],
    [
      'roll cluster-x --stale interval',
      '--stale expects KEY=VALUE such as checkpoint_interval_seconds=600, but I found “interval”.',
    ],
    ['roll cluster-x --stale =600', /^--stale expects KEY=VALUE/],
    ['roll cluster-x --stale "a b=600"', /^--stale expects KEY=VALUE/],
    ['roll cluster-x --stale a&b=600', /^--stale expects KEY=VALUE/],
    ['roll cluster-x --stale interval=600 --version 2.5.0', /^--stale is about a change of configuration alone/],
    ['roll cluster-x --from a:1,b:2', '--from expects one address such as 10.0.0.3:34801, but I found “a:1,b:2”.'],
    ['roll cluster-x --allow version=a,version=a', '--allow names version=a twice.'],
    ['roll cluster-x --allow dead-partition=3.7,dead-partition=3.7', '--allow names dead-partition=3.7 twice.'],
    ['roll cluster-x --allow dead-server=10.0.0.9', /but I found “dead-server=10\.0\.0\.9”\.$/],
    ['roll cluster-x --allow dead-partition=temp', /but I found “dead-partition=temp”\.$/],
    ['roll cluster-x --allow splitting=a;b', /but I found “splitting=a;b”\.$/],
    ['roll cluster-x --allow constructor=a', /but I found “constructor=a”\.$/],
    ['roll cluster-x --allow second-failure=a', /but I found “second-failure=a”\.$/],
    ['roll cluster-x --start-timeout 5s', '--start-timeout may be 1 min to 24 h, but I found 5 s.'],
    [
      'roll cluster-x --start-timeout long',
      '--start-timeout expects a duration such as 90s, 30m or 1h, but I found “long”.',
    ],
    ['roll cluster-x --soak 48h', '--soak may be 24 h at most, but I found 48 h.'],
    ['roll cluster-x --allow-low-replication a;b', /names of tables/],
    [`roll cluster-x --reason ${'x'.repeat(501)}`, 'The reason is 501 characters long; 500 are allowed.'],
    ['roll cluster-x now please', /^I don't know what to do with “now”/],
    ['roll ../etc', /can't be the name of a cluster/],
    ['status a b', 'status takes the name of one cluster or run, but I found “b” as well.'],
    ['abort ;rm', /can't be the name of a cluster or a run/],
    ['roll cluster-x --constructor x', /^I don't know the option “--constructor”/],
  ])('that cannot be understood is answered in a sentence: %s', (text, sentence) => {
    if (typeof sentence === 'string') expect(failure(text)).toBe(sentence);
    else expect(failure(text)).toMatch(sentence);
  });

  it('never throws, and whatever it takes has values of their strict shapes', () => {
    const words = fc.constantFrom(
      'roll',
      'plan',
      'lock',
      '--outside-window',
      'cluster-x',
      '--nodes',
      '--skip',
      'a:1',
      'a:1,b:2',
      '--version',
      '2.5.0',
      '--soak',
      '2m',
      '--reason',
      '"x y"',
      '--only',
      'meta',
      '--',
      '-',
      '--=',
      '—',
      '"',
      ',',
      '--mode=ha',
      '__proto__',
      '--__proto__',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.array(words, { maxLength: 12 }).map((parts) => `roll ${parts.join(' ')}`),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const command = parseCommand(text);
        if (!command.ok) return command.failure.length > 0 && command.failure.length < 600;
        if (command.value.kind !== 'roll') return true;
        const { version = '1', nodes = [], skip } = command.value.options;
        return (
          /^[0-9A-Za-z._@+-]+$/.test(version) &&
          [...nodes, ...skip].every((address) => /^[A-Za-z0-9._-]+:\d+$/.test(address))
        );
      }),
      { numRuns: 150 },
    );
  });
});
