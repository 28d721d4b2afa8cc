import * as z from 'zod';
import { OptOuts } from './category.ts';
import { Country } from './country.ts';
import { EmailAddress, Instant, StoredInstant, Tag, TimeZone } from './primitives.ts';

const short = z.string().trim().max(255);

export const CustomFields = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,49}$/, {
      error: 'Name custom fields with a letter first, then letters, digits or underscores.',
    }),
    z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]),
  )
  .refine((fields) => Object.keys(fields).length <= 50, { error: 'A contact has at most 50 custom fields.' });

export const Consent = z.strictObject({
  status: z.enum(['subscribed', 'unsubscribed', 'none']),
  source: z.string().max(255).nullable().default(null),
  at: Instant.nullable().default(null),
  tracking: z.boolean().default(true),
});

const editable = {
  email: EmailAddress,
  firstName: short.nullable(),
  lastName: short.nullable(),
  company: short.nullable(),
  industry: short.nullable(),
  companySize: z.number().int().min(0).nullable(),
  leadScore: z.number().int().min(-1_000_000).max(1_000_000),
  country: Country.nullable(),
  timezone: TimeZone.nullable(),
  tags: z.array(Tag).max(100),
  lifecycle: z.enum(['lead', 'customer']),
  custom: CustomFields,
  emailVerified: z.boolean(),
  consent: Consent,
  optOuts: OptOuts.meta({ description: 'Categories of mails that the contact declined.' }),
};

const subscribed = { status: 'subscribed' as const, source: 'api', at: null, tracking: true };

export const NewContact = z
  .strictObject({
    email: editable.email,
    firstName: editable.firstName.default(null),
    lastName: editable.lastName.default(null),
    company: editable.company.default(null),
    industry: editable.industry.default(null),
    companySize: editable.companySize.default(null),
    leadScore: editable.leadScore.default(0),
    country: editable.country.default(null),
    timezone: editable.timezone.default(null),
    tags: editable.tags.default([]),
    lifecycle: editable.lifecycle.default('lead'),
    custom: editable.custom.default({}),
    emailVerified: editable.emailVerified.default(false),
    consent: editable.consent.default(subscribed),
    optOuts: editable.optOuts.default([]),
  })
  .meta({ id: 'NewContact' });
export type NewContact = z.infer<typeof NewContact>;

export const ContactPatch = z.strictObject(editable).partial().meta({ id: 'ContactPatch' });
export type ContactPatch = z.infer<typeof ContactPatch>;

export const Contact = z
  .object({
    id: z.string(),
    ...editable,
    emailVerified: editable.emailVerified.default(false),
    lastActivityAt: StoredInstant.nullable().default(null),
    consent: Consent.extend({ at: StoredInstant.nullable() }),
    optOuts: editable.optOuts.default([]),
    segments: z.array(z.string()),
    rev: z.number().int(),
    createdAt: StoredInstant,
    updatedAt: StoredInstant,
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/**
 * Fields that rules and templates may name, with their types; custom fields come beside them. `unsubscribed` and `consentSource` are
 * read from the consent.
 */
export const contactFields = {
  email: 'string',
  firstName: 'string',
  lastName: 'string',
  company: 'string',
  industry: 'string',
  companySize: 'number',
  leadScore: 'number',
  country: 'string',
  timezone: 'string',
  tags: 'list',
  lifecycle: 'string',
  emailVerified: 'boolean',
  unsubscribed: 'boolean',
  consentSource: 'string',
  optOuts: 'list',
  lastActivityAt: 'instant',
  createdAt: 'instant',
} as const;

/** Fields an `update_contact` action may set. */
export const settableFields = [
  'firstName',
  'lastName',
  'company',
  'industry',
  'companySize',
  'country',
  'timezone',
  'lifecycle',
  'leadScore',
] as const;

export const RowError = z.object({
  row: z.number().int().nullable().meta({ description: 'Line of the file, the header being 1.' }),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});

export const ImportReport = z
  .object({
    dryRun: z.boolean(),
    rows: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    failed: z.number().int(),
    segmentId: z.string().nullable(),
    columns: z.record(z.string(), z.string()).meta({ description: 'Which column fills which field.' }),
    errors: z.array(RowError),
    warnings: z.array(RowError),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;
