import * as z from 'zod';

/** Characters of the HTML of a mail, written by hand or compiled. */
export const maxHtmlLength = 200_000;

/** One line of plain text in which `{{variables}}` may stand. */
const line = z.string().max(500);
/** Text with a few inline tags (b, i, u, a, br, span) and `{{variables}}`. */
const richText = z
  .string()
  .max(20_000)
  .meta({ description: 'Inline HTML: b, i, u, a, br and span; and {{variables}}.' });
const url = z.string().trim().min(1, { error: 'Give an address, for example https://example.com/.' }).max(2000);
const Color = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, { error: 'Write a colour as # and six hexadecimal digits, for example #0f766e.' })
  .meta({ example: '#0f766e' });
const Align = z.enum(['left', 'center', 'right']);
const pixels = (most: number) => z.number().int().min(0).max(most);

const HeadingBlock = z.strictObject({
  type: z.literal('heading'),
  text: line.min(1),
  level: z.literal([1, 2, 3]).default(2),
  align: Align.default('left'),
});

const TextBlock = z.strictObject({
  type: z.literal('text'),
  text: richText.min(1),
  align: Align.default('left'),
  size: z.enum(['small', 'normal', 'large']).default('normal'),
});

const ButtonBlock = z.strictObject({
  type: z.literal('button'),
  label: line.min(1),
  url,
  align: Align.default('left'),
});

const ImageBlock = z.strictObject({
  type: z.literal('image'),
  src: url,
  alt: line.meta({ description: 'What the image says, for readers who do not see it; empty for mere decoration.' }),
  width: pixels(1200).min(1).optional().meta({ description: 'Pixels; the width of the column when absent.' }),
  link: url.optional(),
  align: Align.default('center'),
});

const DividerBlock = z.strictObject({ type: z.literal('divider') });
const SpacerBlock = z.strictObject({ type: z.literal('spacer'), height: pixels(200).min(1).default(24) });

const ListBlock = z.strictObject({
  type: z.literal('list'),
  items: z.array(richText.min(1)).min(1).max(50),
  ordered: z.boolean().default(false),
});

const QuoteBlock = z.strictObject({ type: z.literal('quote'), text: richText.min(1), author: line.optional() });

const SocialBlock = z.strictObject({
  type: z.literal('social'),
  links: z
    .array(z.strictObject({ label: line.min(1), url }))
    .min(1)
    .max(12),
  align: Align.default('center'),
});

const HtmlBlock = z.strictObject({
  type: z.literal('html'),
  html: z.string().min(1).max(50_000).meta({ description: 'Raw HTML: no scripts, forms, frames, styles or comments.' }),
});

const FooterBlock = z
  .strictObject({
    type: z.literal('footer'),
    reason: richText.optional().meta({ description: 'Why the reader gets the mail.' }),
    unsubscribeLabel: line.min(1).default('Unsubscribe'),
    preferences: z
      .strictObject({
        label: line.min(1).default('Manage your preferences'),
        url: url.default('{{preferencesUrl}}'),
      })
      .optional()
      .meta({ description: 'The page on which readers choose what they get: ours, or one of yours.' }),
    align: Align.default('center'),
  })
  .meta({ description: 'The postal address of the organization and the unsubscribe link, which the law asks for.' });

const plainBlocks = [
  HeadingBlock,
  TextBlock,
  ButtonBlock,
  ImageBlock,
  DividerBlock,
  SpacerBlock,
  ListBlock,
  QuoteBlock,
  SocialBlock,
  HtmlBlock,
  FooterBlock,
] as const;

const PlainBlock = z.discriminatedUnion('type', plainBlocks);
export type PlainBlock = z.infer<typeof PlainBlock>;

const Condition = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^{}]*$/, { error: 'Write the condition without braces, for example company, or (gt companySize 100).' })
  .meta({
    description: 'A field, or a helper in parentheses: what stands in {{#if …}}.',
    example: '(gt leadScore 50)',
  });

