import { inLanguage } from '../language.js';

/** Names nothing: it may stand before somebody who may not roll. */
export const oneMoment = (): string =>
  inLanguage({
    en: ':hourglass_flowing_sand: One moment: I am asking Slack who you are. If this stays, close it and try again.',
    zh: ':hourglass_flowing_sand: 请稍候：我正在向 Slack 查明你是谁。如果一直这样，请关掉再试。',
  });

/** @param refused what Slack said; undefined: there was too little time */
export function notOpened(command: string, cluster: string, refused: string | undefined): string {
  const why =
    refused === undefined
      ? inLanguage({ en: 'Slack gave me too little time to open the form', zh: 'Slack 给我打开表单的时间太短' })
      : inLanguage({
          en: `Slack didn't let me open the form (${refused})`,
          zh: `Slack 没有让我打开表单（${refused}）`,
        });
  const typed = `\`${command} roll ${cluster}\``;
  return inLanguage({
    en: `${why}. Try again, or type it in one line, for example ${typed}; \`${command} help\` shows the options.`,
    zh: `${why}。请再试一次，或写成一行，例如 ${typed}；选项见 \`${command} help\`。`,
  });
}

/** @param why as it is shown @param typed the same as a command */
export const cameToNothing = (why: string, typed: string): string =>
  inLanguage({
    en: `The roll you asked for with the form came to nothing. ${why}\nThe same as a command: \`${typed}\``,
    zh: `你用表单请求的滚动没有成功。${why}\n同样的命令：\`${typed}\``,
  });
