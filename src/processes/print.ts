/** What programs that run beside the bot print: it becomes the output of their command. */

/** Shows the output of another program as it comes. */
export const passOn = (chunk: Buffer): void => void process.stdout.write(chunk);

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
