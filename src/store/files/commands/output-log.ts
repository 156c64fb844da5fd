import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { createLineMasker, type Masker } from '../../../lib/mask.js';
import type { OutputSink } from '../../command-records.js';

/** One of the two files of a log is at most so long, bytes. */
const fileBytes = 512 * 1024;
/** Of a longer line the rest is left out. */
const lineLength = 8 * 1024;

const previous = (path: string): string => `${path}.1`;

/**
 * The output of one command on disk, masked, bounded to about one megabyte: when the file is full it
 * becomes `<path>.1`, in place of the one before, so the end of the output is always there.
 * Written as it comes, so that it outlives whoever writes it.
 */
export class OutputLog implements OutputSink {
  readonly #path: string;
  readonly #maskLine: Masker;
  readonly #decoder = new StringDecoder('utf8');
  #file: number;
  #bytes = 0;
  #line = '';
  #ended = false;

  constructor(path: string, mask: Masker) {
    this.#path = path;
    this.#maskLine = createLineMasker(mask);
    this.#file = openSync(path, 'w', 0o600);
  }

  /** Takes output as it comes; after the end it is dropped. */
  write(chunk: Buffer): void {
    if (this.#ended) return;
    const lines = this.#decoder.write(chunk).split('\n');
    const unfinished = lines.pop() ?? '';
    const complete: string[] = [];
    for (const line of lines) {
      complete.push(this.#maskLine(cut(this.#line + line)));
      this.#line = '';
    }
    // What is beyond the limit is never printed, so it need not be kept either.
    this.#line = (this.#line + unfinished).slice(0, lineLength + 1);
    if (complete.length > 0) this.#append(`${complete.join('\n')}\n`);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const rest = this.#line + this.#decoder.end();
    if (rest !== '') this.#append(`${this.#maskLine(cut(rest))}\n`);
    closeSync(this.#file);
  }

  #append(text: string): void {
    try {
      if (this.#bytes > fileBytes) {
        closeSync(this.#file);
        renameSync(this.#path, previous(this.#path));
        this.#file = openSync(this.#path, 'w', 0o600);
        this.#bytes = 0;
      }
      this.#bytes += writeSync(this.#file, text);
    } catch {
      // A full disk must not end the command that is being looked after; what comes now is lost.
      this.#ended = true;
    }
  }
}

/** What is kept of a command's output; empty when there is none. */
export async function readOutput(path: string): Promise<string> {
  const [before, after] = await Promise.all(
    [previous(path), path].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return `${before ?? ''}${after ?? ''}`;
}

/** Cut at a space, so that a secret that the cut would take apart is left out whole. */
function cut(line: string): string {
  if (line.length <= lineLength) return line;
  const kept = line.slice(0, lineLength);
  const space = kept.lastIndexOf(' ');
  return `${kept.slice(0, space > lineLength / 2 ? space : lineLength)} […]`;
}
