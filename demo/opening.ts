import type { Opening } from './workspace/start.js';

/** What the people of the demo have said before somebody opens the page. */
export const opening: readonly Opening[] = [
  {
    channel: 'C0OPS00001',
    user: 'U0DAVE0001',
    text:
      'Clusters are rolled in <#C0PEGASUS1|pegasus> now, where everybody can follow. ' +
      '`/pegasus status` says what runs.',
  },
  {
    channel: 'C0PEGASUS1',
    user: 'U0CAROL001',
    text:
      '`cluster-x` needs a rolling restart: its new configuration is in place. It serves meanwhile, ' +
      'so one server at a time.',
  },
  {
    channel: 'C0PEGASUS1',
    user: 'U0BOB00001',
    text: '<@U0ALICE001> will you ask <@U0PEGASUS1> for it? I approve the plan when I have read it.',
  },
];
