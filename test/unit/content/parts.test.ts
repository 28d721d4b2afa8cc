import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanHeader } from '../../../src/domain/content/header-clean.ts';
import { htmlTags } from '../../../src/domain/content/html-tags.ts';
import { insertPreviewText } from '../../../src/domain/content/preview-text.ts';
import { textOf } from '../../../src/domain/content/text-part.ts';
import { badUrls, urlFault } from '../../../src/domain/content/url-check.ts';

it.each([
  ['Hi\r\nBcc: a@b.c', 'Hi Bcc: a@b.c'],
  ['a\u0000b\u0085c\u2028d\u2029e\tf', 'a b c d e f'],
  ['\u202egnp.exe\u2066x\u200f', 'gnp.exex'],
  [' Grüße  🐧👨‍👩‍👧 ', 'Grüße  🐧👨‍👩‍👧'],
  ['2+2=?', '2+2=?'],
  ['=?utf-8?Q?x?=', '=\u2060?utf-8?Q?x?='],
  ['lone \ud800 half', 'lone \ufffd half'],
])('cleans the header text %j to %j', (text, expected) => {
  expect(cleanHeader(text)).toBe(expected);
});

it('leaves a cleaned header alone and lets no control, bidi control or encoded word through', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
          fc.constantFrom('=?', '?q?', '?=', '\r\n', '\u202e', '\u0085', ' '),
        ),
      }),
      (text) => {
        const clean = cleanHeader(text);
        expect(cleanHeader(clean)).toBe(clean);
        expect(clean).not.toMatch(
          /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|=\?[^?\s]*\?[bq]\?/iu,
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

it.each([
  'https://example.com',
  'http://localhost:3000/u/a?b=c#d',
  'HTTPS://EXAMPLE.com/@user',
  'https://bücher.example/ä b',
  'mailto:a@example.com?subject=Hi',
  'tel:+1 (212) 555-0100',
  '#offer',
])('lets the address %s stand', (url) => {
  expect(urlFault(url)).toBeUndefined();
});

it.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:x',
  '//evil.example',
  '\\\\evil.example',
  '/\\evil.example',
  '/path',
  'page.html',
  '',
  '   ',
  'https://',
  'https:///x',
  'https:evil.example',
  'https://user@evil.example',
  'https://example.com@evil.example/',
  'https://a:b@evil.example',
  'https://example.com\\@evil.example',
  'https://exa mple.com',
  'https://example.com/\r\nBcc: x',
  'https://example.com/\u202e',
  'https://[::1]/',
  'mailto:',
  'mailto:a b@example.com',
  'tel:abc',
  'cid:logo',
])('refuses the address %j', (url) => {
  expect(urlFault(url)).toBeTypeOf('string');
});

it.each([
  '<a href="javascript:x">',
  "<A HREF='javascript:x'>",
  '<a href=javascript:x>',
  '<a\nhref = "javascript:x">',
  '<a href="java&#115;cript:x">',
  '<a href="javascript&colon;x">',
  '<a href="&#x6A;avascript:x">',
  '<a href="java&Tab;script:x">',
  '<img src="data:image/svg+xml,x">',
  '<form action="//evil">',
  '<a title=">" href="javascript:x">',
  '<a/href="javascript:x">',
  '<img srcset="https://example.com/a 1x, javascript:x 2x">',
  '<a href="javascript:x',
  '<svg><a xlink:href="javascript:x">',
  '<td background="javascript:x">',
])('finds the bad address in %s', (html) => {
  expect(badUrls(html)).toHaveLength(1);
});

it.each([
  '<!-- <a href="javascript:x"> -->',
  '<style>a{b:"<a href=javascript:x>"}</style>',
  '<title><a href="javascript:x"></title>',
  '<p>href="javascript:x"</p>',
  '<a data-href="javascript:x">',
  '< a href="javascript:x">',
])('finds none in %s', (html) => {
  expect(badUrls(html)).toEqual([]);
});

it('reads tags and attributes as written', () => {
  expect(
    [...htmlTags('<P class=a>x<br/><a HREF="u>v" b>y</a>')].map(({ name, attributes }) => [
      name,
      ...attributes.map((a) => `${a.name}=${a.value}`),
    ]),
  ).toEqual([['p', 'class=a'], ['br'], ['a', 'href=u>v', 'b=']]);
});

it.each([
  '<a x="'.repeat(40_000),
  '<!--'.repeat(60_000),
  '<'.repeat(250_000),
  `<a${' '.repeat(250_000)}`,
  '<style>'.repeat(35_000),
  "<a x='".repeat(40_000),
  `<a href="${'&'.repeat(250_000)}">`,
])('reads hostile HTML in linear time (%#)', (html) => {
  const start = performance.now();
  badUrls(html);
  insertPreviewText(html, 'x');
  expect(performance.now() - start).toBeLessThan(500);
});

it.each([
  ['<html><head><title>t</title></head><body class="a">B</body></html>', '<body class="a"><div'],
  ['<!doctype html><html><head></head><p>B</p></html>', '</head><div'],
  ['<!doctype html><html><p>B</p></html>', '<html><div'],
  ['<!doctype html><p>B</p>', '<!doctype html><div'],
  ['<p>B</p>', '<div'],
  ['<!-- <body> --><body>B', '--><body><div'],
])('puts the preview text first into the body of %s', (html, expected) => {
  expect(insertPreviewText(html, 'Look')).toContain(expected);
});

it('escapes the preview text, hides it, and leaves the mail alone without one', () => {
  const html = insertPreviewText('<body>B</body>', 'A <b> &\r\n"c"');
  expect(html).toMatch(
    /^<body><div style="display:none;max-height:0;[^"]*overflow:hidden[^"]*">A &lt;b&gt; &amp; &quot;c&quot;(&#847;&zwnj;&nbsp;)+<\/div>B<\/body>$/,
  );
  expect(insertPreviewText('<body>B</body>', '  ')).toBe('<body>B</body>');
});

it('derives text with links, lists, tables and lines of at most 78 characters', () => {
  const html = `<h1>News</h1><p>${'word '.repeat(40)}</p><ul><li>One</li><li>Two</li></ul><table><tr><td>Left</td><td>Right</td></tr></table>
    <table><tr><th>Plan</th><th>Price</th></tr><tr><td>Team</td><td>$60</td></tr></table><a href="https://example.com/x?a=1&amp;b=2">Go</a> <img src="https://example.com/i.png" alt="logo"><style>p{}</style>`;
  const text = textOf(html);
  expect(text).toMatch(/^News\n\nword/);
  expect(text).toContain('- One\n- Two');
  expect(text).toContain('Left\nRight');
  expect(text).toContain('Plan   Price\nTeam   $60');
  expect(text).toContain('Go <https://example.com/x?a=1&b=2>');
  expect(text).not.toMatch(/p\{|i\.png/);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78);
});
