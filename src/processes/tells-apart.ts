import type { TellsApart } from './driver.js';

/** Servers on one host are told apart by these placeholders, in each command that ends or starts a process. */
const ofOneServer = ['{port}', '{address}', '{index}'];
/** Those of different roles also by their role; two of them can have the same index. */
const ofOneRole = ['{role}', '{port}', '{address}'];

/** @param commands everything that is run to end and to start a process, with its placeholders */
export function tellsApart(commands: readonly (readonly string[])[]): TellsApart {
  const all = (names: readonly string[]): boolean =>
    commands.every((command) => command.some((argument) => names.some((name) => argument.includes(name))));
  return { servers: all(ofOneServer), roles: all(ofOneRole) };
}
