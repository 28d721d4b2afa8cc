import type { CampaignTemplate } from '../../contracts/campaign-template.ts';
import type { ShelfQuery, Shelved } from '../../contracts/shelf.ts';
import type { Template } from '../../contracts/template.ts';
import { entryOf } from '../../domain/sequence/graph.ts';
import { figuresOf } from '../../domain/templates/figures.ts';
import type { PrebuiltCampaign, PrebuiltMail } from '../../domain/templates/library/prebuilt.ts';
import { prebuiltCampaigns, prebuiltTemplates } from '../../domain/templates/library.ts';
import { placeholdersIn } from '../../domain/templates/placeholders.ts';
import { matchesQuery } from '../../domain/templates/shelf.ts';
import { compileBlocks } from '../content/compile-blocks.ts';
import type { MjmlCompiler } from '../ports/mjml-compiler.ts';

/** The day the library was first published. */
const since = '2026-11-23T00:00:00.000Z';

const onShelf = ({ id, name, category, tags, description }: PrebuiltMail | PrebuiltCampaign): Shelved => ({
  id,
  name,
  category,
  tags: [...tags],
  description,
  sharing: 'public',
  origin: 'prebuilt',
  publishedBy: null,
  copiedFrom: null,
  rev: 1,
  createdBy: 'system',
  savedBy: 'system',
  createdAt: since,
  updatedAt: since,
});

const campaignTemplateOf = (prebuilt: PrebuiltCampaign): CampaignTemplate => ({
  ...onShelf(prebuilt),
  ...figuresOf(prebuilt.sequence),
  conversionRate: prebuilt.conversionRate,
  placeholders: [...placeholdersIn(prebuilt.sequence.steps)],
  settings: prebuilt.settings,
  entry: entryOf(prebuilt.sequence),
  steps: prebuilt.sequence.steps,
  leftOut: [],
});

/** Pre-built email templates that fit a query, without their bodies. */
export const listBuiltInTemplates = (query: ShelfQuery) =>
  prebuiltTemplates
    .map((one) => ({ ...onShelf(one), subject: one.subject, previewText: one.previewText }))
    .filter((one) => matchesQuery(one, query));

export const listBuiltInCampaigns = (query: ShelfQuery): readonly CampaignTemplate[] =>
  prebuiltCampaigns.map(campaignTemplateOf).filter((one) => matchesQuery(one, query));

/** A pre-built email template by its id, compiled. */
export const builtInTemplate =
  (mjml: MjmlCompiler) =>
  async (id: string): Promise<Template | undefined> => {
    const found = prebuiltTemplates.find((one) => one.id === id);
    if (!found) return undefined;
    const compiled = await compileBlocks(mjml, found.blocks);
    if (!compiled.ok) throw new Error(`The pre-built template ${id} does not compile`, { cause: compiled.error });
    const { subject, previewText, blocks } = found;
    return { ...onShelf(found), subject, previewText, html: compiled.value.html, text: null, blocks };
  };

/** A pre-built campaign template by its id; its mails are blocks, to be compiled when they are needed. */
export const builtInCampaign = async (id: string): Promise<CampaignTemplate | undefined> => {
  const found = prebuiltCampaigns.find((one) => one.id === id);
  return found && campaignTemplateOf(found);
};
