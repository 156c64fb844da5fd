import { fail, ok, type Result } from '../lib/result.js';
import type { ClusterName, NodeAddress, Role, RunId } from '../roll/ids.js';

/** The server that an argument list is about. `run` and `version` are there when a run asks. */
export interface Subject {
  readonly cluster: ClusterName;
  readonly role: Role;
  readonly address: NodeAddress;
  readonly index: number;
  readonly run?: RunId;
  readonly version?: string;
}

/**
 * Values end up in arguments of ssh, which hands them to a shell on the other side, and of programs
 * that take a leading dash for an option. So a value is a plain word or nothing is run at all.
 */
const plainWord = /^[A-Za-z0-9_][A-Za-z0-9_.:@+-]*$/;

/** The list with its placeholders filled in, each as part of one argument; a sentence when that cannot be done. */
export function fillIn(list: readonly string[], subject: Subject): Result<readonly string[], string> {
  const values = valuesOf(subject);
  const filled: string[] = [];
  for (const argument of list) {
    const problems: string[] = [];
    filled.push(
      argument.replace(/\{([A-Za-z]+)\}/g, (placeholder, name: string) => {
        const value = values.get(name);
        if (value === undefined) problems.push(`${placeholder} has no value here`);
        else if (!plainWord.test(value))
          problems.push(`${placeholder} would be ${JSON.stringify(value)}, which is not a plain word`);
        return value ?? '';
      }),
    );
    if (problems.length > 0) return fail(problems.join('; '));
  }
  return ok(filled);
}

function valuesOf(subject: Subject): ReadonlyMap<string, string | undefined> {
  const { host, port } = splitAddress(subject.address);
  return new Map([
    ['cluster', subject.cluster],
    ['role', subject.role],
    ['host', host],
    ['port', port],
    ['address', subject.address],
    ['index', String(subject.index)],
    ['run', subject.run],
    ['version', subject.version],
  ]);
}

/** `host:port` taken apart at its last colon. */
export function splitAddress(address: NodeAddress): { readonly host: string; readonly port: string } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: address.slice(colon + 1) };
}
