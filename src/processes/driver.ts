import type { Finding } from '../lib/finding.js';
import type { Result } from '../lib/result.js';
import type { ProcessCommand, ProcessVerb } from '../roll/act.js';
import type { ClusterName, NodeAddress, Role } from '../roll/ids.js';
import type { Replaceable } from '../roll/observation.js';
import type { Clash, Meaning, SettingsOfKind, Shape } from '../settings/kinds.js';

/** The verbs that replace one process, in their order: without and with an upgrade. */
export interface Procedure {
  readonly restart: readonly ProcessVerb[];
  readonly upgrade: readonly ProcessVerb[];
}

/** Whether commands name one process among those of a role on a host, and among those of several roles. */
export interface TellsApart {
  readonly servers: boolean;
  readonly roles: boolean;
}

/** Where a program is that is compiled beside its driver, by `new URL('./x.js', import.meta.url)`. */
export type FindCompiled = (program: URL) => string;

/** What the argument lists of a driver may lean on. */
export interface DriverMeans {
  readonly compiled: FindCompiled;
  /** A folder of the bot's own, absolute, which is there when a command is run. */
  readonly folder: string;
}

/** A command that ends, replaces or starts a process. */
export type DriverCommand = ProcessCommand & { readonly verb: ProcessVerb };

/** The server that a command is about. */
export interface Server {
  readonly role: Role;
  readonly address: NodeAddress;
}

/** What `check` needs of a driver, and gives it. Nothing is stopped, started or changed by it. */
export interface DriverCheck {
  readonly cluster: ClusterName;
  /** The servers that are known, those of one role in the order in which the cluster lists them. */
  readonly servers: readonly (Server & { readonly index: number })[];
  /** Whether a program could be executed; `name` is what the configuration calls it. */
  readonly executable: (name: string, program: string | undefined) => Promise<Finding>;
  /** Runs a harmless program and answers with what it printed, or with a sentence why it failed. */
  readonly ask: (argv: readonly string[]) => Promise<Result<string, string>>;
}

/**
 * A way to stop, start and replace processes. It says what is run; that it is run at most once is seen to by
 * supervision/.
 */
export interface ProcessDriver<Settings> {
  /** `install`: whether the configuration has an install command, which is the same for all drivers. */
  procedure(settings: Settings, has: { readonly install: boolean }): Procedure;
  tellsApart(settings: Settings): TellsApart;
  /** The argument list that carries out a command, or a sentence why there is none. */
  argumentsFor(settings: Settings, command: DriverCommand, means: DriverMeans): Result<readonly string[], string>;
  check(settings: Settings, means: DriverCheck): Promise<readonly Finding[]>;
  /** False where `check` looks at this machine alone, because nothing else could be done without harm. */
  readonly checkReachesHosts?: false;
  /**
   * Whether the commands would bring back a server at its own address, read before anything is touched; absent where
   * there is nothing to read.
   */
  replaceable?(settings: Settings, question: ReplaceQuestion): Promise<Replaceable>;
}

/** One server, and how to read of it. */
export interface ReplaceQuestion extends Pick<DriverCheck, 'cluster' | 'ask'> {
  readonly server: DriverCheck['servers'][number];
}

/** A driver and its settings in `processes:`, as drivers/index.ts registers them. */
export interface RegisteredDriver<Settings extends Shape, Combined extends Result<{ readonly kind: string }, Clash>>
  extends SettingsOfKind<Settings, Combined>,
    ProcessDriver<Meaning<Combined>> {
  /**
   * Its settings that together are a way to replace a process. A cluster that names one does not have those of the
   * defaults as well.
   */
  readonly ways: readonly (readonly string[])[];
  /** The one of its settings that replaces a package, so that no install command is needed beside it. */
  readonly installs?: string;
}

/** Only so that the types of a driver follow from its settings. */
export const processDriver = <Settings extends Shape, Combined extends Result<{ readonly kind: string }, Clash>>(
  driver: RegisteredDriver<Settings, Combined>,
): RegisteredDriver<Settings, Combined> => driver;
