import { moment } from '../text.js';
import { inLanguage } from '../language.js';

/** What stands below the message of a run while no bot is there. */
export const shutdownNotice = (now: number): string =>
  inLanguage({
    en:
      `:zzz: The bot stopped (${moment(now)}). Nothing further is begun and buttons are not heard until ` +
      'it is back; the run is saved and goes on then.',
    zh: `:zzz: 机器人停了（${moment(now)}）。它回来之前，不会开始新的动作，也收不到按钮；任务已保存，到时继续。`,
  });
