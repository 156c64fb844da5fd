import { describe, expect, it } from 'vitest';
import { definitions } from '../../src/metrics/definitions.js';
import { fail, ok } from '../../src/lib/result.js';
import { gateNames } from '../../src/roll/gates/verdict.js';
import { holdReasons } from '../../src/roll/hold.js';
import { gpid, nodeAddress, runId } from '../../src/roll/ids.js';
import { rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { command } from '../contract/process-control/support.js';
import { cluster, metricsOf, seriesOf } from './support.js';

const never = new AbortController().signal;

describe('what Prometheus reads of a bot that has done nothing yet', () => {
  it('has every series whose labels are known, at 0', async () => {
    const text = await metricsOf().text();
    for (const [name, { type }] of Object.entries(definitions)) {
      expect(text).toContain(`# TYPE ${name} ${type}\n`);
      const series = seriesOf(text, type === 'histogram' ? `${name}_count` : name);
      if (name !== 'pegasus_roll_run_info') expect(series.length, name).toBeGreaterThan(0);
      if (!/_info$|_let_in$/.test(name)) for (const line of series) expect(line).toMatch(/ 0$/);
    }
    expect(seriesOf(text, 'pegasus_roll_hold')).toHaveLength(2 * holdReasons.length);
    expect(seriesOf(text, 'pegasus_roll_gate_blocking')).toHaveLength(2 * gateNames.length);
    expect(text).toContain(`pegasus_roll_build_info{version="1.2.3",node="${process.version}"} 1`);
    expect(text).toContain('process_cpu_seconds_total');
  });
});

describe('a run, as Prometheus reads it', () => {
  it('is in one state, and its servers too; what is over goes back to 0 and does not vanish', async () => {
    const { text, metrics } = metricsOf();
    const ideal = new IdealCluster();
    const roll = rolling(ideal, { roles: ['replica'] });
    roll.untilAct(`restart ${server(1)}`);
    const during = await text(roll.run);
    expect(during).toContain('pegasus_roll_runs{cluster="cluster-x",state="rolling"} 1');
    expect(during).toContain('pegasus_roll_runs{cluster="cluster-x",state="held"} 0');
    expect(during).toContain('pegasus_roll_runs{cluster="cluster-y",state="rolling"} 0');
    expect(during).toContain(
      `pegasus_roll_run_info{cluster="cluster-x",run="${roll.run.id}",state="rolling",version=""} 1`,
    );
    expect(during).toContain('pegasus_roll_run_servers{cluster="cluster-x",role="replica",state="active"} 1');
    roll.untilStatus('done');
    metrics.saw(roll.run);
    metrics.saw(roll.run);
    const after = await text(roll.run);
    expect(after).toContain('pegasus_roll_runs{cluster="cluster-x",state="rolling"} 0');
    expect(seriesOf(after, 'pegasus_roll_run_info')).toEqual([]);
    expect(after).toContain('pegasus_roll_runs_ended_total{cluster="cluster-x",outcome="done"} 1');
    const servers = ideal.nodes.length;
    expect(after).toContain(`pegasus_roll_step_duration_seconds_count{cluster="cluster-x",step="heal"} ${servers}`);
    expect(after).toContain(
      `pegasus_roll_last_decision_timestamp_seconds{cluster="cluster-x"} ${roll.run.updatedAt / 1000}`,
    );
  });

  it('is not counted once more by a bot that found it in its database', async () => {
    const done = rolling(new IdealCluster(), { roles: ['replica'] }).untilStatus('done').run;
    const { text, metrics } = metricsOf([done]);
    metrics.saw(done);
    const after = await text(done);
    expect(after).toContain('pegasus_roll_runs_ended_total{cluster="cluster-x",outcome="done"} 0');
    expect(after).toContain('pegasus_roll_step_duration_seconds_count{cluster="cluster-x",step="heal"} 0');
  });

  it('says what it is held for, and which gate blocks, as long as that is so', async () => {
    const { text } = metricsOf();
    const ideal = new IdealCluster();
    const roll = rolling(ideal, { roles: ['replica'] });
    roll.untilAct(`restart ${server(1)}`);
    ideal.ddd.push(gpid(1, 0));
    roll.untilStatus('held');
    const held = await text(roll.run);
    expect(held).toContain('pegasus_roll_hold{cluster="cluster-x",reason="gate"} 1');
    expect(held).toContain('pegasus_roll_gate_blocking{cluster="cluster-x",gate="no-ddd"} 1');
    expect(held).toContain('pegasus_roll_gate_blocking{cluster="cluster-x",gate="nodes-alive"} 0');
    ideal.ddd = [];
    roll.until(({ status }) => status !== 'held' || ('hold' in roll.run && roll.run.hold.overSince !== undefined));
    expect(await text(roll.run)).toContain('pegasus_roll_gate_blocking{cluster="cluster-x",gate="no-ddd"} 0');
  });
});

describe('settings of a cluster', () => {
  const maintenance = {
    run: runId('cluster-x-0001'),
    since: 0,
    saved: { level: 'lively', assignDelayMs: 1, addSecondaryMax: 2, flowControl: true },
  } as const;

  it('are changed while their run is under way, and left behind when none is', async () => {
    const { text } = metricsOf([], { restarts: [], maintenance });
    const roll = rolling(new IdealCluster());
    roll.untilStatus('rolling');
    const during = await text(roll.run);
    expect(during).toContain('pegasus_roll_settings_changed{cluster="cluster-x"} 1');
    expect(during).toContain('pegasus_roll_settings_left{cluster="cluster-x"} 0');
    const without = await text();
    expect(without).toContain('pegasus_roll_settings_left{cluster="cluster-x"} 1');
    expect(without).toContain('pegasus_roll_settings_left{cluster="cluster-y"} 0');
  });
});

describe('calls', () => {
  it('to a cluster are timed, and counted where they fail; its servers are as it said last', async () => {
    const { text, metrics, clock } = metricsOf();
    const ideal = new IdealCluster();
    let answers = true;
    const admin = metrics.admin(cluster, {
      observe: async (look) => {
        await clock.sleep(300);
        return answers
          ? ok(ideal.observe(look))
          : fail({ kind: 'unreachable', message: 'no meta answers', raw: [] } as const);
      },
      perform: () => Promise.resolve(fail({ kind: 'refused', message: 'no', raw: [] } as const)),
    });
    const look = { processes: [], ddd: false };
    const read = async (): Promise<void> => {
      const reading = admin.observe(look, never);
      expect(await text()).toContain('pegasus_roll_queue_depth{queue="cluster"} 1');
      await clock.advance(300);
      await reading;
    };
    await read();
    answers = false;
    await read();
    await admin.perform({ kind: 'flush-log', node: nodeAddress('10.0.0.1:34801') }, never);
    const after = await text();
    expect(after).toContain('_duration_seconds_bucket{le="0.25",cluster="cluster-x",call="observe"} 0');
    expect(after).toContain('_duration_seconds_bucket{le="0.5",cluster="cluster-x",call="observe"} 2');
    expect(after).toContain('_call_errors_total{cluster="cluster-x",call="observe",kind="unreachable"} 1');
    expect(after).toContain('_call_errors_total{cluster="cluster-x",call="perform",kind="refused"} 1');
    expect(after).toContain(`pegasus_roll_replica_servers{cluster="cluster-x",state="alive"} ${ideal.nodes.length}`);
    expect(after).toContain('pegasus_roll_queue_depth{queue="cluster"} 0');
  });

  it('to Slack are timed by method, and counted where they fail', async () => {
    const { text, metrics, clock } = metricsOf();
    const ended = metrics.slackCall('chat.update');
    expect(await text()).toContain('pegasus_roll_queue_depth{queue="slack"} 1');
    await clock.advance(700);
    ended({ kind: 'rate-limited', retryAfterMs: 1_000 });
    const after = await text();
    expect(after).toContain('pegasus_roll_slack_call_duration_seconds_bucket{le="1",method="chat.update"} 1');
    expect(after).toContain('pegasus_roll_slack_call_errors_total{method="chat.update",kind="rate-limited"} 1');
  });

  it('of the database are timed, and counted where they are refused', async () => {
    const { text, metrics, clock, refuse } = metricsOf();
    const save = async (): Promise<void> => {
      const saved = metrics.runs.commit({}).catch(() => undefined);
      expect(await text()).toContain('pegasus_roll_queue_depth{queue="saves"} 1');
      await clock.advance(20);
      await saved;
    };
    await save();
    refuse.saves = true;
    await save();
    const after = await text();
    expect(after).toContain('pegasus_roll_save_duration_seconds_count 1');
    expect(after).toContain('pegasus_roll_save_errors_total 1');
  });

  it('of programs are counted by what came of them', async () => {
    const { text, metrics } = metricsOf();
    const processes = metrics.processes({
      run: () => Promise.resolve({ kind: 'failed', reason: 'exit code 1', tail: [] }),
      isUp: () => Promise.resolve({ up: true }),
    });
    await processes.run(command(), never);
    expect(await text()).toContain(
      'pegasus_roll_command_results_total{cluster="cluster-x",verb="restart",result="failed"} 1',
    );
  });
});

it('says how Slack is heard, what cannot be saved, and what stands still', async () => {
  const { text, clock } = metricsOf();
  const now = clock.now();
  const run = runId('cluster-x-0001');
  const after = await text(undefined, {
    slack: () => ({
      connected: false,
      letIn: false,
      disconnectedForMs: 5_000,
      detail: 'gone',
      gaps: { count: 2, totalMs: 61_000 },
      unseenRuns: 1,
    }),
    loops: () => [{ run, cluster, decidedAt: now - 500_000, dueAt: now - 400_000, queued: 3 }],
    unsaved: { all: () => new Map([[run, { since: now - 10_000, why: 'the disk is full' }]]) },
    shortOfRoom: () => now,
  });
  for (const line of [
    'pegasus_roll_slack_connected 0',
    'pegasus_roll_slack_let_in 0',
    'pegasus_roll_slack_disconnected_seconds 5',
    'pegasus_roll_slack_gaps_total 2',
    'pegasus_roll_slack_gap_seconds_total 61',
    'pegasus_roll_unseen_runs 1',
    'pegasus_roll_unsaved_runs 1',
    'pegasus_roll_unsaved_seconds 10',
    'pegasus_roll_reserve_given_back 1',
    'pegasus_roll_stuck_runs{cluster="cluster-x"} 1',
    'pegasus_roll_queue_depth{queue="decisions"} 3',
  ])
    expect(after.split('\n')).toContain(line);
});
