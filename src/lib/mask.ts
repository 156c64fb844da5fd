/** Gives back a text without its secrets. */
export type Masker = (text: string) => string;

const blank = '***';
/** Shorter values would blank out ordinary words; no secret of Slack's is that short. */
const shortestSecret = 4;

/** The end of a name whose value is a secret; what stands before it does not matter, and is not searched. */
const secretName =
  '(?:password|passwd|passphrase|token|secret|credentials?|api[_-]?key|private[_-]?key|access[_-]?key)';
/** Short for password, where nothing else can be meant. */
const assigned = /([A-Za-z0-9]_pass|\bpass)=[^\s"'\\;,&]+/gi;
const pemBody = String.raw`[A-Za-z0-9+/=\s\\:,.()-]`;

/** Where a web token can be: its parts and the dots between them. */
const dottedRun = /[A-Za-z0-9_.-]{17,}/g;
/** Where a part of one begins: `{"` in base64, then at least eight letters. */
const webTokenStart = /(?<![A-Za-z0-9_])eyJ(?=[A-Za-z0-9_-]{8})/;

const proseWords = 'expected|missing|invalid|must|cannot|is|was|has|not|no|the|an?';

/**
 * What secrets look like, whosever they are. No replacement takes a quote away, so JSON stays JSON. What is masked
 * comes from outside and can be made to be slow: each pattern takes time in proportion to the length of the text.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  // A block that is cut off goes on being secret until something comes that cannot be part of one.
  [new RegExp(String.raw`-----BEGIN [A-Z0-9 ]+-----(?:${pemBody}*?-----END [A-Z0-9 ]+-----|${pemBody}*)`, 'g'), blank],
  [/(?<![A-Za-z0-9])(?:xoxe\.)?x(?:ox[a-z]|app|wfp)-[A-Za-z0-9-]{4,}/g, blank],
  [/\b(hooks\.slack(?:-gov)?\.com\/[a-z]{1,20}\/)[^\s"'\\<>]+/gi, `$1${blank}`],
  [/\b(?:gh[a-z]_|github_pat_|glpat-)[A-Za-z0-9_-]{16,}/g, blank],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, blank],
  [/\b((?:(?:proxy-)?authorization|(?:set-)?cookie)\\?["']?\s*[:=]\s*\\?["']?)[^\r\n"'\\]+/gi, `$1${blank}`],
  [/\b(bearer\s+)(?=\S*\d)[A-Za-z0-9._~+/=-]{8,}/gi, `$1${blank}`],
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:"']+:[^\s/@"']*@/gi, `$1${blank}@`],
  [new RegExp(String.raw`(${secretName}\\?["']?\s*[:=]\s*)(\\?["'])(.{0,4096}?)\2`, 'gi'), `$1$2${blank}$2`],
  // After a colon prose may follow: "the bot token: expected a text" keeps its words.
  [
    new RegExp(String.raw`(${secretName}\\?["']?\s*(?:=\s*|:\s*(?!(?:${proseWords})\b)))[^\s"'\\,;&]+`, 'gi'),
    `$1${blank}`,
  ],
  [assigned, `$1=${blank}`],
  [/(\s(?:-u|--user)[\s=]\s{0,4})[^\s:"'\\]{1,100}:[^\s"'\\]+/g, `$1${blank}`],
  [new RegExp(String.raw`((?<![\w-])--[\w-]{0,40}${secretName}\s+)[^\s"'\\-][^\s"'\\]*`, 'gi'), `$1${blank}`],
];

/**
 * Blanks out `secrets` wherever they stand, and whatever looks like a secret: Slack tokens,
 * `Authorization` headers, values named password, token or secret, PEM blocks, credentials in URLs.
 */
export function createMasker(secrets: readonly string[]): Masker {
  const planted = plantedMasker(secrets);
  return (text) =>
    maskHeadlessBlocks(
      patterns.reduce(
        (masked, [pattern, replacement]) => masked.replace(pattern, replacement),
        maskWebTokens(planted(text)),
      ),
    );
}

/** Web tokens: three parts with dots between them. Each part is looked at once, however many begin like a token. */
function maskWebTokens(text: string): string {
  return text.replace(dottedRun, (run) => {
    const parts = run.split('.');
    const kept: string[] = [];
    for (let at = 0; at < parts.length; at += 1) {
      const part = parts[at] ?? '';
      const start =
        (parts[at + 1]?.length ?? 0) >= 4 && at + 2 < parts.length ? webTokenStart.exec(part)?.index : undefined;
      kept.push(start === undefined ? part : `${part.slice(0, start)}${blank}`);
      if (start !== undefined) at += 2;
    }
    return kept.join('.');
  });
}

/** A PEM block whose beginning was cut off: the lines of base64 before its end. */
function maskHeadlessBlocks(text: string): string {
  if (!text.includes('-----END ')) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  for (const line of lines) {
    const isEnd = /-----END [A-Z0-9 ]+-----/.test(line);
    if (isEnd) while (/^[A-Za-z0-9+/=]{16,80}\r?$/.test(kept.at(-1) ?? '')) kept.pop();
    kept.push(isEnd ? line.replace(/^.*-----END [A-Z0-9 ]+-----/, blank) : line);
  }
  return kept.join('\n');
}

/** Blanks out exactly `secrets`, also as they stand inside JSON and URLs. */
export function plantedMasker(secrets: readonly string[]): Masker {
  const forms = new Set(
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
  );
  // The longest first: a secret that contains another one leaves nothing of itself behind.
  const ordered = [...forms].sort((left, right) => right.length - left.length);
  return (text) => ordered.reduce((masked, form) => masked.replaceAll(form, blank), text);
}

/** Masks a text that comes line by line: a PEM block is recognised across lines. */
export function createLineMasker(mask: Masker): Masker {
  let insideBlock = false;
  return (line) => {
    if (insideBlock) {
      if (/-----END [A-Z0-9 ]+-----/.test(line)) {
        insideBlock = false;
        return blank;
      }
      insideBlock = new RegExp(`^${pemBody}*$`).test(line);
      if (insideBlock) return blank;
    }
    const lastBegin = [...line.matchAll(/-----BEGIN [A-Z0-9 ]+-----/g)].at(-1);
    insideBlock = lastBegin !== undefined && !line.includes('-----END ', lastBegin.index);
    return mask(line);
  };
}
