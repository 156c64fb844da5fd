import { realClock } from '../src/lib/clock.js';
import { withOffice, type Office } from './bed.js';
import { limited, quantile, told, type Row } from './report.js';
import { ShownStates } from './shown-states.js';

/** As it is measured; a test that only sees whether it still works takes less. */
const usual = { runs: 20, rounds: 10 };
/** Between two things that people do, so that they fall on every part of what 20 runs do within a second. */
const everyMs = 97;

/** Three ways to say it. */
const ways = ['reaction', 'button', 'command'] as const;

/**
 * How long it takes from what a person does until the message shows it, while every cluster is being rolled and Slack
 * misbehaves: each delivery comes twice, calls are slow, one answer in twenty gets lost, and connections are refreshed.
 */
export function measureAnswers({ runs, rounds } = usual): Promise<readonly Row[]> {
  return withOffice(runs, async (office) => {
    const shown = await ShownStates.watch(office.url);
    try {
      return await measure(office, shown, { runs, rounds });
    } finally {
      shown.close();
    }
  });
}

async function measure(
  { engine, slack, control, rollAll }: Office,
  shown: ShownStates,
  { runs, rounds }: typeof usual,
): Promise<readonly Row[]> {
  await rollAll();
  for (const run of engine.runs()) await shown.until(run.id, ['rolling']);
  await control('misbehave', { kind: 'duplicate-deliveries', deliveries: ['event', 'command', 'interaction'] });
  await control('misbehave', { kind: 'slow', ms: 60 });

  const waited = new Map<(typeof ways)[number], number[]>(ways.map((way) => [way, []]));
  let said = 0;
  for (let round = 0; round < rounds; round += 1) {
    // What falls into the moment between two connections fails before the person's eyes; it is not what is measured
    // here.
    const before = slack.health().gaps.count;
    await control('misbehave', { kind: 'disconnect', reason: 'refresh_requested', closeAfterMs: 1_000 });
    while (slack.health().gaps.count === before) await realClock.sleep(10);
    // First every run, then every run again: a resume counts when it surely comes after the pause.
    for (const what of ['pause', 'resume'] as const) {
      for (const run of engine.runs()) {
        const { ts } = shown.of(run.id);
        const way = ways[said % ways.length] ?? 'command';
        said += 1;
        if (said % 20 === 0) await control('misbehave', { kind: 'lost-answer', methods: ['chat.update'], times: 1 });
        const expected = what === 'pause' ? ['pausing', 'paused'] : ['rolling', 'approved'];
        const before = performance.now();
        const at = shown.until(run.id, expected);
        if (way === 'reaction') {
          const name = what === 'pause' ? 'double_vertical_bar' : 'arrow_forward';
          await control('reaction', { channel: 'pegasus', ts, user: 'bob', name, present: false });
          void control('reaction', { channel: 'pegasus', ts, user: 'bob', name });
        } else if (way === 'button')
          void control('interact', { channel: 'pegasus', messageTs: ts, user: 'bob', action: `pegasus_${what}` });
        else
          void control('command', { channel: 'pegasus', user: 'bob', command: '/pegasus', text: `${what} ${run.id}` });
        waited.get(way)?.push((await at) - before);
        await realClock.sleep(everyMs);
      }
    }
  }
  const all = [...waited.values()].flat();
  return [
    ...ways.map((way) =>
      limited(
        `effect of a ${way} in the message with ${runs} runs active and a misbehaving Slack: p99 of ${waited.get(way)?.length ?? 0}`,
        quantile(waited.get(way) ?? [], 0.99),
        1000,
        ' ms',
      ),
    ),
    told('… of all: p50; slowest', `${quantile(all, 0.5).toFixed(1)} ms; ${quantile(all, 1).toFixed(1)} ms`),
  ];
}
