import type { Campaign } from '../../contracts/campaign.ts';
import { type Contact, contactFields } from '../../contracts/contact.ts';
import { fieldValueOf } from '../contact/fields.ts';

/** Variables the system fills; the others are the contact's. */
export const systemVariables = [
  'unsubscribeUrl',
  'preferencesUrl',
  'postalAddress',
  'organization',
  'campaignName',
] as const;

export interface SystemData {
  readonly unsubscribeUrl: string;
  /** Where the reader chooses which mails to get. */
  readonly preferencesUrl: string;
  readonly postalAddress: string;
  readonly organization: string;
}

/** Fields that every contact has; the others need a fallback in a template. */
export const alwaysPresent: ReadonlySet<string> = new Set([
  'email',
  'leadScore',
  'tags',
  'optOuts',
  'lifecycle',
  'emailVerified',
  'unsubscribed',
  'createdAt',
  ...systemVariables,
]);

/**
 * What a template sees: the contact's fields, its custom fields under `custom`, the whole again under `contact`, the
 * properties of the event that led to the mail under `event`, and the system's.
 */
export function templateData(
  contact: Contact,
  campaign: Pick<Campaign, 'name'>,
  system: SystemData,
  event: Readonly<Record<string, unknown>> = {},
): object {
  const fields = Object.fromEntries(Object.keys(contactFields).map((name) => [name, fieldValueOf(contact, name)]));
  const person = { ...fields, custom: contact.custom };
  return {
    ...person,
    contact: person,
    event,
    campaignName: campaign.name,
    unsubscribeUrl: system.unsubscribeUrl,
    preferencesUrl: system.preferencesUrl,
    postalAddress: system.postalAddress,
    organization: system.organization,
  };
}

const at = '2026-01-01T00:00:00.000Z';

/** A made-up contact for previews without one. */
export const sampleContact: Contact = {
  id: 'sample',
  email: 'alex.sample@example.com',
  firstName: 'Alex',
  lastName: 'Sample',
  company: 'Example Company',
  industry: 'Software',
  companySize: 50,
  leadScore: 10,
  country: 'US',
  timezone: 'America/New_York',
  tags: ['sample'],
  lifecycle: 'lead',
  custom: {},
  emailVerified: true,
  lastActivityAt: at,
  consent: { status: 'subscribed', source: 'sample', at, tracking: true },
  optOuts: [],
  segments: [],
  rev: 1,
  createdAt: at,
  updatedAt: at,
};
