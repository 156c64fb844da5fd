import fc from 'fast-check';

/** What somebody types, or a table is called, who means no good. */
export const hostileTexts: readonly string[] = [
  '; reboot', '$(reboot)', '`reboot`', '| reboot', '&& reboot', '> /etc/passwd', '< /etc/passwd', '$HOME', '${IFS}', '*', '~root', "'; reboot; '", '"; reboot; "', '\\', '!!', '#',
  'a\nset_meta_level blind', 'a\r\nset_meta_level blind', 'a\u2028set_meta_level blind', 'a\u0085b', '\u0000', 'a\u0000b', '\u001b[2J', '\u0007', '\u007f',
  '../../etc/passwd', '/etc/passwd', '..', '.', 'a/b', 'a\\b',
  '--version', '--foo=bar', '-rf', '-', '--', '-oProxyCommand=reboot',
  '{host}', '{version}', '%s%n', '{{7*7}}', '${7*7}',
  '\u0441luster-x', 'cluster\u2010x', 'ｃluster-x', 'cluster-x\u200b', '\u202ex-retsulc', '\u2066cluster-x\u2069', 'cluster\u00adx', '\ud800', '\ufeffcluster-x',
  '<!channel>', '<!here>', '<!everyone>', '<@U0BOB00001>', '<@U0BOB00001|bob>', '<!subteam^S0ONCALL01>', '<#C0OPS00001>', '<https://evil.example|the plan>', '<mailto:a@evil.example>', '&lt;!channel&gt;', '@channel', '@here', '@everyone', '```<!channel>```', '<!date^0^{date}^https://evil.example|now>',
  'U0BOB00001', 'UNAVAILABLE', '__proto__', 'constructor', 'toString', 'null', 'NaN', '1e9',
  'x'.repeat(40_000), '<'.repeat(40_000), '"', "'", '“', '',
];

/** Such texts, parts of them in any company, and any other text. */
export const hostileText = fc.oneof(
  fc.constantFrom(...hostileTexts.filter((text) => text.length < 1_000)),
  fc.array(fc.oneof(fc.constantFrom('<', '>', '!', '@', '|', '^', '&', ';', 'lt', 'amp', '#', 'channel', 'here', 'U0BOB00001', 'S0ONCALL01', 'http://', '`', '\n', '\u202e', '\u2060', ' '), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 20 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
