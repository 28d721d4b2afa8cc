import * as z from 'zod';
import { StoredInstant } from './primitives.ts';

export const recordPurposes = ['dkim', 'mail_from', 'spf', 'dmarc'] as const;
export const recordStates = ['published', 'missing', 'wrong', 'unknown'] as const;

/** A DNS record of a sending domain, and what the DNS says. */
export const DnsRecord = z
  .object({
    purpose: z.enum(recordPurposes),
    type: z.enum(['CNAME', 'MX', 'TXT']),
    name: z.string(),
    value: z.string().meta({ description: 'What to publish; an MX with its preference: `10 mail.example.com`.' }),
    why: z.string(),
    state: z.enum(recordStates).meta({ description: '`unknown`: the DNS gave no answer in time.' }),
    found: z.array(z.string()).meta({ description: 'What is published there now.' }),
    fix: z.string().nullable(),
  })
  .meta({ id: 'DnsRecord' });
export type DnsRecord = z.infer<typeof DnsRecord>;
export type RecordPurpose = DnsRecord['purpose'];

/** How the mail of a sender is signed. */
export const SenderAuthentication = z
  .object({
    domain: z.string(),
    dkim: z.enum(['pending', 'verified', 'failed', 'none']).meta({
      description: 'As SES says; `none` for a sender that is an address alone: its domain signs nothing.',
    }),
    records: z.array(DnsRecord),
    since: StoredInstant.meta({ description: 'Since when a check has found it so.' }),
  })
  .meta({
    id: 'SenderAuthentication',
    description: 'What proves to mailbox providers who sends: DKIM, SPF and DMARC.',
  });
export type SenderAuthentication = z.infer<typeof SenderAuthentication>;
