import { convert } from 'html-to-text';

const skipped = [
  'img',
  'style',
  'script',
  'head',
  'blockquote',
  '.gmail_quote',
  '.yahoo_quoted',
  '.moz-cite-prefix',
  '#divRplyFwdMsg',
];

/** What mail programs mark as quoted in HTML is left out; lines stay as they are written. */
export const textOfReply = (html: string): string =>
  convert(html, {
    wordwrap: false,
    selectors: [
      ...skipped.map((selector) => ({ selector, format: 'skip' })),
      { selector: 'a', options: { ignoreHref: true } },
    ],
  }).replace(/\u00a0/g, ' ');
