import type { Link } from './mail.ts';

const ANCHOR = /<(?:a|area)\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const HREF = /(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i;
const NO_TRACK = /\sses:no-track(?:\s*=\s*(?:"[^"]*"|'[^']*'))?/i;
const LINK_TAGS = /\sses:tags\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

export interface TrackedHtml {
  readonly html: string;
  readonly links: readonly Link[];
}

/**
 * Leads http(s) links over `clickUrl(index)`, except those marked `ses:no-track`; the marks are removed.
 * `known` are links found in earlier parts of the same mail: numbering goes on behind them.
 */
export function trackLinks(html: string, known: readonly Link[], clickUrl: (index: number) => string): TrackedHtml {
  const links = [...known];
  const rewritten = html.replace(ANCHOR, (tag) => {
    const href = HREF.exec(tag);
    const url = decodeEntities(href?.[2] ?? href?.[3] ?? href?.[4] ?? '').trim();
    if (NO_TRACK.test(tag)) return tag.replace(NO_TRACK, '');
    if (!/^https?:\/\//i.test(url)) return tag;
    links.push({ url, tags: linkTags(LINK_TAGS.exec(tag)) });
    return tag.replace(LINK_TAGS, '').replace(HREF, (_, before: string) => `${before}"${clickUrl(links.length - 1)}"`);
  });
  return { html: rewritten, links };
}

/** Puts the open counter's image where `{{ses:openTracker}}` stands, else before `</body>`. */
export function addPixel(html: string, openUrl: string): string {
  const image = `<img alt="" src="${openUrl}" style="display: none; width: 1px; height: 1px;">`;
  if (html.includes('{{ses:openTracker}}')) return html.replace('{{ses:openTracker}}', () => image);
  const end = html.search(/<\/body\s*>(?![\s\S]*<\/body\s*>)/i);
  return end === -1 ? `${html}${image}` : `${html.slice(0, end)}${image}${html.slice(end)}`;
}

function linkTags(found: RegExpExecArray | null): Link['tags'] {
  const text = found?.[1] ?? found?.[2];
  if (text === undefined) return null;
  const pairs = text.split(';').filter((pair) => pair.includes(':'));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf(':')), [pair.slice(pair.indexOf(':') + 1)]]),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' };

const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(amp|quot|apos|lt|gt));/gi,
    (_, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex ?? '0', 16))
        : (ENTITIES[name.toLowerCase()] ?? ''),
  );
