import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { composeMime, type MimeMail } from '../../../src/adapters/mime/compose-mime.ts';
import { longestName } from '../../../src/adapters/mime/header-lines.ts';
import { oneLine } from '../../../src/domain/content/header-clean.ts';
import { expectedHeaders } from './expected-headers.ts';

const aMail = (over: Partial<MimeMail> = {}): MimeMail => ({
  from: { name: 'Northwind Tools', email: 'sales@example.com' },
  to: { name: 'Zoë', email: 'zoe@example.org' },
  replyTo: 'reply@example.com',
  subject: 'Welcome!',
  html: '<p>Grüße 🐧</p>',
  text: 'Grüße 🐧',
  unsubscribe: { url: 'https://example.com/u/token', mailto: 'mailto:u+token@example.com' },
  listId: 'cmp_1.ten_2',
  feedbackId: 'cmp_1:ten_2:drip:penguin',
  ...over,
});

const headOf = (source: Buffer): string => source.toString('latin1').split('\r\n\r\n')[0] ?? '';
const headerNames = (source: Buffer): readonly string[] =>
  headOf(source)
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .map((line) => line.split(':')[0]?.toLowerCase() ?? '');

function expectWireFormat(source: Buffer): void {
  const text = source.toString('latin1');
  expect(text).not.toMatch(/[^\r]\n|\r[^\n]|[\x80-\xff]/);
  expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
}

it('writes text first and HTML second, UTF-8 quoted-printable, and reads back', async () => {
  const source = composeMime(aMail());
  expectWireFormat(source);
  const text = source.toString('latin1');
  expect(text).toMatch(/Content-Type: multipart\/alternative;/);
  expect(
    [...text.matchAll(/Content-Type: (text\/\w+); charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable/g)].map(
      (found) => found[1],
    ),
  ).toEqual(['text/plain', 'text/html']);
  const mail = await simpleParser(source);
  expect(mail.subject).toBe('Welcome!');
  expect(mail.from?.value).toEqual([{ name: 'Northwind Tools', address: 'sales@example.com' }]);
  expect(mail.text?.trim()).toBe('Grüße 🐧');
  expect(mail.html).toContain('<p>Grüße 🐧</p>');
});

it('sets the one-click pair in order, the list id and the feedback id', async () => {
  const source = composeMime(aMail());
  expect(headOf(source)).toContain(
    'List-Unsubscribe: <https://example.com/u/token>,\r\n <mailto:u+token@example.com>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
  );
  expect(headOf(source)).toContain('List-Id: <cmp_1.ten_2>\r\n');
  expect(headOf(source)).toContain('Feedback-ID: cmp_1:ten_2:drip:penguin\r\n');
});

it('leaves out what is not given, and takes a bare address', async () => {
  const names = headerNames(
    composeMime({
      from: { email: 'a@example.com' },
      to: 'b@example.com',
      subject: 'x',
      html: '<p>x</p>',
      text: 'x',
      unsubscribe: { url: 'https://example.com/u' },
    }),
  );
  expect(names).toEqual([
    'from',
    'to',
    'subject',
    'list-unsubscribe',
    'list-unsubscribe-post',
    'message-id',
    'date',
    'mime-version',
    'content-type',
  ]);
});

it('adds further headers as text, but none that is its own', async () => {
  const source = composeMime(aMail({ headers: { 'X-Campaign': 'Grüße\r\nBcc: x@example.com' } }));
  expect(headerNames(source)).toEqual([...expectedHeaders.slice(0, 8), 'x-campaign', ...expectedHeaders.slice(8)]);
  expect(() => composeMime(aMail({ headers: { 'X: y\r\nBcc': 'a' } }))).toThrow('cannot be set');
  expect(() => composeMime(aMail({ headers: { Bcc: 'a@example.com' } }))).toThrow('cannot be set');
  expect(() => composeMime(aMail({ headers: { 'Content-Type': 'text/html' } }))).toThrow('cannot be set');
});

it.each([
  'a@b.c\r\nBcc: x@y.z',
  'a b@example.com',
  'a@example.com, b@example.com',
  '<a@example.com>',
  'grüße@example.com',
  'a@bücher.example',
  '@example.com',
  'a@',
  '',
])('refuses %j as an address', async (email) => {
  expect(() => composeMime(aMail({ to: email }))).toThrow('To is not');
  expect(() => composeMime(aMail({ from: { name: 'x', email } }))).toThrow('From is not');
});

it.each(['javascript:alert(1)', `https://example.com/${'x'.repeat(1_000)}`])(
  'refuses the unsubscribe address %j',
  async (url) => {
    expect(() => composeMime(aMail({ unsubscribe: { url } }))).toThrow('cannot be sent');
  },
);

it('lets no unsubscribe address add a second one', async () => {
  const source = composeMime(aMail({ unsubscribe: { url: 'https://example.com/>,<https://evil.example' } }));
  expect(headOf(source)).toContain('List-Unsubscribe: <https://example.com/%3E,%3Chttps://evil.example>\r\n');
});

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    'Bcc: evil@example.com',
    '=?utf-8?Q?x?=',
    '=?',
    '?=',
    '"',
    '\\',
    '<',
    '>',
    ',',
    ';',
    '(',
    ')',
    '@',
    '\0',
    '\u2028',
    '\u202e',
    '  ',
    '𐍈',
    '👨‍👩‍👧',
    '.',
    'a'.repeat(70),
  ),
);
const anyText = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
/** What readers do alike with runs of blanks in headers is not agreed upon. */
const words = (text: string | undefined): string =>
  oneLine(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();
const bodyLines = (text: string): string => text.replace(/\r\n|\r/g, '\n').replace(/\n+$/, '');

it('reads back the subject and name of any text, and nothing in them adds a header', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, anyText, async (subject, fromName, toName) => {
      const source = composeMime(
        aMail({
          subject,
          from: { name: fromName, email: 'sales@example.com' },
          to: { name: toName, email: 'zoe@example.org' },
        }),
      );
      expectWireFormat(source);
      expect(headerNames(source)).toEqual(expectedHeaders);
      const mail = await simpleParser(source);
      expect(words(mail.subject)).toBe(words(subject));
      expect(words(mail.from?.value[0]?.name)).toBe(words([...oneLine(fromName)].slice(0, longestName).join('')));
      expect(mail.from?.value.map(({ address }) => address)).toEqual(['sales@example.com']);
      expect(mail.to).toMatchObject({ value: [{ address: 'zoe@example.org' }] });
    }),
    { numRuns: 400 },
  );
}, 30_000);

it('reads back the bodies of any text', async () => {
  const body = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.constantFrom('\r\n', '\n', '.\n', '\nFrom x', '--boundary', '\t', 'x'.repeat(1_200), '=3D', '𐍈'.repeat(90)),
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((parts) => `x${parts.join('')}`);
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const source = composeMime(aMail({ text, html: `<pre>${text}</pre>` }));
      expectWireFormat(source);
      const mail = await simpleParser(source);
      expect(bodyLines(mail.text ?? '')).toBe(bodyLines(text));
      expect(bodyLines(String(mail.html))).toBe(bodyLines(`<pre>${text}</pre>`));
    }),
    { numRuns: 200 },
  );
}, 30_000);
