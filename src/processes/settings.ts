/** A program and its arguments; placeholders such as `{host}` stand for values of the command at hand. */
export type ArgumentList = readonly string[];

/** What the configuration says of a cluster's processes. */
export interface ProcessSettings {
  readonly driver:
    | {
        readonly kind: 'command';
        readonly restart?: ArgumentList;
        readonly stop?: ArgumentList;
        readonly start?: ArgumentList;
      }
    /** Pegasus' own `run.sh start_onebox_instance` and `stop_onebox_instance`; `home` has run.sh. */
    | { readonly kind: 'onebox'; readonly home: string };
  readonly install?: ArgumentList;
  /** Exit code 0 says that the process is up; without it a TCP connection to its port does. */
  readonly status?: ArgumentList;
  /** A command that takes longer is ended, milliseconds. */
  readonly timeoutMs: number;
}
