import type { Block, PlainBlock, Theme } from '../../../contracts/blocks.ts';
import { assertNever } from '../../assert-never.ts';
import { escapeSource } from './escape-source.ts';
import { richText } from './rich-text.ts';

type Of<T extends Block['type']> = Extract<Block, { type: T }>;

const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeSource(String(value))}"`))
    .join('');

const linkStyle = ({ accent }: Theme): string => `color:${accent};text-decoration:underline`;
const rich = (source: string, theme: Theme): string => richText(source, linkStyle(theme)).html;

const mjText = (content: string, of: Readonly<Record<string, string | number | undefined>>): string =>
  `<mj-text${attributes(of)}>${content}</mj-text>`;

const headings = { 1: ['28px', '1.25'], 2: ['21px', '1.3'], 3: ['17px', '1.4'] } as const;

function heading({ text, level, align }: Of<'heading'>, { text: color }: Theme): string {
  const [size, height] = headings[level];
  const style = `margin:0;font-size:${size};line-height:${height};font-weight:700;color:${color}`;
  return mjText(`<h${level} style="${style}">${escapeSource(text)}</h${level}>`, { align, 'css-class': 'pm-text' });
}

const sizes = { small: '13px', normal: '16px', large: '18px' } as const;

const text = (block: Of<'text'>, theme: Theme): string =>
  mjText(`<p style="margin:0">${rich(block.text, theme)}</p>`, {
    align: block.align,
    'font-size': sizes[block.size],
    'css-class': 'pm-text',
  });

const button = ({ label, url, align }: Of<'button'>): string =>
  `<mj-button${attributes({ href: url, align, 'css-class': 'pm-button' })}>${escapeSource(label)}</mj-button>`;

const image = ({ src, alt, width, link, align }: Of<'image'>): string =>
  `<mj-image${attributes({ src, alt, width: width && `${width}px`, href: link, align })} />`;

function list({ items, ordered }: Of<'list'>, theme: Theme): string {
  const tag = ordered ? 'ol' : 'ul';
  const rows = items.map((item) => `<li style="margin:0 0 8px">${rich(item, theme)}</li>`).join('');
  return mjText(`<${tag} style="margin:0;padding-left:24px">${rows}</${tag}>`, { 'css-class': 'pm-text' });
}

function quote(block: Of<'quote'>, theme: Theme): string {
  const author = block.author
    ? `<br /><span class="pm-by" style="font-size:14px;color:${theme.muted}">${escapeSource(block.author)}</span>`
    : '';
  const style = `border-left:4px solid ${theme.accent};padding:4px 0 4px 16px`;
  return mjText(`<div style="${style}"><i>${rich(block.text, theme)}</i>${author}</div>`, { 'css-class': 'pm-text' });
}

/** Links as words: icons would be loaded from somebody else's server, which then knows who reads the mail. */
function social({ links, align }: Of<'social'>, theme: Theme): string {
  const anchors = links.map(
    ({ label, url }) => `<a href="${escapeSource(url)}" style="${linkStyle(theme)}">${escapeSource(label)}</a>`,
  );
  return mjText(anchors.join(' &nbsp;·&nbsp; '), { align, 'font-size': '14px', 'css-class': 'pm-muted' });
}

function footer({ reason, unsubscribeLabel, preferences, align }: Of<'footer'>, theme: Theme): string {
  const style = `color:${theme.muted};text-decoration:underline`;
  const link = (url: string, label: string): string =>
    `<a href="${escapeSource(url)}" style="${style}">${escapeSource(label)}</a>`;
  const links = [
    link('{{unsubscribeUrl}}', unsubscribeLabel),
    ...(preferences ? [link(preferences.url, preferences.label)] : []),
  ].join(' &nbsp;·&nbsp; ');
  const lines = [
    ...(reason ? [richText(reason, style).html] : []),
    '{{#if organization}}{{organization}} &nbsp;·&nbsp; {{/if}}{{postalAddress}}',
    links,
  ];
  const look = { align, color: theme.muted, 'font-size': '13px', 'line-height': '1.6', 'css-class': 'pm-muted' };
  return mjText(lines.join('<br />'), look);
}

function plain(block: PlainBlock, theme: Theme): string {
  switch (block.type) {
    case 'heading':
      return heading(block, theme);
    case 'text':
      return text(block, theme);
    case 'button':
      return button(block);
    case 'image':
      return image(block);
    case 'divider':
      return '<mj-divider css-class="pm-line" />';
    case 'spacer':
      return `<mj-spacer height="${block.height}px" />`;
    case 'list':
      return list(block, theme);
    case 'quote':
      return quote(block, theme);
    case 'social':
      return social(block, theme);
    case 'html':
      return mjText(block.html, { 'css-class': 'pm-text' });
    case 'footer':
      return footer(block, theme);
    default:
      return assertNever(block);
  }
}

/** Whole rows come and go with the condition: its tags stand between them. */
function conditional(block: Of<'conditional'>, theme: Theme): string {
  const [yes, no] = [block.blocks, block.else].map((blocks) => blocks.map((one) => plain(one, theme)).join('\n'));
  const otherwise = no ? `<mj-raw>{{else}}</mj-raw>${no}` : '';
  return `<mj-raw>{{#if ${block.when}}}</mj-raw>${yes}${otherwise}<mj-raw>{{/if}}</mj-raw>`;
}

/** One block as MJML; markup in its texts and attributes is escaped, template tags stay. */
export const blockToMjml = (block: Block, theme: Theme): string =>
  block.type === 'conditional' ? conditional(block, theme) : plain(block, theme);
