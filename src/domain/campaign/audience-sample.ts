import type { Contact } from '../../contracts/contact.ts';
import { fieldReader } from '../contact/fields.ts';

/** What the first contacts of an audience are like. */
export interface AudienceSample {
  readonly looked: number;
  /** They unsubscribed from everything. */
  readonly unsubscribed: number;
  /** They never agreed to get mail. */
  readonly withoutConsent: number;
  /** Fields that mails show, and how many of the contacts have none. */
  readonly lacking: readonly { readonly field: string; readonly contacts: number }[];
}

/** Nothing that a template could print. */
export const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

export function sampleOf(contacts: readonly Contact[], fields: readonly string[]): AudienceSample {
  const withStatus = (status: Contact['consent']['status']): number =>
    contacts.filter(({ consent }) => consent.status === status).length;
  const lacking = fields.map((field) => {
    const read = fieldReader(field);
    return { field, contacts: contacts.filter((contact) => isMissing(read(contact))).length };
  });
  return {
    looked: contacts.length,
    unsubscribed: withStatus('unsubscribed'),
    withoutConsent: withStatus('none'),
    lacking: lacking.filter(({ contacts: count }) => count > 0),
  };
}
