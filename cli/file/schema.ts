import * as z from 'zod';
import { CampaignType, NewCampaign } from '../../src/contracts/campaign.ts';
import { EmailAddress } from '../../src/contracts/primitives.ts';
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

const { segmentId: _segmentId, fromEmail: _fromEmail, fromName: _fromName, ...settings } = NewCampaign.shape;
const { templateId: _templateId, ...email } = EmailStep.shape;

const template = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({ description: 'An email template, by its name or id: content where the step has none of its own.' });

const FileEmailStep = z.strictObject({ ...email, template }).meta({ id: 'EmailStep', description: 'Sends one mail.' });
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
  sender: Sender.optional().meta({ description: 'The From address; it is registered where it is not yet.' }),
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
