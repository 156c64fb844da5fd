import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/lib/random.js';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../../demo/cluster/model/simulated-cluster.js';
import { runShellInProcess } from '../../../../demo/cluster/shell/in-process.js';
import { tolerate } from './tolerate.js';
import { asShellTranscript, readTranscripts, type ShellTranscript } from './transcripts.js';

/**
 * Here nothing is taken from the transcript but the question: the simulated cluster itself answers it, in
 * the healthy state in which these were asked. Those with other states are replayed beside this; the
 * remote commands `help` and `fd.allow_list`, which no step of a roll asks, it answers more shortly.
 */
const asked = {
  '2.5': [
    'healthy.app_nosuch_d',
    'healthy.get_meta_level',
    'healthy.nodes',
    'healthy.nodes_j',
    'healthy.nodes_r',
    'healthy.server_info',
    'healthy.server_info_l',
    'healthy.server_info_t_replica',
    'healthy.set_meta_level_bogus',
    'healthy.set_meta_level_lively',
    'kp.01_nosuch_partition',
    'kp.02_three_args',
    'kp.03_dotted_gpid',
    'kp.04_nonnumeric',
    'kp.06_app_only',
    'kp.07_none',
    'pb.balance_bad_type',
    'pb.balance_nosuch_app',
    'pb.propose_nosuch_gpid',
    'pb.propose_pidx_out',
    'rc.all.help_nosuch',
    'rc.flush_log_shell',
    'rc.hostname_node',
    'rc.meta.addsec_0',
    'rc.meta.addsec_100',
    'rc.meta.addsec_DEFAULT',
    'rc.meta.addsec_neg_dashdash',
    'rc.meta.addsec_query',
    'rc.meta.assign_delay_ms_180000000',
    'rc.meta.assign_delay_ms_3600000',
    'rc.meta.assign_delay_ms_DEFAULT',
    'rc.meta.assign_delay_ms_bogus',
    'rc.meta.assign_delay_ms_default_lower',
    'rc.meta.assign_delay_ms_query',
    'rc.meta.assign_delay_ms_toobig',
    'rc.meta.assign_delay_ms_zero',
    'rc.meta.flow_control_query',
    'rc.replica.flush_log',
    'rc.replica.server_info',
    'rc.unknown_node',
  ],
  newer: [
    'healthy.app_nosuch_d',
    'healthy.get_meta_level',
    'healthy.nodes',
    'healthy.nodes_r',
    'healthy.server_info',
    'healthy.server_info_j',
    'healthy.server_info_r',
    'healthy.set_meta_level_bogus',
    'healthy.set_meta_level_lively',
    'rc.all.nosuch',
    'rc.kill_nosuch',
    'rc.meta.addsec_0',
    'rc.meta.addsec_100',
    'rc.meta.addsec_DEFAULT',
    'rc.meta.addsec_query',
    'rc.meta.assign_delay_ms_180000000',
    'rc.meta.assign_delay_ms_3600000',
    'rc.meta.assign_delay_ms_DEFAULT',
    'rc.meta.assign_delay_ms_bogus',
    'rc.meta.assign_delay_ms_query',
    'rc.meta.assign_delay_ms_toobig',
    'rc.meta.assign_delay_ms_zero',
    'rc.meta.flow_control_query',
    'rc.replica.flush_log',
    'rc.replica.help_ip',
    'rc.replica.perf_counters',
    'rc.replica.server_info',
    'rc.unknown_node',
  ],
} as const;

async function ask(
  transcript: ShellTranscript,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly rc: number }> {
  const clock = new VirtualClock();
  const { dialect } = transcript;
  const built =
    dialect === '2.5'
      ? { version: '2.5.0', commit: '0ca31b70eac7321bb17fb034105695597245d47b' }
      : { version: '2.6.0-SNAPSHOT', commit: 'db756dcdf24e2af6169659a67548501ed61f106c' };
  const cluster = new SimulatedCluster({
    ...fieldCluster({ clock, seed: 1, generation: dialect }),
    clusterName: dialect === '2.5' ? 'pegrealv250' : 'pegrealm2',
    ...built,
  });
  const child = runShellInProcess({
    servers: cluster,
    dialect,
    clock,
    random: new Random(1),
    startLatencyMs: 55,
    argv: ['shell', '--cluster', transcript.metas],
  });
  let stdout = '';
  let stderr = '';
  let rc: number | undefined;
  child.onStdout((text) => (stdout += text));
  child.onStderr((text) => (stderr += text));
  for (const line of transcript.lines) child.write(line);
  child.end();
  void child.exited.then((code) => (rc = code));
  await clock.until(() => rc !== undefined, 60_000);
  cluster.close();
  return { stdout: own(stdout), stderr: own(stderr), rc: rc ?? -1 };
}

/** Besides what every replay leaves out: the process id of run.sh and when a server was started. */
const own = (text: string): string =>
  tolerate(text)
    .replace(/config-shell\.ini\.\d+/, 'config-shell.ini.…')
    .replaceAll(/(Started at |"start_time": ")[\d-]+ [\d:]+/g, '$1…');

describe.each(['2.5', 'newer'] as const)('the simulated cluster of %s servers says what a real one said', (dialect) => {
  const transcripts = new Map(
    readTranscripts(dialect).map((transcript) => [transcript.name, asShellTranscript(transcript)]),
  );

  it.each(asked[dialect])('to %s', async (name) => {
    const transcript = transcripts.get(name);
    if (transcript === undefined) throw new Error(`no transcript ${name}`);
    expect(await ask(transcript)).toEqual({
      stdout: own(transcript.stdout),
      stderr: own(transcript.stderr),
      rc: transcript.rc,
    });
  });
});
