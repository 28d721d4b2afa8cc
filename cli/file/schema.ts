import * as z from 'zod';
import { CampaignType, NewCampaign } from '../../src/contracts/campaign.ts';
import { MigrationDecision } from '../../src/contracts/migration.ts';
import { EmailAddress } from '../../src/contracts/primitives.ts';
import { RotatedSender } from '../../src/contracts/rotation.ts';
import { Rule } from '../../src/contracts/rule.ts';
import { refreshPolicies } from '../../src/contracts/segment.ts';
import {
  ActionStep,
  ConditionStep,
  EmailStep,
  ExitStep,
  Sequence,
  SplitStep,
  WaitForEventStep,
  WaitStep,
} from '../../src/contracts/step.ts';
import { Variant, variantsOf } from '../../src/contracts/variant.ts';

const {
  segmentId: _segmentId,
  fromEmail: _fromEmail,
  fromName: _fromName,
  senders: _senders,
  ...settings
} = NewCampaign.shape;
const { templateId: _templateId, variants: _variants, ...email } = EmailStep.shape;

const template = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({ description: 'An email template, by its name or id: content where the step has none of its own.' });

const { templateId: _variantTemplateId, ...variant } = Variant.shape;
const FileVariant = z.strictObject({ ...variant, template }).meta({ id: 'Variant' });

const FileEmailStep = z
  .strictObject({ ...email, variants: variantsOf(FileVariant).optional(), template })
  .meta({ id: 'EmailStep', description: 'Sends one mail.' });
export type FileEmailStep = z.infer<typeof FileEmailStep>;

const FileStep = z.discriminatedUnion(
  'kind',
  [FileEmailStep, WaitStep, WaitForEventStep, ConditionStep, SplitStep, ActionStep, ExitStep],
  { error: 'Give `kind` as one of email, wait, wait_for_event, condition, split, action, exit.' },
);
export type FileStep = z.infer<typeof FileStep>;

const Sender = z.strictObject({
  email: EmailAddress,
  name: z.string().trim().min(1).max(255).optional().meta({ description: 'Shown beside the address.' }),
});

const FileRotation = z
  .array(Sender.extend({ weight: RotatedSender.shape.weight }))
  .max(10)
  .refine((all) => new Set(all.map(({ email }) => email)).size === all.length, { error: 'Name each sender once.' });

const Audience = z.strictObject({
  rule: Rule,
  refresh: z
    .enum(refreshPolicies, { error: 'Give daily or manual.' })
    .default('daily')
    .meta({ description: 'When contacts join and leave: every night at 01:00 UTC, or only when you ask for it.' }),
});

const FileMigration = z.strictObject({
  migrate: z.enum(['stay', 'move'], { error: 'Give stay or move.' }).optional(),
  decisions: z.record(z.string().min(1).max(64), MigrationDecision).default({}),
});

/** A campaign in a file: what the API takes, with names in place of ids. Absent settings have the defaults of the API. */
export const CampaignFile = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .meta({ description: 'Of the campaign; by default it is found by its name.' }),
  ...settings,
  campaignType: CampaignType.default('drip'),
  segment: z.string().min(1).max(255).optional().meta({ description: 'The audience: a segment by its name or id.' }),
  audience: Audience.optional().meta({
    description:
      'Whom the campaign is for, by a rule: the dynamic segment `segment`, or "<name of the campaign>: audience", is made and kept so.',
  }),
  sender: Sender.optional().meta({ description: 'The From address; it is registered where it is not yet.' }),
  senders: FileRotation.optional().meta({
    description: 'Senders that share the contacts, by their addresses; they are registered where they are not yet.',
  }),
  migration: FileMigration.optional().meta({
    description: 'What becomes of contacts who are on their way when `apply --publish` publishes a version.',
  }),
  entry: Sequence.shape.entry,
  steps: z.array(FileStep).max(200).default([]),
});
export type CampaignFile = z.infer<typeof CampaignFile>;

/** What an email step may say beside its place in the sequence. */
export const EmailContent = FileEmailStep.pick({
  name: true,
  subject: true,
  previewText: true,
  html: true,
  text: true,
  fromName: true,
  template: true,
});
