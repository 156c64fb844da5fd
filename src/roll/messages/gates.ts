import type { Messages } from './parameters.js';

/** Why a gate blocks, and what people can do about it. */
export const gateMessages = {
  'other-cluster-answers': { said: 'text?', configured: 'text' },
  'cluster-locked': { by: 'user', reason: 'text' },
  'metas-silent': { metas: 'nodes' },
  'dead-partitions-not-read': {},
  /** `allow`, here and below: what to type after `--allow`, where a waiver by name would help. */
  'dead-partitions': { partitions: 'count', allow: 'text?' },
  /** Without any one of these servers so many partitions could not take writes. */
  'servers-needed': { servers: 'nodes', partitions: 'count' },
  'black-list-not-read': {},
  'black-list-unknown': { said: 'text' },
  'servers-full': { servers: 'nodes', percent: 'count' },
  'servers-black-listed': { servers: 'nodes', leader: 'node' },
  'no-servers-listed': {},
  /** `ignored`: those of the dead whose process answers. `unknown`: planned, and the meta has forgotten them. */
  'servers-missing': { dead: 'nodes', ignored: 'nodes', unknown: 'nodes', allow: 'text?' },
  'freeze-rule-unknown': { said: 'text' },
  /**
   * `missing`: not ALIVE now; with them back it would pass. `lower`: what else can be done, where that would not do.
   */
  'freezes-by-count': { alive: 'count', left: 'count', least: 'count', missing: 'nodes', lower: 'message?' },
  'freezes-by-percentage': { left: 'count', of: 'count', percentage: 'count', missing: 'nodes' },
  'add-a-server': {},
  /** `asked`: the request says that the run shall do it. */
  'lower-min-live-by-hand': { to: 'count', asked: 'flag' },
  'min-live-fixed': { asked: 'flag' },
  'ask-for-lower-min-live': { to: 'count', leader: 'node' },
  'meta-not-at-work': { level: 'level' },
  'tables-changing': { tables: 'texts', allow: 'text?' },
  'partitions-short': { partitions: 'count', allow: 'text?' },
  /** `planned`: it is asked before anybody has approved. */
  'few-copies': { tables: 'texts', copies: 'counts', planned: 'flag' },
  /** `from`: versions of now that it is about. */
  'version-rule-blocks': { rule: 'text', from: 'texts', what: 'text', source: 'text?' },
  'started-too-often': { node: 'node', starts: 'count', until: 'instant' },
  'add-secondary-is-zero': { leader: 'node' },
  'servers-share-host': { role: 'role', nodes: 'nodes', host: 'text' },
  'roles-share-host': { roles: 'roles', nodes: 'nodes', host: 'text' },
  /** `whys`: of each, the driver's own words. */
  'servers-not-replaceable': { nodes: 'nodes', whys: 'texts' },
  'driver-not-asked': { nodes: 'nodes' },
  'alerts-firing': { alerts: 'texts', matchers: 'text' },
  'alerts-not-read': { why: 'text?' },
  'calendar-closed': { why: 'message' },
  'freeze-in-force': { until: 'instant', reason: 'text' },
  'window-closed': { opensAt: 'instant?', windows: 'texts' },
  'outside-window': {},
  /** One gate among several, by its name. */
  'gate-blocks': { gate: 'text', reason: 'message' },
} as const satisfies Messages;
