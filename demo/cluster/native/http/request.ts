/** A GET as the servers' own HTTP reads it: flags without `=` are parameters with an empty value. */
export interface HttpRequest {
  /** Without its leading slash. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
}

export interface HttpAnswer {
  readonly status: 200 | 307 | 400 | 404 | 500;
  readonly body: string;
  readonly location?: string;
}

const reasons = {
  200: 'OK',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  404: 'Not Found',
  500: 'Internal Server Error',
} as const;

export const okay = (body: string): HttpAnswer => ({ status: 200, body });
/** A parameter that the page does not know. */
export const badRequest: HttpAnswer = { status: 400, body: '' };
/** Tables are printed compactly, with a line end. */
export const json = (value: unknown): HttpAnswer => okay(`${JSON.stringify(value)}\n`);

/** The bytes of an answer: plain text whatever the body is. */
export function httpText({ status, body, location }: HttpAnswer): string {
  const head = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(location === undefined ? [] : [`Location: ${location}`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** No honest request is longer. */
const longestRequest = 65_536;

/** Cuts requests out of a stream; what a POST carries is passed over. */
export class HttpCutter {
  #held = '';

  /** Undefined: this is no HTTP, or too long, and the connection is to be closed. */
  cut(text: string): readonly (HttpRequest | HttpAnswer)[] | undefined {
    this.#held += text;
    const requests: (HttpRequest | HttpAnswer)[] = [];
    for (;;) {
      const end = this.#held.indexOf('\r\n\r\n');
      if (end < 0) return this.#held.length > longestRequest ? undefined : requests;
      const head = this.#held.slice(0, end);
      const [, target] = /^(?:GET|POST) (\S+) HTTP\/1\.[01]\r?$/m.exec(head.split('\n', 1)[0] ?? '') ?? [];
      if (target === undefined) return undefined;
      const size = Number(/^content-length: *(\d{1,9})\r?$/im.exec(head)?.[1] ?? 0);
      if (this.#held.length < end + 4 + size) return size > longestRequest ? undefined : requests;
      this.#held = this.#held.slice(end + 4 + size);
      requests.push(readTarget(target));
    }
  }
}

/** The path and the parameters of a request, or the answer to one that cannot be read. */
export function readTarget(target: string): HttpRequest | HttpAnswer {
  const [path = '', question = ''] = target.split('?', 2).map(decoded);
  const query = new Map<string, string>();
  for (const part of question.split('&').filter((each) => each !== '')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (query.has(name))
      return { status: 400, body: `failed to parse request: ERR_INVALID_PARAMETERS: duplicate parameter: ${name}` };
    query.set(name, equals < 0 ? '' : part.slice(equals + 1));
  }
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .join('/'),
    query,
  };
}

/** What cannot be decoded is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
