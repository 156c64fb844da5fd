import { expect, it } from 'vitest';
import { definitions, type Definition, type LabelValues } from '../../src/metrics/definitions.js';

const valuesOf = (values: LabelValues): string => {
  if (values === 'cluster') return 'each configured cluster';
  if (values === 'anything') return 'anything';
  return values.map((value) => `\`${value}\``).join(', ');
};

const intro = `# Metrics

\`/metrics\` at \`http.listen\` (default \`127.0.0.1:9465\`) is for Prometheus. Durations are in seconds, moments in seconds since
1970. Every series whose labels are known is there from the start, at 0, and stays when what it counts is over; only \`pegasus_roll_run_info\`
comes and goes with its run. Counters begin anew when the bot does: use \`increase\` and \`rate\`.

- [Alerts](../deploy/prometheus/pegasus-roll.rules.yml): a run that is held, waits for approval or stands still, Slack that is not heard, a
  run that cannot be shown, settings that are left behind, saves that fail, and a bot that is gone while a run is open. They expect the
  job to be called \`pegasus-roll\`.
- [Dashboard](../deploy/grafana/pegasus-roll.json) for Grafana: import it and choose the data source.

Beside these there are the usual \`process_*\` and \`nodejs_*\` of the process: CPU, memory, file descriptors, event loop, garbage
collection. No metric has words of people, addresses or secrets in it; names of clusters, ids of runs and versions are.

`;

it('docs/METRICS.md is what there is', async () => {
  const sections = Object.entries<Definition>(definitions).map(([name, { type, help, labels = {}, buckets }]) => {
    const lines = Object.entries<LabelValues>(labels).map(([label, values]) => `- \`${label}\`: ${valuesOf(values)}`);
    const ends = buckets === undefined ? [] : [`- buckets up to ${buckets.join(', ')} s`];
    const list = [...lines, ...ends];
    return `## ${name}\n\n${type}. ${help}\n${list.length === 0 ? '' : `\n${list.join('\n')}\n`}`;
  });
  await expect(`${intro}${sections.join('\n')}`).toMatchFileSnapshot('../../docs/METRICS.md');
});
