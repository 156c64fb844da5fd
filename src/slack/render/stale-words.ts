import type { Plan } from '../../roll/plan.js';
import { foundValues } from '../../roll/stale.js';
import { count, listing, quoted } from '../text.js';
import { inLanguage } from '../language.js';

const code = (text: string): string => `\`${quoted(text)}\``;
const mostValues = 5;

/** With `--stale`: what decides who is rolled, what proves it, and what the servers have now. */
export function staleWords({ options: { stale }, targets }: Plan): readonly string[] {
  if (stale === undefined) return [];
  const now = [...foundValues(targets)].map(([value, servers]) =>
    inLanguage({
      en: `${value === '' ? 'empty' : code(value)} on ${count(servers, 'server')}`,
      zh: `${servers} 台 server 是${value === '' ? '空' : ` ${code(value)}`}`,
    }),
  );
  const has =
    now.length === 0
      ? ''
      : inLanguage({
          en: ` Now: ${listing(now.slice(0, mostValues), 600)}.`,
          zh: `现在：${listing(now.slice(0, mostValues), 600)}。`,
        });
  return [
    inLanguage({
      en:
        `*Only where it is not yet:* ${code(`${stale.key} = ${stale.value}`)}` +
        `, by \`/config\` of each server, which is ` +
        `asked again after its restart: without the value the run holds.${has}`,
      zh: `*只滚动尚未生效的：* ${code(`${stale.key} = ${stale.value}`)}，按每台 server 的 \`/config\`，重启后再查一次：没有这个值，任务就挂起。${has}`,
    }),
  ];
}
