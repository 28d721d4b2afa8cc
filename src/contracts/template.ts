import * as z from 'zod';
import { BlockProblem, EmailBlocks, maxHtmlLength } from './blocks.ts';
import { label, labelDefaults, shelved } from './shelf.ts';

const content = {
  subject: z.string().max(998),
  previewText: z.string().max(500),
  html: z.string().max(maxHtmlLength).min(1, { error: 'A template has HTML content.' }),
  text: z.string().max(200_000).nullable().meta({ description: 'null: derived from the HTML.' }),
  blocks: EmailBlocks.meta({ description: 'Instead of `html`: compiled to it when saved.' }),
};

const oneBody = { path: ['html'], error: 'Give the body as `html` or as `blocks`, not as both.' };

export const NewTemplate = z
  .strictObject({
    ...labelDefaults,
    subject: content.subject.default(''),
    previewText: content.previewText.default(''),
    html: content.html.optional(),
    text: content.text.default(null),
    blocks: content.blocks.optional(),
  })
  .refine(({ html, blocks }) => html !== undefined || blocks !== undefined, {
    path: ['html'],
    error: 'Give the body of the template: `html`, or `blocks`.',
  })
  .refine(({ html, blocks }) => html === undefined || blocks === undefined, oneBody)
  .meta({ id: 'NewTemplate' });
export type NewTemplate = z.infer<typeof NewTemplate>;

export const TemplatePatch = z
  .strictObject({ ...label, ...content })
  .partial()
  .refine(({ html, blocks }) => html === undefined || blocks === undefined, oneBody)
  .meta({ id: 'TemplatePatch', description: 'What is left out stays. `html` takes the place of blocks.' });
export type TemplatePatch = z.infer<typeof TemplatePatch>;

export const Template = z
  .object({
    ...shelved,
    subject: z.string(),
    previewText: z.string(),
    html: z.string(),
    text: z.string().nullable(),
    blocks: EmailBlocks.nullable().meta({
      description: 'What the HTML was made of; null where it was written as HTML.',
    }),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof Template>;

/** A list shows templates without their bodies. */
export const TemplateSummary = Template.omit({ html: true, text: true, blocks: true }).meta({ id: 'TemplateSummary' });
export type TemplateSummary = z.infer<typeof TemplateSummary>;

export const BlocksInput = z
  .strictObject({
    blocks: EmailBlocks,
    subject: content.subject.optional(),
    previewText: content.previewText.optional(),
  })
  .meta({ id: 'BlocksInput' });
export type BlocksInput = z.infer<typeof BlocksInput>;

export const BlocksPreview = z
  .object({
    html: z
      .string()
      .nullable()
      .meta({ description: 'With its {{variables}} left in; null where a block has an error.' }),
    text: z.string().nullable(),
    bytes: z.number().int().meta({ description: 'Of the HTML. Gmail cuts mails off above 104448.' }),
    problems: z.array(BlockProblem),
  })
  .meta({ id: 'BlocksPreview' });
export type BlocksPreview = z.infer<typeof BlocksPreview>;
