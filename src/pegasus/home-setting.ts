import type { PathSettings } from '../settings/paths.js';

/** `home`, which both adapters have: the one needs it, the other keeps it for the check command. */
export const homeSetting = ({ folder }: PathSettings) =>
  folder.describe(
    'The folder with run.sh, for the shell; a relative path begins at the configuration file. With ' +
      'kind native only the check command uses it, to compare.',
  );
