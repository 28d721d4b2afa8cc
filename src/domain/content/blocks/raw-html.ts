import { type MarkupToken, markupTokens } from './markup-tokens.ts';
import { maskTags } from './mask-tags.ts';

type Fault = { readonly code: string; readonly message: string };

const forbidden: ReadonlySet<string> = new Set([
  'script',
  'style',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'link',
  'meta',
  'base',
  'svg',
  'math',
  'html',
  'head',
  'body',
  'title',
  'audio',
  'video',
  'noscript',
  'template',
  'plaintext',
  'xmp',
]);
const empty: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'wbr', 'col', 'area', 'source']);

const isForbidden = ({ name }: MarkupToken): boolean =>
  forbidden.has(name) || name.startsWith('mj') || name.includes(':');

function tagFaults(token: MarkupToken): readonly Fault[] {
  if (isForbidden(token))
    return [{ code: 'tag_not_allowed', message: `<${token.name}> is not allowed in a mail. Remove it.` }];
  return Object.keys(token.attributes)
    .filter((name) => name.startsWith('on') || name === 'srcdoc')
    .map((name) => ({ code: 'attribute_not_allowed', message: `The attribute ${name} is not allowed. Remove it.` }));
}

/** Tags that are not closed, or closed where they are not open: they would break the layout around them. */
function balanceFaults(tokens: readonly MarkupToken[]): readonly Fault[] {
  const open: string[] = [];
  for (const { kind, name, selfClosing } of tokens) {
    if (kind === 'text' || empty.has(name) || selfClosing) continue;
    if (kind === 'open') open.push(name);
    else if (open.pop() !== name)
      return [{ code: 'tags_crossed', message: `</${name}> stands where another tag is to be closed, or none.` }];
  }
  const left = open.at(-1);
  return left ? [{ code: 'tag_not_closed', message: `<${left}> is never closed. Add </${left}>.` }] : [];
}

/** Why a raw HTML block may not stand in a mail: what runs, hides or breaks out. */
export function rawHtmlFaults(html: string): readonly Fault[] {
  const tokens = markupTokens(maskTags(html).source);
  const stray = tokens.find(({ kind, raw }) => kind === 'text' && /<[A-Za-z/!?]/.test(raw));
  if (stray)
    return [
      {
        code: 'markup_not_allowed',
        message: `"${stray.raw.slice(0, 40)}" cannot be read. Comments, CDATA and tags without an end are not allowed.`,
      },
    ];
  return [...tokens.filter(({ kind }) => kind !== 'text').flatMap(tagFaults), ...balanceFaults(tokens)];
}
