import { fail, ok, type Result } from '../../lib/result.js';
import type { FindCompiled } from '../driver.js';
import { fillIn, type Subject } from '../placeholders.js';
import type { ReleaseSettings } from './settings.js';

/** What changes the link of a server's package to the version that is asked for (release.ts). */
export function releaseArguments(
  releases: ReleaseSettings | undefined,
  subject: Subject,
  ssh: readonly string[],
  compiled: FindCompiled,
): Result<readonly string[], string> {
  if (releases === undefined) return fail('the configuration has no command for "install"');
  const version = fillIn(['{version}'], subject);
  if (!version.ok) return version;
  const program = compiled(new URL('./release.js', import.meta.url));
  return ok([process.execPath, program, `${releases.folder}/${version.value.join('')}`, releases.current, ...ssh]);
}
