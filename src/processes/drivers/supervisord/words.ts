/** The words of supervisorctl on the host of a server; `config` is its configuration there. */
export const supervisorctl = (config: string | undefined, verb: string, name: string): readonly string[] => [
  'supervisorctl',
  ...(config === undefined ? [] : ['-c', config]),
  verb,
  name,
];
