import { ok } from '../../../lib/result.js';
import { metaLevels, type MetaLevel } from '../../../roll/observation.js';
import { notUnderstood, type Read } from '../failure.js';
import { refusalOf } from './refusal.js';

/** `current meta level is fl_steady`: the stored level. */
export function parseMetaLevel(lines: readonly string[]): Read<MetaLevel> {
  return parseLine('get_meta_level', /^current meta level is fl_([a-z]+)$/, lines);
}

/** `control meta level ok, the old level is fl_lively`: the level before. */
export function parseSetMetaLevel(lines: readonly string[]): Read<MetaLevel> {
  return parseLine('set_meta_level', /^control meta level ok, the old level is fl_([a-z]+)$/, lines);
}

function parseLine(command: string, pattern: RegExp, lines: readonly string[]): Read<MetaLevel> {
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const [line, ...more] = lines;
  if (line === undefined) return notUnderstood(command, 'nothing was printed', lines);
  if (more.length > 0) return notUnderstood(command, 'one line was expected', lines);
  const name = pattern.exec(line)?.[1];
  const level = metaLevels.find((known) => known === name);
  return level === undefined ? notUnderstood(command, 'it names no known level', lines) : ok(level);
}
