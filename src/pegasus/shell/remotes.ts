import { ok } from '../../lib/result.js';
import type { Dialogue } from './dialogue.js';
import { failed, notUnderstood, type Read } from './failure.js';
import {
  parseRemoteBlock,
  parseRemotePrint,
  type RemoteAnswer,
  type RemoteAnswers,
  type RemotePrint,
  type RemoteQuestion,
} from './parse/remote.js';
import { readRemoteStderr } from './parse/remote-stderr.js';

/** `bad-address`: the shell cannot parse or resolve one of the addresses, and asked nobody. */
export type RemoteOutcome =
  | { readonly kind: 'answers'; readonly answers: RemoteAnswers }
  | { readonly kind: 'bad-address'; readonly address: string };

/**
 * The remote commands of one dialogue. Up to 2.5 their answers are on stderr, which has no order with
 * stdout: they are matched, in the order they were asked, when the shell has ended and all is there.
 */
export class Remotes {
  readonly #asked: { readonly question: RemoteQuestion; readonly print: Promise<Read<RemotePrint>> }[] = [];

  constructor(private readonly dialogue: Dialogue) {}

  ask(question: RemoteQuestion): void {
    const print = this.dialogue.read(question.line, (lines) => parseRemotePrint(question, lines));
    this.#asked.push({ question, print });
  }

  /** Ends the dialogue and reads every answer; in the order of the questions. */
  async finish(): Promise<Read<ReadonlyMap<RemoteQuestion, RemoteOutcome>>> {
    const stderr = await this.dialogue.finish();
    if (!stderr.ok) return stderr;
    const { events, strays } = readRemoteStderr(stderr.value);
    const left = [...events];
    const outcomes = new Map<RemoteQuestion, RemoteOutcome>();
    for (const { question, print } of this.#asked) {
      const shown = await print;
      if (!shown.ok) return shown;
      if (shown.value.kind === 'answers') {
        outcomes.set(question, shown.value);
        continue;
      }
      const event = left.shift();
      if (event === undefined) {
        const raw = shown.value.kind === 'usage' ? shown.value.lines : strays;
        return notUnderstood(
          question.line,
          shown.value.kind === 'usage' ? 'the shell printed its usage' : 'it answered neither on stdout nor on stderr',
          raw,
        );
      }
      if (event.kind === 'bad-address') {
        if (!question.addresses.includes(event.address))
          return notUnderstood(question.line, 'the shell complains of an address that was not asked', event.lines);
        outcomes.set(question, { kind: 'bad-address', address: event.address });
        continue;
      }
      if (shown.value.kind === 'usage')
        return notUnderstood(question.line, 'the shell printed its usage and an answer', [
          ...shown.value.lines,
          ...event.lines,
        ]);
      const block = parseRemoteBlock(question, event.lines);
      if (!block.ok) return block;
      if (block.value.kind === 'answers') outcomes.set(question, block.value);
    }
    const [extra] = left;
    if (extra !== undefined)
      return notUnderstood('remote_command', 'there are more answers on stderr than questions', extra.lines);
    return ok(outcomes);
  }
}

/** The answer of one server to one question. */
export function answerOf(
  outcomes: ReadonlyMap<RemoteQuestion, RemoteOutcome>,
  question: RemoteQuestion,
  address: string,
): Read<RemoteAnswer> {
  const outcome = outcomes.get(question);
  if (outcome?.kind === 'bad-address')
    return failed('unreachable', `The shell cannot make an address of ${outcome.address}.`, [question.line]);
  const answer = outcome?.answers.get(address);
  return answer === undefined ? notUnderstood(question.line, `${address} is not among the answers`, []) : ok(answer);
}
