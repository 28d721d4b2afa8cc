import { escapeHtml } from './escape.ts';
import { cleanHeader } from './header-clean.ts';
import { htmlTags } from './html-tags.ts';

/** Keeps mail readers from filling up the preview line with the beginning of the mail. */
const padding = '&#847;&zwnj;&nbsp;'.repeat(60);

const styles =
  'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;font-size:1px;line-height:1px';

/** Where the content of the body begins: behind `<body>`, else behind the head, else behind `<html>` or the doctype. */
function bodyStart(html: string): number {
  let start = /^\s*<!doctype[^>]*>/i.exec(html)?.[0].length ?? 0;
  for (const tag of htmlTags(html)) {
    if (tag.name === 'body') return tag.end;
    if (tag.name === 'html') start = tag.end;
  }
  const head = /<\/head\s*>/i.exec(html);
  return head ? head.index + head[0].length : start;
}

/** Puts the rendered preview text, as plain text, first into the body, hidden from the reader of the mail. */
export function insertPreviewText(html: string, previewText: string): string {
  const text = cleanHeader(previewText);
  if (text === '') return html;
  const at = bodyStart(html);
  return `${html.slice(0, at)}<div style="${styles}">${escapeHtml(text)}${padding}</div>${html.slice(at)}`;
}
