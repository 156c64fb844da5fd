import { moment } from '../text.js';

/** What stands below the message of a run while no bot is there. */
export const shutdownNotice = (now: number): string =>
  `:zzz: The bot stopped (${moment(now)}). Nothing further is begun and buttons are not heard until ` +
  'it is back; the run is saved and goes on then.';
