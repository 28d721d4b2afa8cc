import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { readAlternative } from '../../../local/ses/alternative.ts';
import { composeMime } from '../../../src/adapters/mime/compose-mime.ts';

const source = (text: string, html: string): Buffer =>
  composeMime({ from: { email: 'news@penguin.example' }, to: 'ann@example.com', subject: 'News', text, html });

const lines = (...all: string[]): Buffer => Buffer.from(all.join('\r\n'));
const twoParts = (first: string, second: string): Buffer =>
  lines(
    'Content-Type: multipart/alternative; boundary=cut',
    '',
    '--cut',
    `Content-Type: ${first}`,
    '',
    'one',
    '--cut',
    `Content-Type: ${second}`,
    '',
    '<p>two</p>',
    '--cut--',
    '',
  );

describe('the content of a mail with a text and an HTML part', () => {
  const content = fc.string({
    unit: fc.constantFrom('a', ' ', '.', '=', '-', '\n', 'é', '日', '😀', '\t'),
    minLength: 1,
    maxLength: 200,
  });

  it('is what a whole parser reads', async () => {
    const sameAsParser = fc.asyncProperty(content, content, async (text, html) => {
      const mail = await simpleParser(source(text, `<p>${html}</p>`), { skipHtmlToText: true, skipTextToHtml: true });
      expect(readAlternative(source(text, `<p>${html}</p>`))).toEqual({ text: mail.text ?? '', html: mail.html });
    });
    await fc.assert(sameAsParser, { numRuns: 200 });
  });

  it('is nothing where a part is empty', () => {
    expect(readAlternative(source('', '<p></p>'))).toEqual({ text: '', html: '<p></p>' });
  });

  it('is read without a transfer encoding, too', () => {
    expect(readAlternative(twoParts('text/plain', 'text/html'))).toEqual({ text: 'one', html: '<p>two</p>' });
  });

  it.each([
    ['parts in another order', twoParts('text/html', 'text/plain')],
    ['flowed text', twoParts('text/plain; format=flowed', 'text/html')],
    ['another kind of part', twoParts('text/plain', 'text/calendar')],
    ['a single part', lines('Content-Type: text/plain', '', 'one')],
    ['mixed parts', lines('Content-Type: multipart/mixed; boundary=cut', '', '--cut', '', 'one', '--cut--', '')],
  ])('is left to a whole parser when the mail has %s', (_, raw) => {
    expect(readAlternative(raw)).toBeUndefined();
  });
});
