import type { Generation } from '../../servers.js';
import type { ShellCommand } from '../context.js';
import { helpText } from '../usage.js';
import { shellBuilds } from '../version.js';
import { app } from './app.js';
import { lsBackupPolicy, queryBackupPolicy } from './backup-policy.js';
import { queryBulkLoadStatus } from './bulk-load-status.js';
import { clusterInfo } from './cluster-info.js';
import { dddDiagnose } from './ddd-diagnose.js';
import { ls } from './ls.js';
import { getMetaLevel, setMetaLevel } from './meta-level.js';
import { nodes } from './nodes.js';
import { balance, propose } from './proposals.js';
import { newerServerStat, remoteAlias, remoteCommand } from './remote-command.js';

const help: ShellCommand = (context) => {
  context.out(helpText(context.dialect));
  return Promise.resolve(true);
};

const version: ShellCommand = (context) => {
  const build = shellBuilds[context.dialect];
  context.out(`Pegasus Shell ${build.version} (${build.commit}) ${build.type}\n`);
  return Promise.resolve(true);
};

/** The commands of a real shell that the simulation has. */
export const commandsOf = (dialect: Generation): ReadonlyMap<string, ShellCommand> =>
  new Map<string, ShellCommand>([
    ['help', help],
    ['version', version],
    ['cluster_info', clusterInfo],
    ['nodes', nodes],
    ['ls', ls],
    ['app', app],
    ['get_meta_level', getMetaLevel],
    ['set_meta_level', setMetaLevel],
    ['balance', balance],
    ['propose', propose],
    ['ddd_diagnose', dddDiagnose],
    ['ls_backup_policy', lsBackupPolicy],
    ['query_backup_policy', queryBackupPolicy],
    ['query_bulk_load_status', queryBulkLoadStatus],
    ['remote_command', remoteCommand],
    ['server_info', remoteAlias('server-info')],
    ['server_stat', dialect === 'newer' ? newerServerStat : remoteAlias('server-stat')],
    ['flush_log', remoteAlias('flush-log')],
  ]);
