import type { ShellCommand } from '../context.js';
import { flag, getopt, valued, valueOf } from '../options.js';

/**
 * `ddd_diagnose`: partitions whose replicas are all dead. Reading only: with `-d` a real shell would start to repair.
 */
export const dddDiagnose: ShellCommand = async (context, argv) => {
  const parsed = getopt(argv, [
    valued('g', 'gpid'),
    flag('d', 'diagnose'),
    flag('a', 'auto_diagnose'),
    flag('s', 'skip_prompt'),
    valued('o', 'output'),
  ]);
  if (typeof parsed === 'string') {
    context.err(parsed);
    return false;
  }
  const wanted = valueOf(parsed, 'g');
  const filter = wanted === undefined ? undefined : /^(\d+)(?:\.(\d+))?$/.exec(wanted);
  if (filter === null) {
    context.err(`ERROR: invalid gpid ${wanted ?? ''}\n`);
    return false;
  }
  const [, appId = '-1', index = '-1'] = filter ?? [];
  const answer = await context.meta.request((meta) => context.servers.dddDiagnose(meta, Number(appId), Number(index)));
  if (!('value' in answer)) {
    context.err(`ERROR: DDD diagnose failed with err = ${answer.err}\n`);
    return true;
  }
  const partitions = answer.value;
  const blocks = partitions.map(
    (partition, at) =>
      `(${at + 1}) ${partition.appId}.${partition.index}\n    config: ballot(0), last_committed(0)\n    ----\n    ----\n    ----\n` +
      `    ddd_reason: ${partition.reason}\n\nProposed count: 0/${partitions.length}\n\n`,
  );
  const text = `Total ${partitions.length} ddd partitions:\n\n${blocks.join('')}`;
  const file = valueOf(parsed, 'o');
  if (file === undefined) context.out(text);
  else context.writeFile(file, text);
  context.out('Diagnose ddd done.\n');
  return true;
};
