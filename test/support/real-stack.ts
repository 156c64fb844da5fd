import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { realClock } from '../../src/lib/clock.js';
import { startWorkspace, type WorkspaceHandle } from '../../demo/workspace/start.js';
import { compiledProgram } from './compiled.js';

/** Answers of the local workspace and the simulated cluster, as far as tests read them. */
export interface ShownMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly ephemeral: boolean;
  readonly visible_to_name?: string;
  readonly edits: number;
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: Readonly<Record<string, string | number>>;
  };
  readonly reactions: readonly { readonly name: string; readonly user_names: readonly string[] }[];
  readonly blocks: readonly unknown[];
}

export interface ClusterTruth {
  readonly leader?: {
    readonly meta: string;
    readonly storedLevel: string;
    readonly effectiveLevel: string;
    readonly assignDelayMs: number;
    readonly addSecondaryMax: number;
    readonly flowControl: boolean;
  };
  readonly processes: readonly {
    readonly address: string;
    readonly role: string;
    readonly starts: number;
    readonly version: string;
    readonly up: boolean;
  }[];
  readonly allFull: boolean;
}

/** What the leader has before a roll, and must have after it. */
export const asBefore = { storedLevel: 'steady', assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true };

interface SimulationReady {
  readonly home: string;
  readonly metas: readonly string[];
  readonly collectors: readonly string[];
  readonly truth: string;
}

export interface StackOptions {
  readonly nodes?: number;
  readonly speed?: number;
  readonly generation?: '2.5' | 'newer';
  readonly mode?: 'socket' | 'http';
  /** Path of the bot's program; default: as the compiler makes it. */
  readonly program?: string;
  /** How the bot reaches the cluster; default: through the shell. */
  readonly admin?: 'shell' | 'native';
  /** Approvals that a run needs; default 1. */
  readonly required?: number;
  /** Further lines of `slack:`. */
  readonly slackSettings?: readonly string[];
  /** Further lines of the cluster's configuration. */
  readonly clusterSettings?: readonly string[];
  /** Further lines of its `processes:`. */
  readonly processSettings?: readonly string[];
  /** Goes over the environment of the bot. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The bot runs as this user and group; only root can start it so. Default: who runs the tests. */
  readonly uid?: number;
}

/**
 * The least that a person needs from seeing a message to a press. The bot takes what comes sooner for an answer to the
 * message before.
 */
const timeToReadMs = 700;

/**
 * Everything real and each in a process of its own, besides the workspace: the bot as it is started in production,
 * shells and process commands as subprocesses, a simulated cluster that outlives the bot. What the tests do, they do
 * from outside.
 */
export class RealStack {
  #bot: ChildProcess | undefined;
  #output = '';

  private constructor(
    readonly folder: string,
    readonly simulation: SimulationReady,
    private readonly simulated: ChildProcess,
    readonly workspace: WorkspaceHandle,
    private readonly mode: 'socket' | 'http',
    private readonly environment: Readonly<Record<string, string>>,
    private readonly program: string,
    private readonly uid: number | undefined,
  ) {}

  static async start(options: StackOptions = {}): Promise<RealStack> {
    const folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-test-'));
    const speed = options.speed ?? 20;
    const simulated = spawn(
      process.execPath,
      [
        compiledProgram('demo/cluster/main.ts'),
        '--home',
        join(folder, 'pegasus'),
        '--nodes',
        String(options.nodes ?? 4),
        '--speed',
        String(speed),
        '--generation',
        options.generation ?? '2.5',
        ...(options.admin === 'native' ? ['--native'] : []),
        '--with-parent',
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface(simulated.stdout), 'line')) as [string];
    const simulation = JSON.parse(line) as SimulationReady;
    const workspace = await startWorkspace({ port: 0, clock: realClock });
    const stack = new RealStack(
      folder,
      simulation,
      simulated,
      workspace,
      options.mode ?? 'socket',
      options.environment ?? {},
      options.program ?? compiledProgram('src/main.ts'),
      options.uid,
    );
    await stack.#configure(speed, options);
    if (options.uid !== undefined) await giveTo(options.uid, folder);
    return stack;
  }

