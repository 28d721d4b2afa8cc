import { tagsOf } from '../tags.ts';

export interface Masked {
  readonly source: string;
  /** Puts every tag back where its stand-in is. */
  readonly unmask: (text: string) => string;
}

/** A word that does not occur in the source. */
function freeWord(source: string): string {
  let word = 'mergetag';
  while (source.includes(word)) word += 'x';
  return word;
}

/**
 * Replaces every template tag by a plain word, so that no parser of markup reads, moves or rewrites what is in it: quotation marks in
 * `{{default firstName "there"}}` would end an attribute.
 */
export function maskTags(source: string): Masked {
  const word = freeWord(source);
  const tags: string[] = [];
  let masked = '';
  let from = 0;
  for (const { start, end = source.length } of tagsOf(source)) {
    masked += `${source.slice(from, start)}${word}${tags.length}e`;
    tags.push(source.slice(start, end));
    from = end;
  }
  const standIn = new RegExp(`${word}(\\d+)e`, 'g');
  return {
    source: masked + source.slice(from),
    unmask: (text) => text.replace(standIn, (_, index) => tags[Number(index)] ?? ''),
  };
}
