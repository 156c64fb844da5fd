import { inLanguage } from '../language.js';

/** What people are told when something throws. `what` is what nobody can say now. */
export const failedInside = (
  command: string,
  what = inLanguage({ en: 'that was taken', zh: '那次操作是否有效' }),
): string =>
  inLanguage({
    en:
      `Something failed on my side, so I can't say whether ${what}. \`${command} status\` shows what is; ` +
      'the log has the details.',
    zh: `我这边出了错，所以不知道${what}。现状见 \`${command} status\`；详情见日志。`,
  });
