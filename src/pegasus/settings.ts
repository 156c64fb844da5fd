import type { PathSettings } from '../settings/paths.js';
import { evenIfFaulty, settingsOfKinds } from '../settings/kinds.js';
import { mapping } from '../settings/values.js';
import { adapters } from './registry.js';

/** `admin:` of a cluster: how it is reached. */
export function adminSettings(paths: PathSettings) {
  const kinds = settingsOfKinds('kind', adapters, paths);
  return mapping({
    kind: kinds.word.describe(
      'How the cluster is reached: through the shell of a Pegasus installation, or over its own RPC and HTTP.',
    ),
    ...kinds.shape,
  })
    .superRefine(kinds.refuseClashes, evenIfFaulty)
    .transform(kinds.combine);
}
