import { z } from 'zod';
import { nearest } from '../lib/nearest.js';
import { text } from './values.js';

/**
 * What an argument list may name: the server at hand always, the run for its commands, the version for an install.
 * `input` is for programs that are told everything on their standard input.
 */
const ofServer = ['cluster', 'role', 'host', 'port', 'address', 'index'] as const;
const placeholders = {
  status: ofServer,
  server: ofServer,
  command: [...ofServer, 'run'],
  cluster: ['cluster'],
  install: [...ofServer, 'run', 'version'],
  input: [],
} as const;

const expectedArgument = 'an argument, as text';

/** What is in braces, and braces that belong to nothing. */
const braces = /\{[^{}]*\}?|\}/g;

/**
 * A text whose placeholders all have a value when it is used. Braces are for placeholders alone: `{host }` would
 * otherwise go to the program as it stands, and a mistake could not be told from what is meant for a shell or awk.
 */
const withPlaceholders = (schema: z.ZodString, kind: keyof typeof placeholders) => {
  const known: readonly string[] = placeholders[kind];
  return schema.superRefine((written, context) => {
    for (const [whole] of written.matchAll(braces)) {
      if (known.some((name) => whole === `{${name}}`)) continue;
      const name = whole.replace(/[{}\s]/g, '');
      const meant = nearest(name, known);
      context.addIssue({
        code: 'custom',
        message:
          known.length === 0
            ? 'no placeholders: what is to be told comes on standard input'
            : `only the placeholders ${known.map((each) => `{${each}}`).join(' ')}`,
        params: {
          hint:
            why(name, whole, kind) ??
            (meant === undefined
              ? 'braces are for placeholders; what needs others goes into a script'
              : `did you mean {${meant}}?`),
        },
      });
    }
    if (written.includes('\0')) context.addIssue({ code: 'custom', message: 'an argument without a NUL character' });
  });
};

/** One text about the server at hand, such as `pegasus-{role}`; `expected` says in words what it is. */
export const aboutServer = (expected: string, pattern: RegExp) => withPlaceholders(text(expected, pattern), 'server');

/** One text about the version to install, such as an image; `expected` says in words what it is. */
export const aboutInstall = (expected: string, pattern: RegExp) => withPlaceholders(text(expected, pattern), 'install');

/** An argument list with placeholders. */
export function argumentList(kind: keyof typeof placeholders) {
  const known: readonly string[] = placeholders[kind];
  const argument = withPlaceholders(z.string({ error: expectedArgument }), kind);
  return z
    .array(argument, { error: 'a list of arguments, for example [ssh, "{host}", sudo, systemctl, restart, pegasus]' })
    .min(1, { error: 'a list that begins with a program' })
    .refine(([program]) => program !== '', { error: 'a program to run', path: [0] })
    .describe(
      'A program and its arguments, run without a shell. Braces are for placeholders only. ' +
        (known.length === 0 ? 'No placeholders.' : `Placeholders: ${known.map((each) => `{${each}}`).join(' ')}.`),
    );
}

function why(name: string, whole: string, kind: keyof typeof placeholders): string | undefined {
  if (name === 'version' && kind !== 'install')
    return `${whole} has a value only in "install": a restart has no version`;
  if (name === 'run' && kind === 'status')
    return `${whole} has no value in "status", which is asked outside of runs too`;
  if (name === 'run' && kind === 'server') return `${whole} has no value here, which is used outside of runs too`;
  return undefined;
}
