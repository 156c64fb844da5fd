import { fail, ok, type Result } from '../../../lib/result.js';
import type { ProcessVerb } from '../../../roll/act.js';
import type { NodeAddress, Role } from '../../../roll/ids.js';
import { splitAddress } from '../../placeholders.js';
import { instanceOption } from './instance-name.js';

/** The argument list that does `verb` to one process of a onebox (see instance.ts). */
export function oneboxArguments(
  program: string,
  home: string,
  verb: Exclude<ProcessVerb, 'install'>,
  server: { readonly role: Role; readonly address: NodeAddress },
): Result<readonly string[], string> {
  const instance = instanceOption(server.role, server.address);
  if (!instance.ok) return fail(instance.failure);
  const { host, port } = splitAddress(server.address);
  return ok([process.execPath, program, verb, home, host, port, ...instance.value]);
}
