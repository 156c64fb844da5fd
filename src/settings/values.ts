import { z } from 'zod';
import { parseDuration } from '../lib/duration.js';
import { nodeAddress } from '../roll/ids.js';

/** Timers and the cluster's own settings count milliseconds in 31 bits: 24 days. */
const longestMs = 2_147_483_647;

/** A text of a certain form; `expected` says in words what it is. */
export const text = (expected: string, pattern: RegExp) =>
  z.string({ error: expected }).regex(pattern, { error: expected });

/** `90s`, `5m`, `1h`, read as milliseconds. */
export const duration = () => {
  const expected = 'a duration such as 90s, 5m or 1h, above zero and at most 24d';
  return text(expected, /^\s*(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+\s*$/).transform((written, context) => {
    const ms = parseDuration(written);
    if (ms !== undefined && Number.isInteger(ms) && ms >= 1 && ms <= longestMs) return ms;
    context.addIssue({ code: 'custom', message: expected, input: written });
    return z.NEVER;
  });
};

/** `400d`, read as milliseconds: longer than any timer. */
export const days = (least: number) => {
  const expected = `a number of days such as 400d, ${least}d at least`;
  return text(expected, /^\d{1,6}d$/).transform((written, context) => {
    const many = Number(written.slice(0, -1));
    if (many >= least) return many * 86_400_000;
    context.addIssue({ code: 'custom', message: expected, input: written });
    return z.NEVER;
  });
};

/** Milliseconds in the largest unit that says them exactly. */
export function asWritten(ms: number): string {
  const [unit, size] =
    (
      [
        ['h', 3_600_000],
        ['m', 60_000],
        ['s', 1000],
      ] as const
    ).find(([, each]) => ms % each === 0) ?? (['ms', 1] as const);
  return `${ms / size}${unit}`;
}

const hostPort = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?):(0|[1-9]\d{0,4})$/;

/** `host:port` taken apart; undefined when it is none. */
export function parseHostPort(written: string): { readonly host: string; readonly port: number } | undefined {
  const [, host, digits] = hostPort.exec(written) ?? [];
  const port = Number(digits);
  if (host === undefined || port > 65_535) return undefined;
  // Four numbers are an address, and then they are a possible one.
  if (/^[\d.]+$/.test(host) && !/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(host)) return undefined;
  return { host, port };
}

/** The address of a server process, as the cluster prints it. */
export const serverAddress = (example: string) => {
  const expected = `host:port, for example ${example}`;
  return text(expected, hostPort).transform((written, context) => {
    const parsed = parseHostPort(written);
    if (parsed !== undefined && parsed.port > 0) return nodeAddress(written);
    context.addIssue({ code: 'custom', message: expected, input: written });
    return z.NEVER;
  });
};

/** What two ways to write one address have in common: the names of hosts are the same in capitals. */
export const sameServer = (address: string): string => address.toLowerCase();

/** Addresses of one role: each once, in the order in which they are told. */
export const serverAddresses = (example: string, role: string) =>
  z
    .array(serverAddress(example), { error: `a list of addresses, for example [${example}]` })
    .superRefine((addresses, context) => {
      const servers = addresses.map(sameServer);
      servers.forEach((server, place) => {
        if (servers.indexOf(server) < place)
          context.addIssue({ code: 'custom', message: `each ${role} once`, path: [place] });
      });
    });

/** A whole number in a range. */
export const wholeNumber = (expected: string, least: number, most: number) =>
  z.int({ error: expected }).min(least, { error: expected }).max(most, { error: expected });

/**
 * A mapping with exactly these keys. What is said of an unknown key needs the known ones, and a message
 * is all that zod carries out of here: it lists them.
 */
export const mapping = <Shape extends z.core.$ZodLooseShape>(shape: Shape, expected = 'a mapping') =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : expected),
  });

/** One of these words; words that will mean something one day are refused with a sentence of their own. */
export const oneOf = <const Words extends readonly string[]>(words: Words, notYet: readonly string[] = []) =>
  z.enum(words, {
    error: (issue) => {
      const expected = words.map((word) => `"${word}"`).join(' or ');
      return typeof issue.input === 'string' && notYet.includes(issue.input)
        ? `${expected}; "${issue.input}" is known but not supported in this version`
        : expected;
    },
  });
