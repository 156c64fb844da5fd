import type { ServerFacts } from '../../servers.js';

type Pages = Readonly<Record<string, string>>;

const older: Pages = {
  '/': 'Lists all supported calls',
  '/config': 'get the details of a specified config',
  '/configs': 'list all configs',
  '/perfCounter': 'Gets the value of a perf counter',
  '/recentStartTime': 'Gets the server start time.',
  '/updateConfig': 'ip:port/updateConfig?<key>=<value>',
  '/version': 'Gets the server version.',
};

const olderMeta: Pages = {
  '/meta/app': 'ip:port/meta/app?app_name=temp',
  '/meta/app_envs': 'ip:port/meta/app_envs?name=temp',
  '/meta/apps': 'ip:port/meta/apps',
  '/meta/cluster': 'ip:port/meta/cluster',
  '/meta/nodes': 'ip:port/meta/nodes',
};

const newer: Pages = {
  '/': 'List all supported calls.',
  '/config':
    'name=<config_name>. Gets the details of a specified config. Only the configs which are registered by DSN_DEFINE_xxx macro can be queried.',
  '/configs': 'List all configs. Only the configs which are registered by DSN_DEFINE_xxx macro can be queried.',
  '/metrics':
    '[with_metric_fields=field1,field2,...][&types=type1,type2,...][&ids=id1,id2,...][&attributes=attr1,value1,attr2,value2,...][&metrics=metric1,metric2,...][&detail=true|false]Query the node metrics.',
  '/recentStartTime': 'Get the server start time.',
  '/updateConfig': '<key>=<new_value>. Update the config to the new value.',
  '/version': 'Get the server version.',
};

const newerMeta: Pages = {
  '/meta/app': 'name=<app_name>[&detail]. Query app info.',
  '/meta/app_envs': 'name=<app_name>. Query app environments.',
  '/meta/apps': '[detail]. List all apps in the cluster.',
  '/meta/cluster': 'Query the cluster info.',
  '/meta/nodes': '[detail]. Query the replica servers info.',
};

/** The pages there are, with the servers' own words; real servers have some more that no roll needs. */
export function rootPage(role: ServerFacts['role'], isNewer: boolean): Pages {
  const all = { ...(isNewer ? newer : older), ...(role !== 'meta' ? {} : isNewer ? newerMeta : olderMeta) };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
}
