/** What people are told when something throws. `what` is what nobody can say now. */
export const failedInside = (command: string, what = 'that was taken'): string =>
  `Something failed on my side, so I can't say whether ${what}. \`${command} status\` shows what is; ` +
  'the log has the details.';
