/** A piece of markup: a start tag, an end tag, or the text between. `raw` is what stood there. */
export interface MarkupToken {
  readonly kind: 'text' | 'open' | 'close';
  readonly raw: string;
  /** Lower case; empty for text. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly selfClosing: boolean;
}

const tagShape =
  /<(\/?)([A-Za-z][A-Za-z0-9:-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*(\/?)>/g;
const attributeShape = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

const readAttributes = (source: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...source.matchAll(attributeShape)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      double ?? single ?? bare ?? '',
    ]),
  );

const text = (raw: string): MarkupToken => ({ kind: 'text', raw, name: '', attributes: {}, selfClosing: false });

/** Cuts markup into tags and text; a `<` that begins no well-formed tag is text. Values of attributes are as written. */
export function markupTokens(source: string): readonly MarkupToken[] {
  const tokens: MarkupToken[] = [];
  let from = 0;
  for (const found of source.matchAll(tagShape)) {
    const [raw, slash, name = '', attributes = '', closing] = found;
    if (found.index > from) tokens.push(text(source.slice(from, found.index)));
    tokens.push({
      kind: slash === '/' ? 'close' : 'open',
      raw,
      name: name.toLowerCase(),
      attributes: readAttributes(attributes),
      selfClosing: closing === '/',
    });
    from = found.index + raw.length;
  }
  if (from < source.length) tokens.push(text(source.slice(from)));
  return tokens;
}
