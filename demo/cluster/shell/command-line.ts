/** What `run.sh shell` was asked for. */
export type CommandLine =
  | { readonly kind: 'run'; readonly config: string | undefined; readonly metas: string }
  | { readonly kind: 'refused'; readonly output: string; readonly exitCode: number };

const defaultMetas = '127.0.0.1:34601,127.0.0.1:34602,127.0.0.1:34603';

const usage = `Options for subcommand 'shell':
   -h|--help            print the help info
   -c|--config <path>   config file path, default './config-shell.ini.{PID}'
   --cluster <str>      cluster meta lists, default '${defaultMetas}'
   -n <cluster-name>    cluster name. Will try to get a cluster ip_list
                        from your MINOS-config(through $MINOS_CONFIG_FILE) or
                        from [uri-resolve.dsn://<cluster-name>] of your config-file
`;

/** Reads the arguments after `run.sh`. A cluster name would be looked up in Minos, which a simulation has not. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const [subcommand, ...rest] = argv;
  if (subcommand !== 'shell') return refused(`ERROR: unknown command ${subcommand ?? ''}\n`, 1);
  let config: string | undefined;
  let metas: string | undefined;
  for (let at = 0; at < rest.length; at += 2) {
    const option = rest[at] ?? '';
    const value = rest[at + 1] ?? '';
    switch (option) {
      case '-h':
      case '--help':
        return refused(usage, 0);
      case '-c':
      case '--config':
        config = value;
        break;
      case '-m':
      case '--cluster':
        metas = value;
        break;
      case '-n':
      case '--cluster_name':
        return metas === undefined
          ? refused('ERROR: neither $MINOS2_CONFIG_FILE nor $MINOS_CONFIG_FILE is set\n', 1)
          : refused('ERROR: can not specify both cluster and cluster_name at the same time\n', 1);
      default:
        return refused(`ERROR: unknown option "${option}"\n\n${usage}`, 1);
    }
  }
  return { kind: 'run', config, metas: metas ?? defaultMetas };
}

const refused = (output: string, exitCode: number): CommandLine => ({ kind: 'refused', output, exitCode });
