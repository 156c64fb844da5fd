/** What comes among the lines of a shell on a bad terminal, or of a program that was changed carelessly. */
const noise = [
  '\u001b[31mW2026-01-02 replica ??? \u001b[0m',
  '\ufffd\ufffd\ufffd',
  'Segmentation fault (core dumped)',
  '{"half": ',
];

/** Every other line: so nothing that a shell prints can be taken for whole. */
const everyNth = 2;

/** Whether what the shells print comes garbled. */
export class ShellNoise {
  garbled = false;
  #lines = 0;

  over(text: string): string {
    if (!this.garbled) return text;
    return text
      .split('\n')
      .map((line) => {
        if (line === '') return line;
        this.#lines += 1;
        return this.#lines % everyNth === 0 ? (noise[(this.#lines / everyNth) % noise.length] ?? line) : line;
      })
      .join('\n');
  }
}
