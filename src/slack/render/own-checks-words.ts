import { formatDuration } from '../../lib/duration.js';
import type { Plan } from '../../roll/plan.js';
import { cut, quoted } from '../text.js';
import { inLanguage } from '../language.js';

/** What a plan has of its operator's own: commands, when the cluster is at rest, alerts that are silenced. */
export function ownChecksWords({ hooks = [], settle, silences, options: { soakMs } }: Plan): readonly string[] {
  const when = {
    before: inLanguage({ en: 'before a server is touched: runs `before`', zh: '动每台 server 之前：执行 `before`' }),
    verify: inLanguage({
      en: `after each server: runs \`verify\`${soakMs > 0 ? ', and again until its soak ends' : ''}`,
      zh: `每台 server 之后：执行 \`verify\`${soakMs > 0 ? '，并在观察期内反复执行' : ''}`,
    }),
    after: inLanguage({ en: 'once a server is done: runs `after`', zh: '每台 server 完成之后：执行 `after`' }),
  };
  return [
    ...hooks.map((verb) => when[verb]),
    ...(settle === undefined
      ? []
      : [
          inLanguage({
            en:
              `begins the next server once \`${quoted(cut(settle.what, 200))}\` is ` +
              `${settle.below === undefined ? 'true' : `below ${settle.below}`} for ${formatDuration(settle.forMs)}`,
            zh:
              `\`${quoted(cut(settle.what, 200))}\` 持续 ${formatDuration(settle.forMs)}` +
              ` ${settle.below === undefined ? '为真' : `小于 ${settle.below}`}，` +
              '才开始下一台 server',
          }),
        ]),
    ...(silences === undefined
      ? []
      : [
          inLanguage({
            en: `silences alerts while it is at work: \`${quoted(cut(silences, 200))}\``,
            zh: `执行期间静默告警：\`${quoted(cut(silences, 200))}\``,
          }),
        ]),
  ];
}
