import { type HtmlTag, htmlTags } from './html-tags.ts';

/** Attributes that hold one address. */
const addressAttributes: ReadonlySet<string> = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'background',
  'poster',
  'cite',
  'data',
  'longdesc',
  'xlink:href',
]);

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  colon: ':',
  sol: '/',
  bsol: '\\',
  commat: '@',
  Tab: '\t',
  NewLine: '\n',
  nbsp: '\u00a0',
};

const character = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');

/** Decodes what an attribute may use to hide a scheme; other names stay and make an address invalid where it counts. */
export const decodeAttribute = (value: string): string =>
  value.replace(
    /&(?:#[xX]([0-9a-fA-F]{1,8})|#(\d{1,8})|([A-Za-z]+));?/g,
    (all, hex?: string, dec?: string, name?: string) =>
      name === undefined ? character(hex === undefined ? Number(dec) : Number.parseInt(hex, 16)) : (named[name] ?? all),
  );

const authority = /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{M}\p{N}])?)(?::\d{1,5})?$/u;

function webFault(rest: string): string | undefined {
  const [host = ''] = rest.split(/[/?#]/, 1);
  if (host.includes('@')) return 'has a name or password before the host';
  if (host.includes('\\')) return 'has a backslash in the host';
  return authority.test(host) ? undefined : 'has no valid host name';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * Why an address may not stand in a mail, as the end of a sentence; undefined when it may. Allowed are http, https, mailto, tel and a
 * place within the mail (`#offer`).
 */
export function urlFault(url: string): string | undefined {
  const text = url.replace(/^ +| +$/g, '');
  if (text === '') return 'is empty';
  if (control.test(text)) return 'holds control characters or line breaks';
  if (text.startsWith('#')) return undefined;
  const [, scheme, rest = ''] = /^(https?:\/\/|mailto:|tel:)(.*)$/iu.exec(text) ?? [];
  if (scheme === undefined)
    return /^[\\/]{2}/.test(text) ? 'names no scheme' : 'does not begin with https://, http://, mailto: or tel:';
  if (scheme.endsWith('//')) return webFault(rest);
  if (scheme.toLowerCase() === 'tel:')
    return /^\+?[\d().\- ]{2,30}(;[\w=;+.-]*)?$/.test(rest) ? undefined : 'holds no telephone number';
  return /^[^\s<>"\\@]+@[^\s<>"\\@?]+(\?.*)?$/u.test(rest) ? undefined : 'holds no e-mail address';
}

interface BadUrl {
  /** `href of <a>` */
  readonly where: string;
  readonly url: string;
  readonly why: string;
  readonly at: number;
}

const sourcesOf = (set: string): readonly string[] => set.split(',').map((entry) => entry.trim().split(/\s+/)[0] ?? '');

function urlsOf(attribute: HtmlTag['attributes'][number]): readonly string[] {
  if (addressAttributes.has(attribute.name)) return [attribute.value];
  return attribute.name === 'srcset' ? sourcesOf(attribute.value) : [];
}

/** Stands for a template tag in a source whose addresses are not known yet. */
export const unknownText = '\ue000';

/** What is certain about an address before rendering: a scheme written by the author. */
function knownFault(url: string): string | undefined {
  const at = url.indexOf(unknownText);
  if (at < 0) return urlFault(url);
  const prefix = url.slice(0, at).trimStart();
  if (prefix === '' || 'https://'.startsWith(prefix.toLowerCase()) || /^(https?:\/\/|mailto:|tel:|#)/i.test(prefix))
    return undefined;
  return urlFault(prefix);
}

/** Addresses of a rendered HTML text, or of a source with `unknownText` for its tags, that may not be sent. */
export function badUrls(html: string): readonly BadUrl[] {
  const found: BadUrl[] = [];
  for (const tag of htmlTags(html)) {
    for (const attribute of tag.attributes) {
      for (const url of urlsOf(attribute)) {
        const why = knownFault(decodeAttribute(url));
        if (why)
          found.push({ where: `${attribute.name} of <${tag.name}>`, url: url.slice(0, 80), why, at: attribute.start });
      }
    }
  }
  return found;
}
