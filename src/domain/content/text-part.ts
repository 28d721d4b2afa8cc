import { compile, type DomNode, type FormatCallback } from 'html-to-text';

const parts: ReadonlySet<string> = new Set(['thead', 'tbody', 'tfoot', 'tr']);

/** A table with header cells of its own holds data; any other is layout. */
const hasHeaderCells = (node: DomNode): boolean =>
  node.children.some((child) => child.name === 'th' || (parts.has(child.name ?? '') && hasHeaderCells(child)));

const table: FormatCallback = (node, walk, builder, options) => {
  const format = builder.options.formatters[hasHeaderCells(node) ? 'dataTable' : 'block'];
  format?.(node, walk, builder, options);
};

const skipped = ['img', 'style', 'script', 'title'].map((selector) => ({ selector, format: 'skip' }));
const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } }));
const lines = ['tr', 'td'].map((selector) => ({
  selector,
  format: 'block',
  options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
}));

const convert = compile({
  wordwrap: 78,
  formatters: { layoutOrData: table },
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    {
      selector: 'table',
      format: 'layoutOrData',
      options: { uppercaseHeaderCells: false, leadingLineBreaks: 2, trailingLineBreaks: 2 },
    },
    ...skipped,
    ...headings,
    ...lines,
  ],
});

/** The text part of a mail that has none of its own: links kept, lists and tables laid out, wrapped at 78 characters. */
export const textOf = (html: string): string =>
  convert(html)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
