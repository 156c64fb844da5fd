import { dataCommands } from './usage-newer-data.js';
import type { UsageTable } from './usage-table.js';

/** What `help` lists, as a real shell printed it. */
export const usageNewer: UsageTable = {
  width: 27,
  commands: [
    ['help', []],
    ['version', []],
    ['cluster_info', ['[-r|--resolve_ip] [-o|--output file_name] [-j|--json]']],
    ['app', ['<app_name> [-d|--detailed] [-r|--resolve_ip] [-o|--output file_name]', '[-j|--json]']],
    ['app_disk', ['<app_name> [-d|--detailed] [-r|--resolve_ip] [-j|--json]', '[-o|--output file_name]']],
    [
      'ls',
      [
        '[-a|--all] [-d|--detailed] [-j|--json] [-o|--output file_name]',
        '[-s|--status all|available|creating|dropping|dropped]',
        '[-p|--app_name_pattern str]',
        '[-m|--match_type all|exact|anywhere|prefix|postfix]',
      ],
    ],
    [
      'nodes',
      [
        '[-d|--detailed] [-j|--json] [-r|--resolve_ip] [-u|--resource_usage]',
        '[-o|--output file_name] [-s|--status all|alive|unalive] [-q|--qps]',
        '[-i|--sample_interval_ms num]',
      ],
    ],
    [
      'create',
      [
        '<app_name> [-p|--partition_count num] [-r|--replica_count num]',
        '[-f|--fail_if_exist] [-i|--atomic_idempotent]',
        '[-e|--envs k1=v1,k2=v2...]',
      ],
    ],
    ['drop', ['<app_name> [-r|--reserve_seconds num]']],
    ['recall', ['<app_id> [new_app_name]']],
    ['rename', ['<old_app_name> <new_app_name>']],
    ['set_meta_level', ['<stopped|blind|freezed|steady|lively>']],
    ['get_meta_level', []],
    [
      'balance',
      [
        '<-g|--gpid appid.pidx> <-p|--type move_pri|copy_pri|copy_sec>',
        '<-f|--from from_address> <-t|--to to_address>',
      ],
    ],
    [
      'propose',
      [
        '[-f|--force] <-g|--gpid appid.pidx>',
        '<-p|--type ASSIGN_PRIMARY|ADD_SECONDARY|DOWNGRADE_TO_INACTIVE...>',
        '<-t|--target node_to_exec_command> <-n|--node node_to_be_affected>',
      ],
    ],
    ['use', ['[app_name]']],
    ['cc', ['[cluster_name]']],
    ['escape_all', ['[true|false]']],
    ['timeout', ['[time_in_ms]']],
    ...dataCommands,
    [
      'remote_command',
      [
        '[-t all|meta-server|replica-server] [-r|--resolve_ip]',
        '[-l host:port,host:port...] [-i|--sample_interval_ms num] <command>',
        '[arguments...]',
      ],
    ],
    ['server_info', ['[-t all|meta-server|replica-server] [-l host:port,host:port...]', '[-r|--resolve_ip]']],
    [
      'server_stat',
      [
        '[-t all|meta-server|replica-server] [-l host:port,host:port...]',
        '[-r|--resolve_ip] [-i|--sample_interval_ms num]',
      ],
    ],
    [
      'app_stat',
      [
        '[-a|--app_name str] [-q|--only_qps] [-u|--only_usage] [-j|--json]',
        '[-o|--output file_name] [-i|--sample_interval_ms num]',
      ],
    ],
    ['flush_log', ['[-t all|meta-server|replica-server]', '[-l host:port,host:port...][-r|--resolve_ip]']],
    ['local_get', ['<db_path> <hash_key> <sort_key>']],
    ['rdb_key_str2hex', ['<hash_key> <sort_key>']],
    ['rdb_key_hex2str', ['<rdb_key_in_hex>']],
    ['rdb_value_hex2str', ['<value_in_hex>']],
    [
      'sst_dump',
      [
        '[--command=check|scan|none|raw] <--file=data_dir_OR_sst_file>',
        '[--from=user_key] [--to=user_key] [--read_num=num] [--show_properties]',
        '[--pegasus_data]',
      ],
    ],
    [
      'mlog_dump',
      [
        "<-i|--input log_dir(e.g. '/path/to/replica/reps/2.1.pegasus/plog/')>",
        '[-o|--output file_name] [-d|--detailed]',
      ],
    ],
    [
      'recover',
      [
        '[-f|--node_list_file file_name] [-s|--node_list_str str]',
        '[-w|--wait_seconds num] [-b|--skip_bad_nodes]',
        '[-l|--skip_lost_partitions] [-o|--output file_name]',
      ],
    ],
    [
      'add_backup_policy',
      [
        '<-p|--policy_name str> <-b|--backup_provider_type str>',
        '<-a|--app_ids 1,2...> <-i|--backup_interval_seconds num>',
        '<-s|--start_time hour:minute> <-c|--backup_history_cnt num>',
      ],
    ],
    ['ls_backup_policy', ['[-j|--json]']],
    ['query_backup_policy', ['<-p|--policy_name p1,p2...> [-b|--backup_info_cnt num] [-j|--json]']],
    [
      'modify_backup_policy',
      [
        '<-p|--policy_name str> [-a|--add_app 1,2...] [-r|--remove_app 1,2...]',
        '[-i|--backup_interval_seconds num] [-c|--backup_history_count num]',
        '[-s|--start_time hour:minute]',
      ],
    ],
    ['disable_backup_policy', ['<-p|--policy_name str> [-f|--force]']],
    ['enable_backup_policy', ['<-p|--policy_name str>']],
    [
      'restore_app',
      [
        '<-c|--old_cluster_name str> <-p|--old_policy_name str>',
        '<-a|--old_app_name str> <-i|--old_app_id id>',
        '<-t|--timestamp/backup_id timestamp> <-b|--backup_provider_type str>',
        '[-n|--new_app_name str] [-s|--skip_bad_partition]',
        '[-r|--restore_path str]',
      ],
    ],
    ['query_restore_status', ['<restore_app_id> [-d|--detailed]']],
    ['get_app_envs', ['[-j|--json]']],
    ['set_app_envs', ['<key> <value> [key value...]']],
    ['del_app_envs', ['<key> [key...]']],
    ['clear_app_envs', ['[-a|--all] [-p|--prefix str]']],
    [
      'ddd_diagnose',
      [
        '[-g|--gpid appid|appid.pidx] [-d|--diagnose] [-a|--auto_diagnose]',
        '[-s|--skip_prompt] [-o|--output file_name]',
      ],
    ],
    [
      'add_dup',
      ['<app_name> <remote_cluster_name> [-s|--sst] [-a|--remote_app_name str]', '[-r|--remote_replica_count num]'],
    ],
    ['query_dup', ['<app_name> [-d|--detail]']],
    [
      'dups',
      [
        '[-a|--app_name_pattern str]',
        '[-m|--match_type all|exact|anywhere|prefix|postfix]',
        '[-p|--list_partitions] [-g|--progress_gap num] [-u|--show_unfinishd]',
        '[-o|--output file_name] [-j|--json]',
      ],
    ],
    ['remove_dup', ['<app_name> <dup_id>']],
    ['start_dup', ['<app_name> <dup_id>']],
    ['pause_dup', ['<app_name> <dup_id>']],
    ['set_dup_fail_mode', ['<app_name> <dup_id> <slow|skip>']],
    [
      'start_bulk_load',
      [
        '<-a --app_name str> <-c --cluster_name str>',
        '<-p --file_provider_type str> <-r --root_path> [-i --ingest_behind]',
      ],
    ],
    ['query_bulk_load_status', ['<-a --app_name str> [-i --partition_index num] [-d --detailed]']],
    ['pause_bulk_load', ['<-a --app_name str>']],
    ['restart_bulk_load', ['<-a --app_name str>']],
    ['cancel_bulk_load', ['<-a --app_name str> [-f --forced]']],
    ['clear_bulk_load', ['<-a --app_name str>']],
    [
      'detect_hotkey',
      [
        '<-a|--app_id num> <-p|--partition_index num>',
        '<-t|--hotkey_type read|write> <-c|--detect_action start|stop|query>',
        '<-d|--address str>',
      ],
    ],
    ['get_replica_count', ['<app_name> [-j|--json]']],
    ['set_replica_count', ['<app_name> <replica_count>']],
    ['get_atomic_idempotent', ['<app_name> [-j|--json]']],
    ['enable_atomic_idempotent', ['<app_name>']],
    ['disable_atomic_idempotent', ['<app_name>']],
    [
      'local_partition_split',
      [
        '<src_data_dirs> <dst_data_dirs> <src_app_id> <dst_app_id>',
        '<src_partition_ids> <src_partition_count> <dst_partition_count>',
        '<dst_app_name> [--post_full_compact] [--post_count]',
        '[--threads_per_data_dir num] [--threads_per_partition num]',
      ],
    ],
    ['exit', []],
  ],
};
