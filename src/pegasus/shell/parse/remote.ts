import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import { notUnderstood, type Read } from '../failure.js';
import { parseStrictly, readDocument } from './json.js';
import { refusalOf } from './refusal.js';

/**
 * What one server said to a remote command. The shell's own version decides how it is printed, the
 * server's version decides the words, so both kinds of answer are read from both kinds of
 * print: `json` is the answer as JSON where it is some, `text` where it is not.
 */
export type RemoteAnswer =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  /** No answer came; `error` is the RPC error, `ERR_TIMEOUT` or the like. */
  | { readonly kind: 'none'; readonly error: string };

/** By the addresses that were asked, all of them. */
export type RemoteAnswers = ReadonlyMap<string, RemoteAnswer>;

/** A `remote_command -l …`: the line, whom it asks, and what it asks them. */
export interface RemoteQuestion {
  readonly line: string;
  readonly addresses: readonly string[];
  /** The remote command with its arguments as the shell repeats it: without quotes. */
  readonly command: string;
}

export function remoteQuestion(addresses: readonly string[], ...words: readonly string[]): RemoteQuestion {
  return {
    line:
      `remote_command -l ${addresses.join(',')} ` +
      words.map((word) => (/^[\w.-]+$/.test(word) ? word : `'${word}'`)).join(' '),
    addresses,
    command: words.join(' '),
  };
}

/** What stdout shows of a remote command. */
export type RemotePrint =
  | { readonly kind: 'answers'; readonly answers: RemoteAnswers }
  /** Up to 2.5 everything goes to stderr. */
  | { readonly kind: 'on-stderr' }
  /** Its usage: on newer shells one of the addresses did not resolve, and stderr says which. */
  | { readonly kind: 'usage'; readonly lines: readonly string[] };

const document = z.strictObject({
  command: z.string(),
  details: z.record(z.string(), z.object({ acked: z.boolean(), message: z.unknown() })).optional(),
  failed_count: z.int().min(0),
  succeed_count: z.int().min(0),
});

/**
 * Reads what newer shells print on stdout (docs/pegasus.md, "remote_command"), and tells it from what older ones leave
 * there.
 */
export function parseRemotePrint(question: RemoteQuestion, lines: readonly string[]): Read<RemotePrint> {
  if (lines.length === 0) return ok({ kind: 'on-stderr' });
  if (lines[0]?.startsWith('USAGE:') === true) return ok({ kind: 'usage', lines });
  const refusal = refusalOf(question.line, lines);
  if (refusal !== undefined) return refusal;
  const read = readDocument(question.line, lines, document);
  if (!read.ok) return read;
  const { command, details = {}, failed_count, succeed_count } = read.value;
  // Without arguments newer shells repeat the command with a blank behind it.
  if (command.trimEnd() !== question.command) return notUnderstood(question.line, `it answers "${command}"`, lines);
  const answers = new Map<string, RemoteAnswer>();
  let acked = 0;
  for (const [address, detail] of Object.entries(details)) {
    if (detail.acked) acked += 1;
    const answer = fromDetail(detail);
    if (answer === undefined) return notUnderstood(question.line, `the message of ${address} cannot be read`, lines);
    answers.set(address, answer);
  }
  if (acked !== succeed_count || answers.size - acked !== failed_count)
    return notUnderstood(question.line, 'its counts are not those of its answers', lines);
  return complete(question, answers, lines);
}

/** One `COMMAND: …` to `Failed count: …` of stderr, as shells up to 2.5 print it. */
export function parseRemoteBlock(question: RemoteQuestion, lines: readonly string[]): Read<RemotePrint> {
  const wrong = (why: string): ReturnType<typeof notUnderstood> => notUnderstood(question.line, why, lines);
  if (lines[0]?.trimEnd() !== `COMMAND: ${question.command}`) return wrong('another command is answered');
  const succeeded = /^Succeed count: (\d{1,9})$/.exec(lines.at(-2) ?? '')?.[1];
  const failures = /^Failed count: (\d{1,9})$/.exec(lines.at(-1) ?? '')?.[1];
  if (succeeded === undefined || failures === undefined) return wrong('its counts are missing');
  if (lines[1] !== '' || lines.at(-3) !== '') return wrong('a blank line is missing');

  const calls: { address: string; succeeded: boolean; text: string[] }[] = [];
  for (const line of lines.slice(2, -3)) {
    const call = /^CALL \[[^\]]+\] \[([^\]]+)\] (succeed|failed): (.*)$/.exec(line);
    if (call?.[1] !== undefined)
      calls.push({ address: call[1], succeeded: call[2] === 'succeed', text: [call[3] ?? ''] });
    else {
      const last = calls.at(-1);
      if (last === undefined) return wrong('something stands before its answers');
      last.text.push(line);
    }
  }

  const answers = new Map<string, RemoteAnswer>();
  for (const call of calls) {
    if (answers.has(call.address)) return wrong(`${call.address} answers twice`);
    const text = call.text.join('\n').trimEnd();
    if (!call.succeeded && !/^[A-Z][A-Z0-9_]+$/.test(text)) return wrong(`the error of ${call.address} cannot be read`);
    answers.set(call.address, call.succeeded ? answerOfText(text) : { kind: 'none', error: text });
  }
  const answered = calls.filter((call) => call.succeeded).length;
  if (answered !== Number(succeeded) || calls.length - answered !== Number(failures))
    return wrong('its counts are not those of its answers');
  return complete(question, answers, lines);
}

function complete(question: RemoteQuestion, answers: RemoteAnswers, lines: readonly string[]): Read<RemotePrint> {
  if (answers.size !== question.addresses.length || !question.addresses.every((address) => answers.has(address))) {
    return notUnderstood(question.line, 'it does not answer for exactly the servers that were asked', lines);
  }
  return ok({ kind: 'answers', answers });
}

function fromDetail(detail: { readonly acked: boolean; readonly message: unknown }): RemoteAnswer | undefined {
  const { acked, message } = detail;
  if (!acked)
    return typeof message === 'string' && /^[A-Z][A-Z0-9_]+$/.test(message)
      ? { kind: 'none', error: message }
      : undefined;
  switch (typeof message) {
    case 'string':
      return answerOfText(message);
    // Newer shells parse what they can: an older server's `600000` and `true` arrive as these.
    case 'number':
    case 'boolean':
      return { kind: 'text', text: String(message) };
    case 'object':
      return message === null || Array.isArray(message) ? undefined : { kind: 'json', value: message };
    default:
      return undefined;
  }
}

/** The words of one server: JSON where they are some. */
export function answerOfText(text: string): RemoteAnswer {
  const trimmed = text.trim();
  const value = trimmed.startsWith('{') ? parseStrictly(trimmed) : undefined;
  return value === undefined ? { kind: 'text', text: trimmed } : { kind: 'json', value };
}
