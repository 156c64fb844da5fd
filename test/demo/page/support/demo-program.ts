import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { compiledProgram } from '../../../support/compiled.js';

const upWithinMs = 60_000;

/** `pegasus-roll demo` as people start it. */
export class DemoProgram {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    private readonly faults: string,
  ) {}

  static async start(...options: readonly string[]): Promise<DemoProgram> {
    const demo = spawn(process.execPath, [compiledProgram('src/main.ts'), 'demo', '--port', '0', ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const greeted = new Promise<void>((resolve) => {
      demo.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Ctrl-C ends it')) resolve();
      });
    });
    await Promise.race([greeted, once(demo, 'exit', { signal: AbortSignal.timeout(upWithinMs) })]);
    const url = /^ *Open +(\S+)$/m.exec(output)?.[1];
    const faults = /^ *Faults +(\S+)/m.exec(output)?.[1];
    if (url === undefined || faults === undefined) throw new Error(`the demo did not start:\n${output}`);
    return new DemoProgram(demo, url, faults);
  }

  /** Something goes wrong, as `fault.sh` takes it. */
  async fault(what: object): Promise<void> {
    await promisify(execFile)(this.faults, [JSON.stringify(what)]);
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }
}
