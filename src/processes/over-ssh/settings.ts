import type { z } from 'zod';
import type { DeepReadonly } from '../../lib/deep-readonly.js';
import { aboutServer } from '../../settings/argument-list.js';
import type { PathSettings } from '../../settings/paths.js';
import { mapping, text } from '../../settings/values.js';

/** Where nothing is said of it. */
export const usualSsh = { destination: '{host}' } as const;

/** How the host of a server is reached. All else (port, key, jump host, known hosts) is for ssh's own configuration. */
export const sshSettings = ({ file }: PathSettings) =>
  mapping({
    destination: aboutServer(
      'where ssh goes, another place for each server: "{host}", "operator@{host}", "pegasus-{index}"',
      /^(?=.*\{(?:host|address|port|index)\})[A-Za-z0-9_{][A-Za-z0-9_.@{}-]*$/,
    ).default(usualSsh.destination),
    config: file.exactOptional().describe('A configuration file for ssh instead of the user’s own.'),
  }).describe('How ssh reaches the host of a server.');

export type SshSettings = DeepReadonly<z.output<ReturnType<typeof sshSettings>>>;

export const remotePath = text('an absolute path on the servers, without spaces', /^(?:\/[A-Za-z0-9_.@+-]+)+$/);

/** A package is a folder for each version, and a link to the one that is used. */
export const releaseSettings = () =>
  mapping({
    folder: remotePath.describe('Has a folder for each version, named as a request names it.'),
    current: remotePath.describe('The link that is changed to the folder of the version.'),
  }).describe('Replaces the package by changing a link, as the user who logs in.');

export type ReleaseSettings = DeepReadonly<z.output<ReturnType<typeof releaseSettings>>>;