  async #configure(
    speed: number,
    { clusterSettings = [], processSettings = [], slackSettings = [], required = 1, admin = 'shell' }: StackOptions,
  ): Promise<void> {
    const { home, metas, collectors } = this.simulation;
    const faster = (ms: number): string => `${Math.max(1, Math.round(ms / speed))}ms`;
    const command = (verb: string, ...more: string[]): string =>
      JSON.stringify([join(home, 'process.sh'), verb, '{role}', '{address}', ...more]);
    await writeFile(
      this.config,
      `slack:
  mode: ${this.mode}
${slackSettings.map((line) => `  ${line}\n`).join('')}http: { listen: "127.0.0.1:0" }
store: { path: ./data }
clusters:
  cluster-x:
    channel: pegasus
    clusterName: cluster-x
    metas: ${JSON.stringify(metas)}
    admin: ${admin === 'native' ? '{ kind: native }' : `{ kind: shell, home: ${JSON.stringify(home)} }`}
    approvals: { required: ${required}, approvers: [], selfApproval: false, expiresAfter: 30m }
${clusterSettings.map((line) => `    ${line}\n`).join('')}    processes:
      driver: command
      stop: ${command('stop')}
      start: ${command('start')}
      install: ${command('install', '{version}')}
      status: ${command('status')}
      collectors: ${JSON.stringify(collectors)}
      timeout: 1m
${processSettings.map((line) => `      ${line}\n`).join('')}    timing: { metaInterval: ${faster(30_000)}, pollInterval: 150ms, metaTick: ${faster(10_000)}, stall: 30s, start: 60s, closeWait: ${faster(60_000)} }
`,
    );
  }

  get config(): string {
    return join(this.folder, 'pegasus-roll.yml');
  }

  /** What the bot has printed so far, all its lives together. */
  get output(): string {
    return this.#output;
  }

  startBot(): ChildProcess {
    const { botToken, appToken, signingSecret, apiUrl } = this.workspace;
    const bot = spawn(process.execPath, [this.program, 'start', '--config', this.config], {
      env: {
        ...process.env,
        SLACK_BOT_TOKEN: botToken,
        SLACK_APP_TOKEN: appToken,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_API_URL: apiUrl,
        LOG_LEVEL: 'info',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(this.uid === undefined ? {} : { uid: this.uid, gid: this.uid }),
    });
    for (const stream of [bot.stdout, bot.stderr])
      stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#bot = bot;
    return bot;
  }

  /** The bot says that it is up. */
  async botUp(): Promise<void> {
    const from = this.#output.length;
    this.startBot();
    await this.waitFor(() => this.#output.slice(from).includes('the bot is up'), 60_000, 'the bot to be up');
    const port = /"port":(\d+)[^\n]*the bot is up/.exec(this.#output.slice(from))?.[1];
    // In HTTP mode the workspace sends to where the bot listens.
    if (this.mode === 'http') this.workspace.setRequestUrl(`http://127.0.0.1:${port ?? ''}/slack/events`);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    const bot = this.#bot;
    if (bot === undefined || bot.exitCode !== null || bot.signalCode !== null) return bot?.exitCode ?? null;
    const gone = once(bot, 'exit');
    bot.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }

  /** Resolves with the exit code once the bot has ended by itself. */
  async ended(): Promise<number | null> {
    const bot = this.#bot;
    if (bot === undefined || bot.exitCode !== null) return bot?.exitCode ?? null;
    const [code] = (await once(bot, 'exit')) as [number | null];
    return code;
  }

  /** What the local workspace is told to do. People press nothing before they have read what they answer. */
  async control(path: string, body: object): Promise<Record<string, unknown>> {
    if (path === 'reaction' || path === 'interact') await realClock.sleep(timeToReadMs);
    const response = await fetch(`${this.workspace.url}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  type(user: string, text: string): Promise<Record<string, unknown>> {
    return this.control('command', { channel: 'pegasus', user, command: '/pegasus', text });
  }

  async react(user: string, name: string, present = true): Promise<Record<string, unknown>> {
    const { ts } = await this.runMessage();
    return this.control('reaction', { channel: 'pegasus', ts, user, name, present });
  }

  async messages(): Promise<readonly ShownMessage[]> {
    const response = await fetch(`${this.workspace.url}/_control/messages/pegasus`);
    return ((await response.json()) as { messages: readonly ShownMessage[] }).messages;
  }

  /** The newest message of a run. */
  async runMessage(): Promise<ShownMessage> {
    await this.waitFor(async () => (await this.messages()).some(isRunMessage), 30_000, 'the message of the run');
    const found = (await this.messages()).filter(isRunMessage).at(-1);
    if (found === undefined) throw new Error('there is no message of a run');
    return found;
  }

  /** Once it offers the reactions, the bot knows its own message, and takes votes on the plan that it shows. */
  async openForVotes(): Promise<void> {
    await this.waitFor(
      async () => (await this.runMessage()).reactions.some(({ name }) => name === 'white_check_mark'),
      60_000,
      'the plan to be open for votes',
    );
  }

  /** What a person was told so that nobody else sees it. */
  async toldTo(user: string): Promise<readonly string[]> {
    return (await this.messages())
      .filter(({ ephemeral, visible_to_name: seenBy }) => ephemeral && seenBy === user)
      .map(({ text }) => text);
  }

  async state(): Promise<string> {
    return String((await this.runMessage()).metadata?.event_payload['state']);
  }

  async untilState(state: string, limitMs = 90_000): Promise<void> {
    await this.waitFor(async () => (await this.state()) === state, limitMs, `the state ${state}`);
  }

  async truth(): Promise<ClusterTruth> {
    return (await (await fetch(this.simulation.truth)).json()) as ClusterTruth;
  }

  /** Stops or starts a process behind the bot's back, as an operator would. */
  process(verb: 'stop' | 'start', role: 'replica' | 'meta', address: string): Promise<void> {
    return this.#simulated('process.sh', verb, role, address);
  }

  /** Something goes wrong on the simulated cluster. */
  fault(what: object): Promise<void> {
    return this.#simulated('fault.sh', JSON.stringify(what));
  }

  async #simulated(program: string, ...words: readonly string[]): Promise<void> {
    const [code] = (await once(spawn(join(this.simulation.home, program), words, { stdio: 'ignore' }), 'exit')) as [
      number | null,
    ];
    if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${String(code)}`);
  }

  async auditTrail(): Promise<readonly Record<string, unknown>[]> {
    const folder = join(this.folder, 'data', 'audit');
    const files = (await readdir(folder)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    return texts.flatMap((text) =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { body: Record<string, unknown> }).body),
    );
  }

  async waitFor(done: () => boolean | Promise<boolean>, limitMs: number, what: string): Promise<void> {
    const end = Date.now() + limitMs;
    while (!(await done())) {
      if (Date.now() > end)
        throw new Error(`${what} did not come within ${limitMs / 1000} s.\n${await this.#lastWords()}`);
      await realClock.sleep(50);
    }
  }

  /** What the channel and the log show last: a run that waits for people says there why. */
  async #lastWords(): Promise<string> {
    const messages = await this.messages();
    const shown = [
      messages.filter(isRunMessage).at(-1),
      ...messages.filter(({ thread_ts }) => thread_ts !== undefined).slice(-4),
    ];
    return `The channel shows:\n${shown.map((message) => message?.text ?? '(no run)').join('\n')}\nThe bot's last words:\n${this.#output.slice(-3_000)}`;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.workspace.close();
    const gone = once(this.simulated, 'exit');
    this.simulated.kill('SIGTERM');
    await gone;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const isRunMessage = ({ metadata }: ShownMessage): boolean => metadata?.event_type === 'pegasus_roll';

/** The folder and all in it belong to that user and group afterwards. */
async function giveTo(uid: number, folder: string): Promise<void> {
  const inside = await readdir(folder, { recursive: true });
  await Promise.all(['.', ...inside].map((path) => chown(join(folder, path), uid, uid)));
}
