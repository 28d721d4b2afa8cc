import { linksOf } from '../deliverability/mail-links.ts';

/** A link as the author wrote it, and which addresses readers may get for it. */
export interface LinkTemplate {
  readonly href: string;
  /** 1 for the first link of the mail. An address that stands there twice counts at its first place. */
  readonly position: number;
  readonly fits: (url: string) => boolean;
  /** Characters that every address of the link has. */
  readonly certain: number;
}

const tag = /\{\{\{?[^{}]*\}\}\}?/g;
const mark = /\ue000(\d+)\ue001/g;

const ownPage = /^\{\{\s*(?:unsubscribeUrl|preferencesUrl)\s*\}\}$/;
const ownAddress = /^https?:\/\/[^/]+\/u\/[^/?#]+(?:#\w*)?$/;

/**
 * Whether an address has these texts in their order, the first at its start and the last at its end, and anything between them. Linear
 * in the address: a pattern made of what an author wrote could take for ever.
 */
function hasInOrder(url: string, texts: readonly string[]): boolean {
  const [first = '', ...rest] = texts;
  const last = rest.pop();
  if (last === undefined) return url === first;
  if (!url.startsWith(first) || !url.endsWith(last)) return false;
  let at = first.length;
  for (const text of rest) {
    const found = url.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return at <= url.length - last.length;
}

function templateOf(marked: string, tags: readonly string[], position: number): LinkTemplate {
  const written = marked.replace(mark, (_, i: string) => tags[Number(i)] ?? '');
  const texts = marked.replace(mark, '\ue000').split('\ue000');
  return {
    href: written,
    position,
    fits: ownPage.test(written) ? (url) => ownAddress.test(url) : (url) => hasInOrder(url, texts),
    certain: texts.reduce((sum, text) => sum + text.length, 0),
  };
}

/**
 * The links of an HTML template, our own pages first, then those that say most of their address. Links that open no page are left out.
 */
export function linkTemplates(html: string): readonly LinkTemplate[] {
  const tags: string[] = [];
  const marked = html.replace(tag, (source) => `\ue000${tags.push(source) - 1}\ue001`);
  const found = new Map<string, LinkTemplate>();
  for (const [i, { href }] of linksOf(marked).entries()) {
    const template = templateOf(href, tags, i + 1);
    if (!/^(?:mailto:|tel:|#|$)/i.test(href) && !found.has(template.href)) found.set(template.href, template);
  }
  const isOwn = ({ href }: LinkTemplate): number => (ownPage.test(href) ? 0 : 1);
  return [...found.values()].toSorted(
    (a, b) => isOwn(a) - isOwn(b) || b.certain - a.certain || a.position - b.position,
  );
}

/** The link of a mail behind an address that was clicked; undefined for one that the template does not have. */
export const linkBehind = (templates: readonly LinkTemplate[], url: string): LinkTemplate | undefined =>
  templates.find(({ fits }) => fits(url));
