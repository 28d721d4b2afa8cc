import * as z from 'zod';
import { StoredInstant } from './primitives.ts';

export const mailboxProviders = [
  'google',
  'microsoft',
  'yahoo',
  'apple',
  'gmx',
  'telekom',
  'orange',
  'laposte',
  'libero',
  'comcast',
  'proton',
  'yandex',
  'mailru',
  'qq',
  'netease',
  'other',
] as const;
export const MailboxProvider = z.enum(mailboxProviders).meta({
  description: 'Who keeps the mailbox, by the domain of the address; `other`: any domain that is not known.',
});
export type MailboxProvider = z.infer<typeof MailboxProvider>;

/** Why mails to a provider wait. */
export const ProviderHold = z
  .object({
    since: StoredInstant,
    until: StoredInstant.meta({ description: 'It ends by itself.' }),
    hours: z.number().int(),
    why: z.string(),
  })
  .meta({ id: 'ProviderHold' });
export type ProviderHold = z.infer<typeof ProviderHold>;

/** What a provider did lately, as the brake on it remembers. */
export const ProviderState = z.object({
  provider: MailboxProvider,
  /** The last outcomes since the last hold, the newest last: `1` put off or refused by policy, `0` any other. */
  recent: z.string(),
  /** The last one, which may be over. */
  hold: ProviderHold.nullable(),
  rev: z.number().int(),
});
export type ProviderState = z.infer<typeof ProviderState>;

const count = z.number().int();

/** Mails that a provider did not simply take. */
export const ProviderTrouble = z.object({
  deferred: count.meta({ description: 'Put off; SES goes on trying.' }),
  refused: count.meta({ description: 'Bounces of the class `policy`.' }),
  complained: count,
});
export type ProviderTrouble = z.infer<typeof ProviderTrouble>;
