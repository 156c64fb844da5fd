import { z } from 'zod';

/** One matcher of Alertmanager: `name="value"`, with `=`, `!=`, `=~` or `!~`. */
const written = /^([A-Za-z_][A-Za-z0-9_]*)(=~|!~|!=|=)"((?:[^"\\]|\\["\\n])*)"$/;

export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** @returns undefined where it is none */
export function parseMatcher(text: string): Matcher | undefined {
  const [, name, operator, value] = written.exec(text) ?? [];
  if (name === undefined || operator === undefined || value === undefined) return undefined;
  return {
    name,
    value: value.replace(/\\(["\\n])/g, (_whole, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    isRegex: operator.endsWith('~'),
    isEqual: !operator.startsWith('!'),
  };
}

const expected = 'a matcher such as severity="critical"';

/** Matchers that an alert must all meet. */
export const matcherList = () =>
  z
    .array(
      z.string({ error: expected }).refine((text) => parseMatcher(text) !== undefined, { error: expected }),
      { error: 'a list of matchers, for example [\'cluster="cluster-x"\', \'severity="critical"\']' },
    )
    .min(1, { error: 'at least one matcher' });
