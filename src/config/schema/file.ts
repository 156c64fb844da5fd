import { z } from 'zod';
import { clusterName } from '../../roll/ids.js';
import { argumentList } from '../../settings/argument-list.js';
import type { PathSettings } from '../../settings/paths.js';
import { evenIfFaulty } from '../../settings/kinds.js';
import { days, mapping, oneOf, parseHostPort, text } from '../../settings/values.js';
import { sharedMetas } from '../shared-metas.js';
import { clusterSettings } from './cluster.js';
import { slackSettings } from './slack.js';

const listen = text('host:port, for example 127.0.0.1:9465', /^[^\s:]+:\d+$/).transform((written, context) => {
  const parsed = parseHostPort(written);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'host:port, for example 127.0.0.1:9465', input: written });
  return z.NEVER;
});

/** `all` means every cluster: `lock all`. */
const clusterKey = text(
  'the name of a cluster: letters, digits, dots, dashes and underscores; not “all”',
  /^(?!all$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
);

/**
 * The whole file. What it says is understood here, too: paths absolute, durations in milliseconds, defaults filled in.
 */
export const fileSettings = (paths: PathSettings) =>
  mapping({
    include: z
      .string({ error: 'a folder' })
      .exactOptional()
      .describe('A folder with more files, *.yml, each with clusters and groups; a relative path begins at this file.'),
    language: oneOf(['en', 'zh'])
      .default('en')
      .describe('The language of everything that people read in Slack: en, or zh (简体中文).'),
    slack: slackSettings.prefault({}),
    http: mapping({
      listen: listen
        .prefault('127.0.0.1:9465')
        .describe('/healthz, /readyz, /metrics; also the Slack endpoint in http mode.'),
    })
      .transform(({ listen: address }) => address)
      .prefault({}),
    store: mapping({
      path: paths.folder
        .prefault('./data')
        .describe('The folder of the JSON database; a relative path begins at the configuration file.'),
      retention: days(31)
        .exactOptional()
        .describe(
          'How long runs that are over and the audit trail are kept, such as 400d; whole months are removed. ' +
            'Without it everything is kept.',
        ),
    }).prefault({}),
    audit: mapping({
      witness: argumentList('input')
        .exactOptional()
        .describe(
          'A program that is given, on its standard input, a line with the end of the audit trail: ' +
            'when the bot starts and when a run ends.',
        ),
    })
      .prefault({})
      .describe('The audit trail.'),
    groups: z
      .record(clusterKey, z.array(clusterKey).min(1, { error: 'at least one cluster' }), {
        error: 'a mapping from names of groups to lists of clusters',
      })
      .prefault({})
      .describe('Clusters that are rolled one after the other, in this order, by the name of their group.'),
    clusters: z
      .record(clusterKey, clusterSettings(paths), { error: 'a mapping from names of clusters to their settings' })
      .refine((clusters) => Object.keys(clusters).length > 0, { error: 'at least one cluster' })
      .superRefine((clusters, context) => {
        for (const {
          address,
          path,
          clusters: [first, second],
        } of sharedMetas(clusters)) {
          context.addIssue({
            code: 'custom',
            message: 'a meta of one cluster only',
            input: address,
            path: [...path],
            params: {
              hint:
                `${first} and ${second} both have it: one cluster under two names would be rolled by two ` +
                'runs at once',
            },
          });
        }
      }, evenIfFaulty),
  })
    .superRefine(namesInGroups)
    .transform(({ clusters, groups, ...rest }) => ({
      ...rest,
      groups: Object.entries(groups).map(([name, names]) => ({ name, clusters: names.map(clusterName) })),
      /** In the order of the file; at least one. */
      clusters: Object.entries(clusters).map(([name, cluster]) => ({
        cluster: clusterName(name),
        ...cluster,
        onLost: cluster.onLost ?? rest.slack.onLost,
      })),
    }));

/** A group has a name of its own, and names clusters that there are, each once. */
function namesInGroups(
  file: { readonly groups: Readonly<Record<string, readonly string[]>>; readonly clusters: object },
  context: z.RefinementCtx,
): void {
  for (const [group, names] of Object.entries(file.groups)) {
    if (Object.hasOwn(file.clusters, group))
      context.addIssue({
        code: 'custom',
        message: 'a name that no cluster has',
        input: group,
        path: ['groups', group],
      });
    names.forEach((name, place) => {
      if (!Object.hasOwn(file.clusters, name) || names.indexOf(name) !== place)
        context.addIssue({
          code: 'custom',
          message: 'a configured cluster, once',
          input: name,
          path: ['groups', group, place],
        });
    });
  }
}
