import { fail, ok, type Result } from '../../lib/result.js';
import type { RollOptions } from '../../roll/options.js';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
const example = '--allow version=skips-2.0';
const mostNames = 20;

/** Waivers by name, `version=RULE`, several with commas between. @returns the options, or one sentence */
export function readAllow(value: string): Result<Partial<RollOptions>, string> {
  const parts = value.split(',');
  if (parts.length > mostNames) return fail(`--allow names ${parts.length} things; at most ${mostNames} are taken.`);
  const rules: string[] = [];
  for (const part of parts) {
    const [kind = '', name = ''] = part.split('=', 2);
    if (kind !== 'version' || !namePattern.test(name))
      return fail(
        `--allow expects what the plan says that can be allowed, such as ${example}, but I found ` +
          `“${part.slice(0, 60)}”.`,
      );
    if (rules.includes(name)) return fail(`--allow names ${part} twice.`);
    rules.push(name);
  }
  return ok({ allowVersionRules: rules });
}
