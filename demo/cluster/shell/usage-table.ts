/** The commands of a shell in the order of its help, each with the lines of its options. */
export interface UsageTable {
  /** Columns that a command's name takes. */
  readonly width: number;
  readonly commands: readonly (readonly [name: string, options: readonly string[]])[];
}
