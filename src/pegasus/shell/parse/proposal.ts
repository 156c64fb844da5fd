import { ok } from '../../../lib/result.js';
import { failed, notUnderstood, type Read } from '../failure.js';
import { kindOfError, refusalOf } from './refusal.js';

/** `registered`, or the meta's answer why not (docs/pegasus.md, "Proposals"). */
export type ProposalAnswer = { readonly kind: 'registered' } | { readonly kind: 'refused'; readonly answer: string };

/** What a follower answers to a proposal instead of saying that it follows; a leader answers it too. */
export const perhapsFollower: ReadonlySet<string> = new Set(['ERR_INVALID_PARAMETERS', 'ERR_APP_NOT_EXIST']);

/** `send balance proposal result: ERR_OK` */
export function parseBalance(command: string, lines: readonly string[]): Read<ProposalAnswer> {
  return parseProposal(command, /^send balance proposal result: (ERR_[A-Z0-9_]+)$/, lines);
}

/** `send proposal response: ERR_OK` */
export function parsePropose(command: string, lines: readonly string[]): Read<ProposalAnswer> {
  return parseProposal(command, /^send proposal response: (ERR_[A-Z0-9_]+)$/, lines);
}

function parseProposal(command: string, pattern: RegExp, lines: readonly string[]): Read<ProposalAnswer> {
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const [line, ...more] = lines;
  if (line === undefined) return notUnderstood(command, 'nothing was printed', lines);
  const answer = pattern.exec(line)?.[1];
  if (answer === undefined || more.length > 0)
    return notUnderstood(command, 'one line with one result was expected', lines);
  if (answer === 'ERR_OK') return ok({ kind: 'registered' });
  const kind = kindOfError(answer);
  // Nobody took it, or nobody knows whether it was taken: that is no answer to this one proposal.
  if (kind !== 'refused') return failed(kind, `No leader answered \`${command}\`: ${answer}.`, lines);
  return ok({ kind: 'refused', answer });
}
