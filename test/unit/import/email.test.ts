import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EmailAddress } from '../../../src/contracts/primitives.ts';
import { normalizeEmail } from '../../../src/domain/contact/email.ts';

it.each([
  [' Ann@Example.COM ', 'ann@example.com'],
  ['A.B+c@sub.example.co.uk', 'a.b+c@sub.example.co.uk'],
  ["o'hara@example.com", "o'hara@example.com"],
  ['x@bücher.example', 'x@xn--bcher-kva.example'],
  ['x@BÜCHER.example', 'x@xn--bcher-kva.example'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('normalises %j to %j', (raw, email) => {
  expect(normalizeEmail(raw)).toEqual({ ok: true, value: email });
});

it.each([
  ['', 'empty'],
  ['ann', 'no @'],
  ['@example.com', 'before the @'],
  ['ann@', 'no domain'],
  ['a@b', 'no domain'],
  ['a b@example.com', 'before the @'],
  ['"a b"@example.com', 'Quoted'],
  ['a..b@example.com', 'before the @'],
  ['.a@example.com', 'before the @'],
  ['a@example..com', 'no domain'],
  ['a@-example.com', 'no domain'],
  ['a@exam ple.com', 'no domain'],
  ['a@1.2.3.4', 'no domain'],
  ['a@[1.2.3.4]', 'no domain'],
  ['a@b@example.com', 'before the @'],
  ['a@example.com\r\nBcc: b@example.com', 'invisible'],
  ['a\u0000@example.com', 'invisible'],
  ['a\u200b@example.com', 'invisible'],
  ['grüße@example.com', 'before the @'],
  [`${'a'.repeat(65)}@example.com`, '64'],
  [`a@${'b.'.repeat(130)}com`, ''],
  [`${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}com`, ''],
  ['a'.repeat(5_000), '254'],
  ['a@example.com/path', 'no domain'],
  ['a@user:pw', 'no domain'],
  ['Ann <ann@example.com>', 'before the @'],
  ['a@example.com,b@example.com', 'before the @'],
])('refuses %j', (raw, why) => {
  const result = normalizeEmail(raw);
  expect(!result.ok && result.error).toContain(why);
});

it('is idempotent, and gives only what the contract can hold', () => {
  const raw = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: 'grapheme' }).map((text) => `${text}@example.com`),
    fc.domain().map((domain) => `x@${domain}`),
    fc.string({ unit: 'binary' }).map((text) => `x@${text}.com`),
    fc.string(),
  );
  fc.assert(
    fc.property(raw, (text) => {
      const first = normalizeEmail(text);
      if (!first.ok) return;
      expect(normalizeEmail(first.value)).toEqual(first);
      expect(EmailAddress.safeParse(first.value).success).toBe(true);
      expect(first.value).toMatch(/^[\x21-\x7e]{3,254}$/);
    }),
    { numRuns: 3_000 },
  );
});
