import { tagsOf } from '../tags.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeMarkup = (text: string): string => text.replace(/[&<>"]/g, (char) => entities[char] ?? char);

/** The same, but what is an entity already (`&nbsp;`, `&#160;`) stays one. */
const escapeRich = (text: string): string =>
  text.replace(/&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)|[<>"]/g, (c) => entities[c] ?? c);

/** A source in pieces: template tags as they are, and what stands between them. */
export function piecesOf(source: string): readonly { readonly isTag: boolean; readonly text: string }[] {
  const pieces: { isTag: boolean; text: string }[] = [];
  let from = 0;
  for (const { start, end = source.length } of tagsOf(source)) {
    if (start > from) pieces.push({ isTag: false, text: source.slice(from, start) });
    pieces.push({ isTag: true, text: source.slice(start, end) });
    from = end;
  }
  if (from < source.length) pieces.push({ isTag: false, text: source.slice(from) });
  return pieces;
}

const escapeBetweenTags = (source: string, written: (text: string) => string): string =>
  piecesOf(source)
    .map(({ isTag, text }) => (isTag ? text : written(text)))
    .join('');

/** Plain text or an attribute of a mail: markup is escaped, `{{tags}}` stay. */
export const escapeSource = (source: string): string => escapeBetweenTags(source, escapeMarkup);

/** Text between inline tags: entities stay as well. */
export const escapeRichSource = (source: string): string => escapeBetweenTags(source, escapeRich);
