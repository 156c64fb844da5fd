import { connect, type Socket } from 'node:net';
import { fail, ok, type Result } from '../../lib/result.js';
import type { Clock } from '../../lib/clock.js';
import type { AddressBook } from '../../wire/address-book.js';
import { guarded, WireFault } from '../../wire/fault.js';
import { FrameStream, measureReply } from '../../wire/frame-stream.js';
import type { Method } from '../../wire/methods.js';
import { decodeReply, type ReceivedReply } from '../../wire/reply.js';
import { encodeRequest, type Routing } from '../../wire/request.js';
import type { CallFailure } from './call-failure.js';
import type { Deadline } from './deadline.js';

export type Called<Response> = Result<Response, CallFailure>;

export interface CallOptions {
  readonly deadline: Deadline;
  readonly timeoutMs: number;
  /** Keeps the addresses of the answer. */
  readonly book?: AddressBook;
  /** The partition that it is for; absent: the process. */
  readonly routing?: Routing;
}

interface Pending {
  answer(reply: ReceivedReply): void;
  fail(failure: CallFailure): void;
}

/** Answers that may still come for requests nobody waits for any more; with more the connection starts over. */
const mostAbandoned = 10_000;
const lastSeqid = 2_147_483_647;
/**
 * After so much silence the system asks whether the other end is there: less than what firewalls and NATs usually
 * forget a connection after.
 */
const keepAliveMs = 30_000;

/**
 * One connection to one server. Requests are sent as they come; answers come in any order and are matched
 * by sequence id. It ends with the first thing on it that cannot be: bytes that are no frame, an answer
 * to nothing, a second answer. Everything under way then fails by name, and nothing is guessed.
 */
export class RpcConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #frames = new FrameStream(measureReply);
  readonly #pending = new Map<number, Pending>();
  readonly #abandoned = new Set<number>();
  #seqid = 0;
  #framesSeen = 0;
  #corked = false;
  #over: CallFailure | undefined;

  constructor(options: {
    readonly host: string;
    readonly port: number;
    readonly clock: Clock;
    readonly onOpen: () => void;
    readonly onOver: (failure: CallFailure) => void;
  }) {
    this.#clock = options.clock;
    this.#socket = connect({ host: options.host, port: options.port, noDelay: true });
    this.#socket.unref();
    this.#socket.setKeepAlive(true, keepAliveMs);
    this.#socket.on('connect', options.onOpen);
    this.#socket.on('data', (chunk) => {
      this.#hear(chunk);
    });
    this.#socket.on('error', (error) => {
      this.#finish({ kind: 'unreachable', error: 'ERR_NETWORK_FAILURE', why: whyOf(error) });
    });
    this.#socket.on('close', () => {
      this.#finish({
        kind: 'unreachable',
        error: 'ERR_NETWORK_FAILURE',
        why:
          this.#frames.pending > 0 ? 'it closed the connection in the middle of an answer' : 'it closed the connection',
      });
    });
    this.#onOver = options.onOver;
  }

  readonly #onOver: (failure: CallFailure) => void;

  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /** Whether an answer has come on it, to whatever. */
  get hasAnswered(): boolean {
    return this.#framesSeen > 0;
  }

  /** Whether nobody waits for an answer on it. */
  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  close(): void {
    this.#finish({ kind: 'cancelled', error: 'ERR_CANCELLED', why: 'the connection is not needed any more' });
  }

  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    { deadline, timeoutMs, book, routing }: CallOptions,
  ): Promise<Called<Response>> {
    const over = deadline.over ?? this.#over;
    if (over !== undefined) return Promise.resolve(fail(over));
    const seqid = this.#nextSeqid();
    const frame = guarded(() => encodeRequest(method, seqid, timeoutMs, request, routing));
    if (!frame.ok)
      return Promise.resolve(fail({ kind: 'not-sent', error: 'ERR_INVALID_PARAMETERS', why: frame.failure.message }));

    return new Promise((resolve) => {
      const framesBefore = this.#framesSeen;
      const settle = (result: Called<Response>): void => {
        cancelTimer();
        forget();
        this.#pending.delete(seqid);
        if (this.#pending.size === 0) this.#socket.unref();
        resolve(result);
      };
      const giveUp = (failure: CallFailure): void => {
        settle(fail(failure));
        this.#abandon(seqid);
      };
      const cancelTimer = this.#clock.after(timeoutMs, () => {
        giveUp({ kind: 'timeout', error: 'ERR_TIMEOUT', why: `nothing came within ${timeoutMs / 1000} seconds` });
        // Not one whole answer in all that time: the other end is gone, hangs, or never finishes one.
        if (this.#framesSeen === framesBefore)
          this.#finish({ kind: 'timeout', error: 'ERR_TIMEOUT', why: 'nothing came on its connection any more' });
      });
      const forget = deadline.onOver(giveUp);
      this.#pending.set(seqid, {
        fail: (failure) => {
          settle(fail(failure));
        },
        answer: (reply) => {
          const answer = reply.read(method, book);
          if (!answer.ok) settle(fail(garbled(answer.failure)));
          else if (answer.value.kind === 'error')
            settle(fail({ kind: 'error', error: answer.value.error, why: 'without having looked at it' }));
          else settle(ok(answer.value.value));
        },
      });
      this.#socket.ref();
      this.#send(frame.value);
    });
  }

  /** What is asked in one turn leaves in one piece. */
  #send(frame: Buffer): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(frame);
  }

  #hear(chunk: Buffer): void {
    if (this.#over !== undefined) return;
    const heard = guarded(() => {
      this.#frames.push(chunk, (frame) => {
        this.#hearFrame(frame);
      });
    });
    if (!heard.ok) this.#finish(garbled(heard.failure));
  }

  #hearFrame(frame: Buffer): void {
    if (this.#over !== undefined) return;
    const reply = decodeReply(frame);
    if (!reply.ok) throw reply.failure;
    this.#framesSeen += 1;
    const { seqid } = reply.value;
    const pending = this.#pending.get(seqid);
    if (pending === undefined) {
      if (!this.#abandoned.delete(seqid))
        throw new WireFault('bad-frame', `it answers request ${seqid}, to which no answer is awaited`);
      return;
    }
    pending.answer(reply.value);
  }

  #abandon(seqid: number): void {
    if (this.#over !== undefined) return;
    this.#abandoned.add(seqid);
    if (this.#abandoned.size > mostAbandoned)
      this.#finish({
        kind: 'unreachable',
        error: 'ERR_NETWORK_FAILURE',
        why: 'too many requests on its connection got no answer',
      });
  }

  #nextSeqid(): number {
    do this.#seqid = this.#seqid >= lastSeqid ? 1 : this.#seqid + 1;
    while (this.#pending.has(this.#seqid) || this.#abandoned.has(this.#seqid));
    return this.#seqid;
  }

  #finish(failure: CallFailure): void {
    if (this.#over !== undefined) return;
    this.#over = failure;
    this.#socket.destroy();
    for (const pending of [...this.#pending.values()]) pending.fail(failure);
    this.#abandoned.clear();
    this.#onOver(failure);
  }
}

function garbled(fault: WireFault): CallFailure {
  return { kind: 'garbled', error: fault.kind, why: fault.message };
}

/** A name with several addresses fails with one error for all of them, and that one has no message. */
function whyOf(error: Error): string {
  if (error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : 'it cannot be reached';
}
