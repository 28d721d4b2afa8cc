import * as z from 'zod';
import { NewCampaign } from './campaign.ts';
import { Name } from './primitives.ts';
import { label, labelDefaults, shelved } from './shelf.ts';
import { Sequence, Step } from './step.ts';

const of = NewCampaign.shape;

/** Settings of a campaign that make sense in any organization. */
export const TemplateSettings = z
  .strictObject({
    campaignType: of.campaignType,
    sendStrategy: of.sendStrategy,
    trackOpens: of.trackOpens,
    trackClicks: of.trackClicks,
    stopOnReply: of.stopOnReply,
    trigger: of.trigger,
    sendWindow: of.sendWindow,
    category: of.category,
    goal: of.goal,
    holdoutPercent: of.holdoutPercent,
  })
  .meta({ id: 'TemplateSettings' });
export type TemplateSettings = z.infer<typeof TemplateSettings>;

export const LeftOut = z
  .object({
    stepId: z.string(),
    what: z.enum(['sequence', 'email', 'condition', 'content', 'action']),
    reason: z.string(),
  })
  .meta({ id: 'LeftOut', description: 'What a template does not hold of the campaign it was made of.' });
export type LeftOut = z.infer<typeof LeftOut>;

const OutlineEntry = z
  .object({
    stepId: z.string(),
    name: z.string(),
    subject: z.string(),
    day: z.number().meta({ description: 'Days after the start, on the quickest way to the mail.' }),
  })
  .meta({ id: 'OutlineEntry' });

export const sequenceFigures = {
  emails: z.number().int(),
  durationDays: z.number().meta({ description: 'Days of the longest way through the sequence.' }),
  outline: z.array(OutlineEntry).meta({ description: 'The mails in the order in which they can first come.' }),
};
const SequenceFigures = z.object(sequenceFigures);
export type SequenceFigures = z.infer<typeof SequenceFigures>;

export const CampaignTemplate = z
  .object({
    ...shelved,
    ...sequenceFigures,
    conversionRate: z
      .string()
      .nullable()
      .meta({ description: 'Of pre-built ones, as their authors state it.', example: '12-18% (industry average)' }),
    placeholders: z.array(z.string()).meta({ description: 'Texts and links to replace by your own before a launch.' }),
    settings: TemplateSettings,
    entry: z.string().nullable(),
    steps: z.array(Step),
    leftOut: z.array(LeftOut),
  })
  .meta({ id: 'CampaignTemplate' });
export type CampaignTemplate = z.infer<typeof CampaignTemplate>;

export const CampaignTemplateSummary = CampaignTemplate.omit({ entry: true, steps: true, leftOut: true }).meta({
  id: 'CampaignTemplateSummary',
});
export type CampaignTemplateSummary = z.infer<typeof CampaignTemplateSummary>;

export const Include = z
  .strictObject({
    sequence: z.boolean().default(true).meta({ description: 'The structure: order, waits, branches.' }),
    emails: z.boolean().default(true).meta({ description: 'The mails; otherwise their steps stay, empty.' }),
    conditions: z.boolean().default(true).meta({
      description: 'Conditions, splits and waits for events; otherwise the way with the most mails, straight.',
    }),
    content: z.boolean().default(false).meta({ description: 'The texts as they are; otherwise placeholders.' }),
  })
  .meta({ id: 'Include' });
export type Include = z.infer<typeof Include>;

export const SaveAsTemplate = z
  .strictObject({ ...labelDefaults, include: Include.default(Include.parse({})) })
  .meta({ id: 'SaveAsTemplate' });
export type SaveAsTemplate = z.infer<typeof SaveAsTemplate>;

export const CampaignTemplatePatch = z
  .strictObject({ ...label, settings: TemplateSettings, sequence: Sequence })
  .partial()
  .meta({ id: 'CampaignTemplatePatch' });
export type CampaignTemplatePatch = z.infer<typeof CampaignTemplatePatch>;

export const Instantiation = z
  .strictObject({
    name: Name.optional().meta({ description: 'The name of the template when absent.' }),
    segmentId: of.segmentId,
    fromEmail: of.fromEmail,
    senders: of.senders,
    fromName: of.fromName,
    replyToEmail: of.replyToEmail,
    timezone: of.timezone,
  })
  .meta({ id: 'Instantiation' });
export type Instantiation = z.infer<typeof Instantiation>;
