import * as z from 'zod';
import { Categories } from './category.ts';
import { LeadScoring } from './lead-scoring.ts';
import { EmailAddress, StoredInstant, TimeZone } from './primitives.ts';
import { Holidays } from './send-window.ts';
import { SenderAuthentication } from './sender-identity.ts';
import { dailyCap, warmup } from './sender-pace.ts';

export const Sender = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    forwardRepliesTo: z
      .string()
      .nullable()
      .default(null)
      .meta({ description: 'The mailbox that gets the replies of people; null: the replyToEmail of the campaign.' }),
    identity: z.enum(['address', 'domain']).default('address').meta({
      description:
        'What SES verifies: the address by a mail to it, or its domain by DNS records, which also sign its mail.',
    }),
    authentication: SenderAuthentication.nullable().default(null),
    dailyCap: dailyCap.default(null),
    warmup: warmup.default(null),
    paused: z.boolean().default(false).meta({
      description: 'Sends nothing for now: new contacts of a rotation get another sender, all other mails of it wait.',
    }),
    sesTenant: z.boolean().default(false).meta({
      description:
        'SES keeps a reputation of its own for the mails of the organization: its identity is of an SES tenant.',
    }),
    status: z.enum(['pending', 'verified', 'failed']).meta({ description: 'As SES last told us.' }),
    createdAt: StoredInstant,
    updatedAt: StoredInstant,
  })
  .meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;

export const NewSender = z
  .strictObject({
    email: EmailAddress,
    name: z.string().trim().min(1).max(255),
    forwardRepliesTo: EmailAddress.nullable().default(null),
    identity: z.enum(['address', 'domain']).default('address'),
  })
  .meta({ id: 'NewSender' });

const { name, forwardRepliesTo } = NewSender.shape;

/** Without defaults: what a patch leaves out stays as it is. */
export const SenderPatch = z
  .strictObject({ name, forwardRepliesTo: forwardRepliesTo.unwrap(), paused: z.boolean() })
  .partial()
  .meta({
    id: 'SenderPatch',
    description: 'Neither the address nor what SES verifies can be changed: register another sender.',
  });
export type SenderPatch = z.infer<typeof SenderPatch>;

const noHolidays: Holidays = Holidays.parse({});
const noScoring: LeadScoring = { rules: [], decay: null };

export const AttentionLimit = z
  .strictObject({ mails: z.number().int().min(1).max(100), hours: z.number().int().min(1).max(720) })
  .meta({
    id: 'AttentionLimit',
    description: 'No contact gets more than so many mails within so many hours, whatever campaigns they are of.',
  });

const AlertEmails = z.array(EmailAddress).max(5).meta({
  description:
    'Who is told when a guardrail warns of a campaign, pauses or stops it, and when a webhook is switched off.',
});

export const Settings = z
  .object({
    organization: z.string().max(255),
    postalAddress: z
      .string()
      .max(500)
      .meta({ description: 'Shown in every mail as {{postalAddress}}: the law asks for it.' }),
    timezone: TimeZone,
    holidays: Holidays.default(noHolidays),
    attention: AttentionLimit.nullable().default(null),
    categories: Categories.default([]).meta({
      description: 'The kinds of mail that readers may decline one by one; empty: campaigns name any category.',
    }),
    leadScoring: LeadScoring.default(noScoring),
    unsubscribeByReply: z.boolean().default(true).meta({
      description: 'A reply whose first line asks for no more mail (`unsubscribe`, `bitte abmelden`…) unsubscribes.',
    }),
    forwardAutomatic: z.boolean().default(false).meta({
      description: 'Forwards automatic answers to the mailbox of the sender as well.',
    }),
    alertEmails: AlertEmails.default([]),
    rev: z.number().int().meta({ description: 'Grows with every change.' }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

/** Of a new organization, but for its name and address. */
export const newSettings = (
  given: Pick<Settings, 'organization' | 'postalAddress' | 'timezone'>,
  rev: number,
): Settings => Settings.parse({ ...given, rev });

export const SettingsPatch = z
  .strictObject({
    organization: z.string().trim().min(1).max(255),
    postalAddress: z.string().trim().min(1).max(500),
    timezone: TimeZone,
    holidays: Holidays,
    attention: AttentionLimit.nullable(),
    categories: Categories,
    leadScoring: LeadScoring,
    unsubscribeByReply: z.boolean(),
    forwardAutomatic: z.boolean(),
    alertEmails: AlertEmails,
  })
  .partial()
  .meta({ id: 'SettingsPatch' });
export type SettingsPatch = z.infer<typeof SettingsPatch>;
