import { htmlTags } from '../content/html-tags.ts';
import { decodeAttribute } from '../content/url-check.ts';

export interface MailLink {
  readonly href: string;
  /** As a reader sees it, markup taken away. */
  readonly text: string;
}

const plain = (html: string): string =>
  decodeAttribute(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The links of an HTML text in their order. */
export function linksOf(html: string): readonly MailLink[] {
  const lower = html.toLowerCase();
  return [...htmlTags(html)].flatMap(({ name, end, attributes }) => {
    const href = attributes.find((attribute) => attribute.name === 'href')?.value;
    if (name !== 'a' || href === undefined) return [];
    const close = lower.indexOf('</a', end);
    return [{ href: decodeAttribute(href).trim(), text: plain(html.slice(end, close < 0 ? html.length : close)) }];
  });
}

export const imagesIn = (html: string): number => [...htmlTags(html)].filter(({ name }) => name === 'img').length;
