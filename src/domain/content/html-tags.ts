/** A start tag of an HTML text; offsets are those of the text. */
export interface HtmlTag {
  /** Lower case. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Names in lower case, values as written: entities are not decoded. */
  readonly attributes: readonly { readonly name: string; readonly value: string; readonly start: number }[];
}

/** Elements whose content is text, whatever it looks like. */
const rawText: ReadonlySet<string> = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
]);

/** A quotation mark without its end reaches to the end of the text, as in a browser. */
const attributeShape = /([^\s"'<>/=][^\s<>/=]*)(?:\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s"'>][^\s>]*)))?|["'=<]/y;
const gap = /[\s/]*/y;

function readAttributes(html: string, from: number): { attributes: HtmlTag['attributes'][number][]; end: number } {
  const attributes: HtmlTag['attributes'][number][] = [];
  let at = from;
  for (;;) {
    gap.lastIndex = at;
    at += gap.exec(html)?.[0].length ?? 0;
    if (at >= html.length || html[at] === '>') return { attributes, end: Math.min(html.length, at + 1) };
    attributeShape.lastIndex = at;
    const found = attributeShape.exec(html);
    if (found?.[1])
      attributes.push({ name: found[1].toLowerCase(), value: found[2] ?? found[3] ?? found[4] ?? '', start: at });
    at += found?.[0].length || 1;
  }
}

/** Offset behind a comment, doctype or processing instruction; a conditional comment hides what is in it. */
function skipMarkup(html: string, at: number): number {
  const closer = html.startsWith('<!--', at) ? '-->' : '>';
  const end = html.indexOf(closer, at + (closer === '-->' ? 4 : 2));
  return end < 0 ? html.length : end + closer.length;
}

function skipRawText(html: string, lower: string, name: string, from: number): number {
  const end = lower.indexOf(`</${name}`, from);
  return end < 0 ? html.length : end;
}

/** The start tags of an HTML text in order, without those in comments and raw text. Linear in its length. */
export function* htmlTags(html: string): Generator<HtmlTag> {
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const nameShape = /[a-z][^\s/>]*/y;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    if (html[at + 1] === '!' || html[at + 1] === '?') {
      at = skipMarkup(html, at);
      continue;
    }
    nameShape.lastIndex = at + 1;
    const name = nameShape.exec(lower)?.[0];
    if (name === undefined) {
      at += 1;
      continue;
    }
    const { attributes, end } = readAttributes(html, at + 1 + name.length);
    yield { name, start: at, end, attributes };
    at = rawText.has(name) ? skipRawText(html, lower, name, end) : end;
  }
}
