import { z } from 'zod';
import { adminSettings } from '../../pegasus/settings.js';
import { alertSettings, settleSettings } from '../../monitors/settings.js';
import { processSettings } from '../../processes/settings.js';
import { drains } from '../../roll/options.js';
import { usualPlacementSlack } from '../../roll/policy.js';
import type { PathSettings } from '../../settings/paths.js';
import { mapping, oneOf, serverAddresses, text, wholeNumber } from '../../settings/values.js';
import { isHostEntry } from '../allowed-hosts.js';
import { approvalSettings } from './approvals.js';
import { changeWindow, freeze } from './calendar.js';
import { spaceSettings } from './disk-space.js';
import { probeSettings } from './probe.js';
import { onLost } from './slack.js';
import { versionRule } from './version-rule.js';
import { timingSettings } from './timing.js';

const hostEntry = 'a host name, *.domain, an address, or a range such as 10.0.0.0/16';

/** The settings of one cluster. */
export const clusterSettings = (paths: PathSettings) =>
  mapping(
    {
      channel: text('the id or the name of a channel', /^#?[^\s#]+$/)
        .transform((channel) => channel.replace(/^#/, ''))
        .exactOptional()
        .describe('Where runs are posted; without it, where they are asked for.'),
      clusterName: text('the name the cluster calls itself', /^\S+$/)
        .exactOptional()
        .describe('What the cluster calls itself; checked before anything is done to it.'),
      metas: serverAddresses('10.0.0.1:34601', 'meta').refine((metas) => metas.length > 0, {
        error: 'at least one meta',
      }),
      allowedHosts: z
        .array(z.string({ error: hostEntry }).refine(isHostEntry, { error: hostEntry }), {
          error: 'a list of hosts, for example ["10.0.0.0/16", "*.db.example.com"]',
        })
        .min(1, { error: 'at least one host' })
        .exactOptional()
        .describe(
          'Hosts on which servers of this cluster may be, besides those named here: names, *.domain, ' +
            'addresses, ranges. A reading that names any other fails.',
        ),
      admin: adminSettings(paths),
      approvals: approvalSettings.prefault({}),
      onLost: onLost().exactOptional().describe('As slack.onLost, for this cluster.'),
      windows: z
        .array(changeWindow, { error: 'a list of change windows, for example ["Mon-Fri 10:00-17:00 Asia/Shanghai"]' })
        .default([])
        .describe('When servers may be rolled: days, times, time zone; empty: at any time.'),
      freezes: z
        .array(freeze, { error: 'a list of freezes, each with from, to, zone and reason' })
        .default([])
        .describe('When nothing is rolled, whatever the windows say.'),
      versionRules: z
        .array(versionRule, { error: 'a list of rules, each with name, from, to, level and what' })
        .default([])
        .describe(
          'Rules for upgrades and downgrades, besides those that the bot knows; one of the same name takes ' +
            'their place.',
        ),
      whenWindowOpens: oneOf(['wait', 'continue'])
        .default('wait')
        .describe(
          'What a run does that stands outside its window, once that opens: wait until people resume ' +
            'it, or continue by itself.',
        ),
      onRestart: oneOf(['continue', 'pause'])
        .default('continue')
        .describe('What a run does when the bot comes back: go on, or wait for people.'),
      drain: oneOf(drains)
        .default('documented')
        .describe(
          'How a run empties a server that does not say it itself: in the two documented steps, or ' +
            'fast, in one; then writes in flight can run into their client’s timeout.',
        ),
      processes: processSettings(paths),
      alerts: alertSettings.exactOptional(),
      settle: settleSettings.exactOptional(),
      probe: probeSettings.exactOptional(),
      timing: timingSettings.prefault({}),
      placement: mapping({
        slack: wholeNumber('a percentage from 0 to 100', 0, 100)
          .default(usualPlacementSlack)
          .describe(
            'How much more than its share of primaries a server may be given while others are emptied, in percent.',
          ),
      }).prefault({}),
      diskSpace: spaceSettings
        .prefault({})
        .describe('When free disk space of a replica server is too little, in percent.'),
      mutation2pcMinReplicaCount: wholeNumber('a whole number from 0 (derived from the table) to 10', 0, 10).default(2),
      minLiveNodes: wholeNumber('a whole number from 0 to 10000', 0, 10_000).default(3),
      livePercentage: wholeNumber('a percentage from 0 to 100', 0, 100).default(50),
    },
    'a mapping of the cluster’s settings',
  );
