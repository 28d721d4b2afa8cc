import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import { composeMime } from '../../../src/adapters/mime/compose-mime.ts';
import { longestName } from '../../../src/adapters/mime/header-lines.ts';
import { oneLine } from '../../../src/domain/content/header-clean.ts';
import { expectedHeaders } from './expected-headers.ts';

/** Any character of any of the 17 planes, noncharacters and private ones among them. */
const ofAnyPlane = fc
  .tuple(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0x20, max: 0xffff }))
  .map(([plane, offset]) => plane * 0x1_0000 + offset)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

const hostile = fc.constantFrom(
  '\r\nBcc: evil@example.com',
  '\nSubject: another',
  '\r\n\r\n<script>alert(1)</script>',
  '\u0085X-Injected: 1',
  '\u2028To: evil@example.com',
  '\v\f\0',
  '=?utf-8?Q?Bcc=3A?=',
  '=?UTF-8?B?8J+Qpw==?=',
  '=?',
  '?=',
  '"',
  '\\"',
  '<evil@example.com>',
  ', evil@example.com',
  ';',
  '(a (nested) comment)',
  ':',
  '@',
  '\u202e',
  'é',
  '👨‍👩‍👧‍👦',
  '\ud83d',
  '   ',
  'x'.repeat(80),
  'ﷺ'.repeat(30),
);

const anyText = (max: number) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: ofAnyPlane }, fc.string({ maxLength: 8 }), hostile), { maxLength: max })
    .map((parts) => parts.join(''));

const bodyText = fc
  .array(
    fc.oneof(
      fc.array(ofAnyPlane, { maxLength: 30 }).map((chars) => chars.join('')),
      fc.constantFrom('\r\n', '\n', '.\r\n', '\nFrom me', '--=_boundary', '=3D=', 'y'.repeat(1_100), ' \n', '\t'),
    ),
    { maxLength: 6 },
  )
  .map((parts) => `x${parts.join('')}x`);

const aMail = fc.record({
  subject: anyText(10),
  fromName: anyText(6),
  toName: anyText(6),
  text: bodyText,
  html: bodyText,
});

/** Readers differ in what they make of runs of blanks, at the ends of encoded words above all. */
const words = (text: string | undefined): string =>
  oneLine(text ?? '')
    .replace(/\s+/gu, ' ')
    .trim();
const nameOf = (name: string): string => words([...oneLine(name)].slice(0, longestName).join(''));
/** A lone half of a pair has no bytes of its own; lines end as mail has them. */
const body = (text: string | false | undefined): string =>
  String(text || '')
    .toWellFormed()
    .replace(/\r\n|\r/g, '\n')
    .replace(/\n$/, '');

/** The header fields as RFC 5322 has them, before anybody decodes them. */
const fieldsOf = (source: Buffer): readonly string[] =>
  (source.toString('latin1').split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');

function expectSignable(source: Buffer): void {
  const fields = fieldsOf(source);
  expect(fields.map((field) => field.slice(0, field.indexOf(':')).toLowerCase())).toEqual(expectedHeaders);
  for (const field of fields) expect(field).toMatch(/^[A-Za-z-]+: [\x20-\x7e]*\S$|^Subject: $/);
  const raw = source.toString('latin1');
  expect(raw).not.toMatch(/[^\r]\n|\r[^\n]|[^\t\r\n\x20-\x7e]/);
  for (const line of raw.split('\r\n')) if (line.length > 998) throw new Error(`A line has ${line.length} octets`);
}

it('is read alike by two parsers that share no code, 5,000 times over, and nothing in it adds a header', async () => {
  await fc.assert(
    fc.asyncProperty(aMail, async ({ subject, fromName, toName, text, html }) => {
      const source = composeMime({
        from: { name: fromName, email: 'sales@example.com' },
        to: { name: toName, email: 'zoe@example.org' },
        replyTo: 'reply@example.com',
        subject,
        html,
        text,
        unsubscribe: { url: 'https://example.com/u/token', mailto: 'mailto:u+token@example.com' },
        listId: 'cmp_1.ten_2',
        feedbackId: 'cmp_1:ten_2:drip:penguin',
      });
      expectSignable(source);
      const [one, other] = await Promise.all([
        simpleParser(source, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true, skipImageLinks: true }),
        PostalMime.parse(source),
      ]);
      const to = [one.to ?? []].flat().flatMap(({ value }) => value);
      const ofMailparser = {
        subject: words(one.subject),
        from: one.from?.value.map(({ name, address }) => [words(name), address]),
        to: to.map(({ name, address }) => [words(name), address]),
        text: body(one.text),
        html: body(one.html),
        copies: [one.cc, one.bcc],
      };
      const ofPostalMime = {
        subject: words(other.subject),
        from: [[words(other.from?.name), other.from?.address]],
        to: other.to?.map(({ name, address }) => [words(name), address]),
        text: body(other.text),
        html: body(other.html),
        copies: [other.cc, other.bcc],
      };
      expect(ofMailparser).toEqual(ofPostalMime);
      expect(ofPostalMime).toEqual({
        subject: words(subject),
        from: [[nameOf(fromName), 'sales@example.com']],
        to: [[nameOf(toName), 'zoe@example.org']],
        text: body(text),
        html: body(html),
        copies: [undefined, undefined],
      });
      expect(other.headers.map(({ key }) => key).toSorted()).toEqual(expectedHeaders.toSorted());
    }),
    { numRuns: 5_000, seed: 5_322 },
  );
}, 120_000);
