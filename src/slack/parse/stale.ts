import { ok, type Result } from '../../lib/result.js';
import type { RollOptions } from '../../roll/options.js';
import { bad } from './fault.js';
import { inLanguage } from '../language.js';

/** A flag of Pegasus by its name, with or without its section, whose name may have dots. */
const keyPattern = /^(?:[A-Za-z0-9_.@-]{1,100}\.)?[A-Za-z0-9_]{1,100}$/;
/** One line, and nothing that a command could not carry in quotes. */
const valuePattern = /^[^"“”„‟\p{Cc}]{0,300}$/u;

/** `replication.checkpoint_interval_seconds=600`: what is behind the first `=` is the value, and may be empty. */
export function readStale(text: string): Result<Partial<RollOptions>, string> {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(0, equals)).trim();
  const value = text.slice(equals + 1).trim();
  return equals > 0 && keyPattern.test(key) && valuePattern.test(value)
    ? ok({ stale: { key, value } })
    : bad(
        '--stale',
        inLanguage({
          en: 'KEY=VALUE such as checkpoint_interval_seconds=600',
          zh: ' KEY=VALUE，例如 checkpoint_interval_seconds=600',
        }),
        text,
      );
}
