import * as z from 'zod';
import { EmailAddress, Name, StoredInstant, TimeZone } from './primitives.ts';

export const Segment = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.literal('static'),
    memberCount: z.number().int(),
    shards: z.number().int(),
    createdAt: StoredInstant,
    updatedAt: StoredInstant,
  })
  .meta({ id: 'Segment' });
export type Segment = z.infer<typeof Segment>;

export const SegmentView = Segment.omit({ shards: true }).meta({ id: 'SegmentView' });

export const NewSegment = z.strictObject({ name: Name }).meta({ id: 'NewSegment' });

export const Members = z
  .strictObject({ contactIds: z.array(z.string().max(80)).min(1).max(1000) })
  .meta({ id: 'Members' });

const content = {
  subject: z.string().max(998),
  previewText: z.string().max(500),
  html: z.string().max(200_000),
  text: z.string().max(200_000).nullable(),
};

export const NewTemplate = z
  .strictObject({
    name: Name,
    category: z.string().max(50).nullable().default(null),
    subject: content.subject.default(''),
    previewText: content.previewText.default(''),
    html: content.html.min(1, { error: 'A template has HTML content.' }),
    text: content.text.default(null),
  })
  .meta({ id: 'NewTemplate' });
export type NewTemplate = z.infer<typeof NewTemplate>;

export const TemplatePatch = z
  .strictObject({ name: Name, category: z.string().max(50).nullable(), ...content })
  .partial()
  .meta({ id: 'TemplatePatch' });

export const Template = z
  .object({
    id: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    ...content,
    rev: z.number().int(),
    createdAt: StoredInstant,
    updatedAt: StoredInstant,
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof Template>;

/** A list shows templates without their bodies. */
export const TemplateSummary = Template.omit({ html: true, text: true }).meta({ id: 'TemplateSummary' });

export const Sender = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    status: z.enum(['pending', 'verified', 'failed']).meta({ description: 'As SES last told us.' }),
    createdAt: StoredInstant,
    updatedAt: StoredInstant,
  })
  .meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;

export const NewSender = z
  .strictObject({ email: EmailAddress, name: z.string().trim().min(1).max(255) })
  .meta({ id: 'NewSender' });

export const Settings = z
  .object({
    organization: z.string().max(255),
    postalAddress: z
      .string()
      .max(500)
      .meta({ description: 'Shown in every mail as {{postalAddress}}: the law asks for it.' }),
    timezone: TimeZone,
    rev: z.number().int().meta({ description: 'Grows with every change.' }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

export const SettingsPatch = z
  .strictObject({
    organization: z.string().trim().min(1).max(255),
    postalAddress: z.string().trim().min(1).max(500),
    timezone: TimeZone,
  })
  .partial()
  .meta({ id: 'SettingsPatch' });
export type SettingsPatch = z.infer<typeof SettingsPatch>;

/** An API key as stored: the secret's SHA-256, never the secret. */
export const ApiKey = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  secretHash: z.string(),
  scopes: z.array(z.string()),
  createdAt: StoredInstant,
  expiresAt: StoredInstant.nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;
