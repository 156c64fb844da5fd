import { z } from 'zod';

/** What a program sends first: who it is and what it was called with. */
export const helloSchema = z.object({
  token: z.string(),
  kind: z.enum(['shell', 'process', 'fault']),
  argv: z.array(z.string()),
  pid: z.int(),
});
export type Hello = z.infer<typeof helloSchema>;

/** What it sends then: pieces of its standard input, and its end. */
export const inputSchema = z.union([z.object({ stdin: z.string() }), z.object({ end: z.literal(true) })]);

/** What it is sent: text to print, and at last its exit code. */
export type OutputFrame = { readonly out: string } | { readonly err: string } | { readonly exit: number };

/** Cuts a stream into lines; what follows the last line end is kept back for `flush`. */
export class LineCutter {
  #rest = '';

  cut(text: string): readonly string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** A last line without an end. */
  flush(): readonly string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }

  get held(): number {
    return this.#rest.length;
  }
}
