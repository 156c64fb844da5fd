/** Why the database could not be opened. Nothing was changed. */
export interface StoreFailure {
  readonly kind:
    | 'held' // another process writes it
    | 'corrupt' // a file is not what was written
    | 'newer-format' // a file was written by a newer version of the program
    | 'unusable'; // the folder or its file system does not allow what is needed
  /** For people: what, where, and what to do. One line a fault. */
  readonly sentence: string;
}

/** What the system said, for a sentence: `ENOSPC: no space left on device, write`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
