/**
 * Where log lines go when somebody reads them in a terminal; undefined when a program does, which gets them as JSON.
 * What makes them readable is only loaded for that.
 */
export async function terminalLog(
  stream: { readonly isTTY?: boolean },
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<{ write(line: string): void } | undefined> {
  if (stream.isTTY !== true) return undefined;
  return prettyLog({ colorize: (env['NO_COLOR'] ?? '') === '' });
}

/** @param to a file descriptor, unless said standard error, or a stream */
export async function prettyLog(how: {
  readonly colorize: boolean;
  readonly to?: NodeJS.WritableStream;
}): Promise<{ write(line: string): void }> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    colorize: how.colorize,
    destination: how.to ?? 2,
    sync: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'run,cluster,node,step,event,seq',
    messageFormat: lineOf,
    errorLikeObjectKeys: [],
    customPrettifiers: { err: stackOf },
  });
}

/** What a line is about, and what it says. Foreign words in it must not steer the terminal, nor begin another line. */
function lineOf(fields: Readonly<Record<string, unknown>>, messageKey: string): string {
  const about = [fields['run'] ?? fields['cluster'], fields['node'], fields['step']].filter(
    (each) => typeof each === 'string',
  );
  const message = fields[messageKey];
  return [...(about.length === 0 ? [] : [`[${about.join(' ')}]`]), ...(typeof message === 'string' ? [message] : [])]
    .join(' ')
    .replace(control, ' ');
}

const control = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Of an error where it came from, line by line. */
function stackOf(error: unknown): string {
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? error.stack : undefined;
  return (typeof stack === 'string' ? stack : JSON.stringify(error))
    .split('\n')
    .map((line) => line.replace(control, ' '))
    .join('\n      ');
}
