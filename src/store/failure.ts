/** Why the database could not be opened. Nothing was changed. */
export interface StoreFailure {
  readonly kind:
    | 'held' // another process writes it
    | 'corrupt' // a file is not what was written
    | 'newer-format' // a file was written by a newer version of the program
    | 'full' // there is no room on the disk
    | 'unusable'; // the folder or its file system does not allow what is needed
  /** For people: what, where, and what to do. One line a fault. */
  readonly sentence: string;
}
