import type { Block, BlockProblem, EmailBlocks, PlainBlock } from '../../../contracts/blocks.ts';
import { withoutTags } from '../check-content.ts';
import { parseTemplate } from '../parse-template.ts';
import { badUrls } from '../url-check.ts';
import { escapeMarkup } from './escape-source.ts';
import { rawHtmlFaults } from './raw-html.ts';
import { richText } from './rich-text.ts';

type Kind = 'plain' | 'rich' | 'url' | 'html' | 'condition';

/** A text of a block, where it is, and how it is read. */
interface Field {
  readonly path: string;
  readonly kind: Kind;
  readonly source: string;
}

const field = (path: string, kind: Kind, source: string | undefined): readonly Field[] =>
  source === undefined ? [] : [{ path, kind, source }];

function plainFields(block: PlainBlock): readonly Field[] {
  switch (block.type) {
    case 'heading':
      return field('text', 'plain', block.text);
    case 'text':
      return field('text', 'rich', block.text);
    case 'button':
      return [...field('label', 'plain', block.label), ...field('url', 'url', block.url)];
    case 'image':
      return [
        ...field('src', 'url', block.src),
        ...field('alt', 'plain', block.alt),
        ...field('link', 'url', block.link),
      ];
    case 'list':
      return block.items.flatMap((item, i) => field(`items.${i}`, 'rich', item));
    case 'quote':
      return [...field('text', 'rich', block.text), ...field('author', 'plain', block.author)];
    case 'social':
      return block.links.flatMap(({ label, url }, i) => [
        ...field(`links.${i}.label`, 'plain', label),
        ...field(`links.${i}.url`, 'url', url),
      ]);
    case 'html':
      return field('html', 'html', block.html);
    case 'footer':
      return [
        ...field('reason', 'rich', block.reason),
        ...field('unsubscribeLabel', 'plain', block.unsubscribeLabel),
        ...field('preferences.label', 'plain', block.preferences?.label),
        ...field('preferences.url', 'url', block.preferences?.url),
      ];
    default:
      return [];
  }
}

const within = (path: string, fields: readonly Field[]): readonly Field[] =>
  fields.map((one) => ({ ...one, path: `${path}.${one.path}` }));

const blocksFields = (path: string, blocks: readonly Block[]): readonly Field[] =>
  blocks.flatMap((block, i) => within(`${path}.${i}`, fieldsOf(block)));

const fieldsOf = (block: Block): readonly Field[] =>
  block.type === 'conditional'
    ? [
        ...field('when', 'condition', block.when),
        ...blocksFields('blocks', block.blocks),
        ...blocksFields('else', block.else),
      ]
    : plainFields(block);

const allFields = ({ sections }: EmailBlocks): readonly Field[] =>
  sections.flatMap((section, i) => [
    ...field(`sections.${i}.showWhen`, 'condition', section.showWhen),
    ...section.columns.flatMap((column, j) => blocksFields(`sections.${i}.columns.${j}.blocks`, column.blocks)),
  ]);

type Fault = { readonly code: string; readonly message: string };

const urlFaults = (url: string): readonly Fault[] => linkFaults(`<a href="${escapeMarkup(withoutTags(url))}">`);

const linkFaults = (html: string): readonly Fault[] =>
  badUrls(html).map(({ why }) => ({
    code: 'unsafe_url',
    message: `The address ${why}. Write a full one such as https://example.com/.`,
  }));

/** What a template tag stands in must be whole in itself: a block opened in one text cannot be closed in another. */
const templateFaults = (source: string): readonly Fault[] => {
  const parsed = parseTemplate(source);
  return parsed.ok ? [] : parsed.error.map(({ code, message }) => ({ code, message }));
};

const faultsOf: { readonly [K in Kind]: (source: string) => readonly Fault[] } = {
  plain: () => [],
  rich: (source) => {
    const { html, faults } = richText(source, '');
    return [...faults, ...linkFaults(withoutTags(html))];
  },
  url: urlFaults,
  html: (source) => [...rawHtmlFaults(source), ...linkFaults(withoutTags(source))],
  condition: () => [],
};

function problemsOf({ path, kind, source }: Field): readonly BlockProblem[] {
  const template = templateFaults(kind === 'condition' ? `{{#if ${source}}}-{{/if}}` : source);
  const faults = template.length > 0 ? template : faultsOf[kind](source);
  return faults.map((fault) => ({ path, severity: 'error', ...fault }));
}

const hasFooter = ({ sections }: EmailBlocks): boolean =>
  sections.some(
    ({ showWhen, columns }) =>
      showWhen === undefined && columns.some(({ blocks }) => blocks.some(({ type }) => type === 'footer')),
  );

const noFooter: BlockProblem = {
  path: 'sections',
  code: 'missing_footer',
  severity: 'warning',
  message:
    'No footer is shown to everybody. Add a block of type footer outside of conditions: the law asks for the address and the unsubscribe link.',
};

/** Every fault of the texts, addresses and conditions of a mail made of blocks, each with its path; an error stands in the way of compiling. */
export const checkBlocks = (blocks: EmailBlocks): readonly BlockProblem[] => [
  ...allFields(blocks).flatMap(problemsOf),
  ...(hasFooter(blocks) ? [] : [noFooter]),
];
