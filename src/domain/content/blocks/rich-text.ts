import { escapeMarkup, escapeRichSource } from './escape-source.ts';
import { type MarkupToken, markupTokens } from './markup-tokens.ts';
import { maskTags } from './mask-tags.ts';

export interface RichText {
  /** Safe inline HTML, every tag closed; template tags as they were. */
  readonly html: string;
  readonly faults: readonly { readonly code: string; readonly message: string }[];
}

type Fault = RichText['faults'][number];

const allowed: ReadonlySet<string> = new Set(['b', 'i', 'u', 'a', 'br', 'span']);
const declarations: Readonly<Record<string, RegExp>> = {
  color: /^#[0-9a-f]{6}$/i,
  'background-color': /^#[0-9a-f]{6}$/i,
  'font-size': /^[1-9]\d?px$/,
  'font-weight': /^(bold|normal)$/,
  'white-space': /^nowrap$/,
};

/** The declarations of a style that may stay. */
const cleanStyle = (style: string): string =>
  style
    .split(';')
    .map((declaration) => declaration.split(':').map((part) => part.trim()))
    .filter(([name = '', value = '', ...rest]) => rest.length === 0 && declarations[name.toLowerCase()]?.test(value))
    .map(([name = '', value = '']) => `${name.toLowerCase()}:${value}`)
    .join(';');

/** Values of attributes come as the author wrote them, entities included. */
const attribute = (name: string, value: string): string => ` ${name}="${escapeRichSource(value)}"`;

const attributesOf: Readonly<Record<string, (of: MarkupToken['attributes'], linkStyle: string) => string>> = {
  a: ({ href = '' }, linkStyle) => `${attribute('href', href)} style="${linkStyle}"`,
  span: ({ style = '' }) => (cleanStyle(style) ? attribute('style', cleanStyle(style)) : ''),
};

interface Writer {
  readonly open: string[];
  readonly faults: Fault[];
  readonly linkStyle: string;
}

const notAllowed = (name: string): Fault => ({
  code: 'tag_not_allowed',
  message: `<${name}> is not allowed in text. Use b, i, u, a, br and span, or a block of type html.`,
});

function openTag(token: MarkupToken, { open, faults, linkStyle }: Writer): string {
  if (!allowed.has(token.name)) {
    faults.push(notAllowed(token.name));
    return escapeMarkup(token.raw);
  }
  if (token.name === 'br') return '<br />';
  if (token.name === 'a' && !token.attributes['href'])
    faults.push({ code: 'link_without_address', message: 'A link has no address. Write <a href="https://…">.' });
  open.push(token.name);
  return `<${token.name}${attributesOf[token.name]?.(token.attributes, linkStyle) ?? ''}>`;
}

function closeTag(token: MarkupToken, { open, faults }: Writer): string {
  if (!allowed.has(token.name)) return escapeMarkup(token.raw);
  if (open.at(-1) === token.name) {
    open.pop();
    return `</${token.name}>`;
  }
  faults.push({
    code: 'tags_crossed',
    message: `</${token.name}> closes nothing that is open here. Close tags in the reverse order of opening.`,
  });
  return '';
}

const write = (token: MarkupToken, writer: Writer): string => {
  if (token.kind === 'text') return escapeRichSource(token.raw);
  return token.kind === 'open' ? openTag(token, writer) : closeTag(token, writer);
};

/** Reads inline HTML: what is not allowed is shown as text and reported, what is left open is closed and reported. */
export function richText(source: string, linkStyle: string): RichText {
  const { source: masked, unmask } = maskTags(source);
  const writer: Writer = { open: [], faults: [], linkStyle };
  const body = markupTokens(masked)
    .map((token) => write(token, writer))
    .join('');
  const rest = writer.open.toReversed();
  for (const name of rest)
    writer.faults.push({ code: 'tag_not_closed', message: `<${name}> is never closed. Add </${name}>.` });
  return { html: unmask(body + rest.map((name) => `</${name}>`).join('')), faults: writer.faults };
}
