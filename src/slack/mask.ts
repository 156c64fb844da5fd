const secrets: readonly RegExp[] = [
  /\bx(?:ox[a-z]|app)-[\w-]+/gi,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi,
  /(?<=\b(?:pass(?:word|wd)?|secret|token|api[_-]?key|access[_-]?key|credential)s?\b["']?\s*[=:]\s*["']?)[^\s"',;]+/gi,
  /(?<=:\/\/[^\s:/@]+:)[^\s@/]+(?=@)/g,
  /(?<=[?&]ticket=)[^\s&]+/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** Output of a program or a library with what looks like a secret blanked out. */
export function masked(text: string): string {
  return secrets.reduce((rest, secret) => rest.replace(secret, '•••'), text);
}
