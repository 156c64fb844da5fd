import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly startsAt: string;
  endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

const written = /^([A-Za-z_]\w*)(=~|!~|!=|=)"(.*)"$/;

/**
 * Answers on a real port as Alertmanager's API v2 does: a silence is moved where only its end changes, and made anew
 * otherwise; one that is over is shown as expired; alerts that a silence matches are suppressed by its id.
 */
export class FakeAlertmanager {
  readonly alerts: Readonly<Record<string, string>>[] = [];
  readonly silences: Silence[] = [];
  readonly asked: string[] = [];
  /** Answers this, whatever is asked. */
  broken: { readonly status: number; readonly body: string } | undefined;
  url = '';
  #made = 0;
  readonly #server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      this.#answer(request, body, response);
    });
  });

  static async start(): Promise<FakeAlertmanager> {
    const fake = new FakeAlertmanager();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    const address = fake.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('it has no port');
    fake.url = `http://127.0.0.1:${address.port}`;
    return fake;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  inForce(): readonly Silence[] {
    return this.silences.filter(({ endsAt }) => Date.parse(endsAt) > Date.now());
  }

  #answer({ method = '', url = '' }: IncomingMessage, body: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://alertmanager');
    this.asked.push(`${method} ${pathname}`);
    const json = (value: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (this.broken !== undefined) {
      response.writeHead(this.broken.status).end(this.broken.body);
      return;
    }
    if (method === 'GET' && pathname === '/api/v2/alerts') {
      const filters = searchParams.getAll('filter').map((text) => written.exec(text));
      if (filters.includes(null)) {
        json('bad matcher format', 400);
        return;
      }
      json(
        this.alerts
          .filter((labels) => filters.every((found) => found !== null && meets(labels, fromText(found))))
          .map((labels) => this.#shown(labels)),
      );
      return;
    }
    if (method === 'GET' && pathname === '/api/v2/silences') {
      json(
        this.silences.map((silence) => ({
          ...silence,
          updatedAt: silence.startsAt,
          status: { state: this.inForce().includes(silence) ? 'active' : 'expired' },
        })),
      );
      return;
    }
    if (method === 'POST' && pathname === '/api/v2/silences') {
      json({ silenceID: this.#set(JSON.parse(body) as Omit<Silence, 'id'> & { readonly id?: string }) });
      return;
    }
    const silence = this.silences.find(({ id }) => pathname === `/api/v2/silence/${id}`);
    if (method === 'DELETE' && silence !== undefined) {
      silence.endsAt = new Date().toISOString();
      response.writeHead(200).end();
      return;
    }
    json('not found', 404);
  }

  #set(given: Omit<Silence, 'id'> & { readonly id?: string }): string {
    const known = this.inForce().find(({ id }) => id === given.id);
    const isSame =
      known !== undefined &&
      known.startsAt === given.startsAt &&
      JSON.stringify(known.matchers) === JSON.stringify(given.matchers);
    if (known !== undefined && isSame) {
      known.endsAt = given.endsAt;
      return known.id;
    }
    if (known !== undefined) known.endsAt = new Date().toISOString();
    this.#made += 1;
    const made = { ...given, id: `silence-${this.#made}` };
    this.silences.push(made);
    return made.id;
  }

  #shown(labels: Readonly<Record<string, string>>): unknown {
    const silencedBy = this.inForce()
      .filter(({ matchers }) => matchers.every((matcher) => meets(labels, matcher)))
      .map(({ id }) => id);
    return {
      labels,
      annotations: {},
      receivers: [{ name: 'oncall' }],
      startsAt: '2026-01-02T03:04:05.000Z',
      updatedAt: '2026-01-02T03:04:05.000Z',
      endsAt: '2026-01-02T03:09:05.000Z',
      fingerprint: 'c0ffee',
      status: { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [], mutedBy: [] },
    };
  }
}

const fromText = ([, name = '', operator = '=', value = '']: RegExpExecArray): Matcher => ({
  name,
  value,
  isRegex: operator.endsWith('~'),
  isEqual: !operator.startsWith('!'),
});

function meets(labels: Readonly<Record<string, string>>, { name, value, isRegex, isEqual }: Matcher): boolean {
  const label = labels[name] ?? '';
  return (isRegex ? new RegExp(`^(?:${value})$`).test(label) : label === value) === isEqual;
}