const ConditionalBlock = z.strictObject({
  type: z.literal('conditional'),
  when: Condition,
  blocks: z.array(PlainBlock).min(1).max(50),
  else: z.array(PlainBlock).max(50).default([]),
});

const Block = z
  .discriminatedUnion('type', [...plainBlocks, ConditionalBlock], {
    error:
      'Give `type` as one of heading, text, button, image, divider, spacer, list, quote, social, html, footer, conditional.',
  })
  .meta({ id: 'Block' });
export type Block = z.infer<typeof Block>;

const Column = z.strictObject({
  width: z
    .number()
    .min(10)
    .max(100)
    .optional()
    .meta({ description: 'Per cent of the section. Without widths all columns are equal; on telephones they stack.' }),
  blocks: z.array(Block).max(50),
});

export const Section = z
  .strictObject({
    columns: z.array(Column).min(1).max(4, { error: 'A section has 1 to 4 columns.' }),
    background: Color.optional(),
    padding: pixels(100).default(24).meta({ description: 'Pixels above and below.' }),
    showWhen: Condition.optional(),
  })
  .refine(({ columns }) => columns.reduce((sum, { width = 0 }) => sum + width, 0) <= 100, {
    path: ['columns'],
    error: 'The widths of the columns add up to more than 100 %.',
  })
  .meta({ id: 'Section' });
export type Section = z.infer<typeof Section>;

const palette = {
  background: Color.default('#f3f4f6').meta({ description: 'Around the mail.' }),
  surface: Color.default('#ffffff').meta({ description: 'Behind the text.' }),
  text: Color.default('#1f2937'),
  muted: Color.default('#6b7280').meta({ description: 'Of the footer and of small print.' }),
  accent: Color.default('#0f766e').meta({ description: 'Of buttons and links.' }),
  onAccent: Color.default('#ffffff').meta({ description: 'Of the text on buttons.' }),
  line: Color.default('#e5e7eb').meta({ description: 'Of dividers.' }),
};

const DarkPalette = z.strictObject({
  background: Color.default('#111827'),
  surface: Color.default('#1f2937'),
  text: Color.default('#f3f4f6'),
  muted: Color.default('#9ca3af'),
  accent: Color.default('#5eead4'),
  onAccent: Color.default('#042f2e'),
  line: Color.default('#374151'),
});

const Theme = z
  .strictObject({
    ...palette,
    dark: DarkPalette.nullable()
      .default(DarkPalette.parse({}))
      .meta({ description: 'Colours in dark mode, where the mail reader honours them; null keeps the light ones.' }),
    fonts: z
      .string()
      .max(200)
      .regex(/^[A-Za-z0-9 ,'-]+$/, {
        error: "Name fonts divided by commas, for example 'Segoe UI', Arial, sans-serif.",
      })
      .default("'Helvetica Neue', Helvetica, Arial, sans-serif"),
    width: z
      .number()
      .int()
      .min(320)
      .max(900)
      .default(600)
      .meta({ description: 'Pixels of the mail on a large screen.' }),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, { error: 'Give a language tag, for example en or pt-BR.' })
      .default('en'),
  })
  .meta({ id: 'Theme' });
export type Theme = z.infer<typeof Theme>;

/** The body of a mail as a visual editor keeps it; compiled to HTML when it is saved. */
export const EmailBlocks = z
  .strictObject({ theme: Theme.default(Theme.parse({})), sections: z.array(Section).min(1).max(50) })
  .meta({ id: 'EmailBlocks', description: 'Sections of columns of blocks, and the theme of all of them.' });
export type EmailBlocks = z.infer<typeof EmailBlocks>;

export const BlockProblem = z
  .object({
    path: z.string().meta({ example: 'sections.0.columns.0.blocks.2.url' }),
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
  })
  .meta({ id: 'BlockProblem' });
export type BlockProblem = z.infer<typeof BlockProblem>;
