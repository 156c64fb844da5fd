import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMasker, createMasker } from '../../src/lib/mask.js';

const mask = createMasker([]);

describe('what looks like a secret', () => {
  it.each([
    ['a bot token', 'using xoxb-123456789012-AbCdEf now', 'using *** now'],
    ['a token behind an underscore', 'invalid_xoxb-123456789012-AbCdEf', 'invalid_***'],
    ['an app token', 'xapp-1-A0123-456-abcdef', '***'],
    ['a rotated token', 'xoxe.xoxp-1-Mi0yLTEyMzQ', '***'],
    ['a header', 'Authorization: Bearer abc.def-123', 'Authorization: ***'],
    ['a header in JSON', '{"authorization":"Basic dXNlcjpwdw==","ok":true}', '{"authorization":"***","ok":true}'],
    ['a bearer token alone', 'curl said: bearer abcdefgh12345678', 'curl said: bearer ***'],
    ['an assigned password', 'PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql'],
    ['a password in YAML', 'password: hunter2\nuser: me', 'password: ***\nuser: me'],
    ['a quoted password', 'password: "two words"', 'password: "***"'],
    ['a token in JSON', '{"api_token": "abc\u0020def", "n": 1}', '{"api_token": "***", "n": 1}'],
    [
      'a token in JSON in JSON',
      String.raw`{"msg":"{\"secret\":\"abc\",\"n\":1}"}`,
      String.raw`{"msg":"{\"secret\":\"***\",\"n\":1}"}`,
    ],
    ['a token in a query', 'GET /x?token=abc&page=2', 'GET /x?token=***&page=2'],
    ['an option', 'mysql --password hunter2 -h db', 'mysql --password *** -h db'],
    ['a password before other words', 'password: hunter accepted', 'password: *** accepted'],
    ['a short name', 'DB_PASS=hunter2 PASS=hunter3 start', 'DB_PASS=*** PASS=*** start'],
    ['a passphrase', 'passphrase: "open sesame"', 'passphrase: "***"'],
    ['a user with a password', 'curl -s -u admin:hunter2 http://db/', 'curl -s -u *** http://db/'],
    ['a cookie', 'Set-Cookie: session=abc123; Path=/', 'Set-Cookie: ***'],
    ['a web token', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl back', 'got *** back'],
    ['a token of a code host', 'clone with ghp_0123456789abcdefghij0123', 'clone with ***'],
    ['a key of a cloud', 'id AKIAIOSFODNN7EXAMPLE used', 'id *** used'],
    [
      'an address that lets anybody post',
      'https://hooks.slack.com/services/T0/B0/abcdef',
      'https://hooks.slack.com/services/***',
    ],
    ['credentials in a URL', 'https://admin:hunter2@db.example:5432/x', 'https://***@db.example:5432/x'],
    [
      'a PEM block',
      'key:\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd==\n-----END RSA PRIVATE KEY-----\nthe end',
      'key:\n***\nthe end',
    ],
    ['a PEM block that is cut off', '"-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA", "after"', '"***", "after"'],
    [
      'the rest of a PEM block',
      `${'MIIEowIBAAKC'.repeat(4)}\n${'AQEA'.repeat(5)}\n-----END RSA PRIVATE KEY-----\nok`,
      '***\nok',
    ],
  ])('is blanked out: %s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    'token ring',
    'the secret of the sauce',
    'ssh://git@host/x',
    'http://127.0.0.1:34801/version',
    'a bearer of bad news',
    'SLACK_BOT_TOKEN: expected a bot token',
    'x-ray vision',
    'replica 10.0.0.1:34801 is ALIVE',
    'pass: leader-known, nodes-alive',
    'bypass it',
    'PWD=/opt/pegasus',
    'stat -u root',
  ])('is not seen where there is none: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('is found in a megabyte without taking long', () => {
    const hostile = [
      'token="',
      '-----BEGIN A-----',
      'a://b:',
      'authorization:',
      'A'.repeat(60),
      'a-',
      'a.',
      '-',
      `${'A'.repeat(64)}\n`,
      'token ',
      '--password ',
      'x:',
      ' -u a',
      'eyJhbGciOi.',
      'a_pass',
      'hooks.slack.com/',
      'cookie',
      ' ',
    ]
      .map((part) => part.repeat(200_000 / part.length))
      .join('\n');
    const began = performance.now();
    mask(hostile);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('planted secrets', () => {
  it('are blanked out wherever they stand, also as JSON and URLs write them', () => {
    const secret = 'p"a/ss\n1';
    const masked = createMasker([secret])(
      `${secret} ${JSON.stringify({ said: secret })} ?q=${encodeURIComponent(secret)}`,
    );
    expect(masked).toBe('*** {"said":"***"} ?q=***');
  });

  it('leave nothing behind when one is part of another', () => {
    expect(createMasker(['secretive', 'secretive-and-longer'])('secretive-and-longer secretive')).toBe('*** ***');
  });

  it('never survive, in any company', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{12,24}$/), fc.string(), fc.string(), (secret, before, after) => {
        expect(createMasker([secret])(before + secret + after)).not.toContain(secret);
      }),
    );
  });
});

describe('a text that comes line by line', () => {
  it('hides a PEM block across its lines, and what follows is shown again', () => {
    const line = createLineMasker(mask);
    expect(
      ['key:', '-----BEGIN EC PRIVATE KEY-----', 'MHcCAQEE', '-----END EC PRIVATE KEY-----', 'done'].map(line),
    ).toEqual(['key:', '***', '***', '***', 'done']);
  });

  it('shows again what cannot be part of a block that never ended', () => {
    const line = createLineMasker(mask);
    expect(['-----BEGIN CERTIFICATE-----', 'MIIB', '"error" <no more>'].map(line)).toEqual([
      '***',
      '***',
      '"error" <no more>',
    ]);
  });
});
