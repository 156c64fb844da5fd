import { readTrustedText, UntrustedFileError } from '../lib/file-trust.js';
import { fail, ok, type Result } from '../lib/result.js';
import { codeOf } from '../lib/thrown.js';

/** Whose token is in the environment, as `<name>_TOKEN` or, in a file, as `<name>_TOKEN_FILE`. */
export type TokenOwner = 'PROMETHEUS' | 'ALERTMANAGER';

/** Read for each request: whoever changes the file need not restart the bot. */
export async function tokenFor(
  owner: TokenOwner,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<Result<string | undefined, string>> {
  const direct = (environment[`${owner}_TOKEN`] ?? '').trim();
  const file = environment[`${owner}_TOKEN_FILE`] ?? '';
  if (direct !== '' && file !== '') return fail(`${owner}_TOKEN and ${owner}_TOKEN_FILE are both set`);
  if (file === '') return ok(direct === '' ? undefined : direct);
  try {
    const token = (await readTrustedText(file)).trim();
    return token === '' ? fail(`the file of ${owner}_TOKEN_FILE is empty`) : ok(token);
  } catch (error) {
    const why = error instanceof UntrustedFileError ? error.why : (codeOf(error) ?? 'unknown error');
    return fail(`the file of ${owner}_TOKEN_FILE cannot be read: ${why}`);
  }
}
