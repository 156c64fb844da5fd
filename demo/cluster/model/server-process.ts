import { digest } from '../../../src/lib/digest.js';

export type ServerRole = 'meta' | 'replica' | 'collector';

/** How the next start of a process goes wrong. */
export interface BadStart {
  /** It is gone again this long after its start, before or after it served; 0: at once. */
  readonly diesAfterMs?: number;
  readonly slowerByMs?: number;
  /** What was installed is not what comes up. */
  readonly keepsOldVersion?: boolean;
  /** It reads the configuration that it had before: the new one was put elsewhere. */
  readonly keepsOldConfig?: boolean;
}

export interface ServerProcess {
  readonly role: ServerRole;
  readonly address: string;
  /** `starting`: it is there and answers nothing yet. `stopping`: it was told to end and is still there. */
  state: 'down' | 'starting' | 'serving' | 'stopping';
  /** Its port is open: a replica server's is before its replicas are. */
  listening: boolean;
  /** SIGSTOP. */
  hung: boolean;
  /** What it runs, or ran last. */
  version: string;
  commit: string;
  /** What its next start runs. */
  installed: { version: string; commit: string };
  startedAt: number;
  /** How often it has been started since the simulation began. */
  starts: number;
  /** What must wait until a hung process goes on. */
  readonly whenContinued: (() => void)[];
  readonly badStarts: BadStart[];
  /** Process commands report success and do nothing. */
  lies: boolean;
  /** How far the clock of its machine is before the right time. */
  clockAheadMs: number;
  /** Value of `meta.live_percentage` in this process. */
  livePercentage: number;
  /** Flags that `/updateConfig` changed in this process; the others are as it read them at its start. */
  readonly changedFlags: Map<string, string>;
  /** Flags that its config file says otherwise than the cluster's, as somebody wrote them there. */
  readonly writtenFlags: Map<string, string>;
  /** Those of them that its process has read. */
  readFlags: ReadonlyMap<string, string>;
}

/** Versions above 2.5 answer remote commands in the newer words. */
export function speaksNewer(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor > 5);
}

const knownCommits: Readonly<Record<string, string>> = {
  '2.5.0': '0ca31b70eac7321bb17fb034105695597245d47b',
  '2.6.0-SNAPSHOT': 'db756dcdf24e2af6169659a67548501ed61f106c',
};

/** The commit a version was built from: the real one where it is known, otherwise one of its own. */
export function commitOf(version: string): string {
  return (
    knownCommits[version] ??
    [1, 2, 3, 4]
      .map((part) => digest([version, part]))
      .join('')
      .slice(0, 40)
  );
}

/** `2026-01-02 03:04:05`, the servers' own wall clock (here UTC). */
export const wallClock = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
