/** One thing that is wrong with the configuration. */
export interface ConfigFault {
  /** The file, or the environment variable, that is wrong. */
  readonly source: string;
  /** From 1; absent where there is no such place. */
  readonly line?: number;
  readonly column?: number;
  /** `clusters.cluster-x.processes.restart[2]`; empty for the whole. */
  readonly path: string;
  /** What should be there, in words. */
  readonly expected: string;
  /** What is there, in words; never a secret. */
  readonly found: string;
  /** What could be meant, or done. */
  readonly hint?: string;
}

/** One line a fault: `pegasus-roll.yml:12:5 clusters.x.metas: expected …, found … (…)`. */
export function describeFault(fault: ConfigFault): string {
  const place = [fault.source, fault.line, fault.column].filter((part) => part !== undefined).join(':');
  const path = fault.path === '' ? '' : ` ${fault.path}`;
  const hint = fault.hint === undefined ? '' : ` (${fault.hint})`;
  return `${place}${path}: expected ${fault.expected}, found ${fault.found}${hint}`;
}

type Path = readonly PropertyKey[];

/** `['clusters', 'x', 'metas', 1]` as `clusters.x.metas[1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
}
