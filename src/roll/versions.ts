import type { ProcessReading } from './observation.js';

type Running = Extract<ProcessReading, { kind: 'running' }>;

/** For people: `2.5.0 (0ca31b70)`. */
export function versionText(reading: { readonly version: string; readonly commit: string }): string {
  return reading.commit === '' ? reading.version : `${reading.version} (${reading.commit.slice(0, 8)})`;
}

/**
 * Whether a process runs what was asked for: `2.5.0`, or `2.5.0@<commit prefix>` where the version alone does not tell.
 */
export function runsVersion(reading: { readonly version: string; readonly commit: string }, wanted: string): boolean {
  const [version, commit] = wanted.split('@');
  return reading.version === version && (commit === undefined || (commit !== '' && reading.commit.startsWith(commit)));
}

/** `2.5.0@0ca31b70` asks for a build; what is installed is named by its version. */
export const versionAlone = (wanted: string): string => wanted.split('@')[0] ?? wanted;

/** A process is another one when any part of its identity differs; its version may change only with its start time. */
export function isAnotherProcess(
  now: Running,
  before: { readonly version: string; readonly commit: string; readonly startedAt: string },
): boolean {
  return now.startedAt !== before.startedAt || now.version !== before.version || now.commit !== before.commit;
}
