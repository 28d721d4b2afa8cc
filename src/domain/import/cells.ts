import { countryOf } from '../../contracts/country.ts';
import { isTimeZone } from '../../contracts/primitives.ts';
import { normalizeEmail } from '../contact/email.ts';
import type { ContactField } from './columns.ts';
import { shorten } from './file-problem.ts';

export const maxCell = 1_000;
const maxShort = 255;
const maxNames = 100;
const maxName = 50;

/** A row as contact fields; what the file leaves empty is absent. */
export interface ParsedContact {
  email: string;
  firstName?: string;
  lastName?: string;
  company?: string;
  industry?: string;
  companySize?: number;
  leadScore?: number;
  country?: string;
  timezone?: string;
  tags?: string[];
  lifecycle?: 'lead' | 'customer';
  /** What a new contact begins with; nobody who is known is given or denied consent by a file. */
  consentStatus?: 'subscribed' | 'unsubscribed' | 'none';
  /** Categories that a new contact declined; those of a known one are its own to change. */
  optOuts?: string[];
  custom?: Record<string, string>;
}

interface CellFault {
  readonly code: string;
  readonly message: string;
}

/** Puts the trimmed, non-empty text of a cell into the contact, or says why it cannot. */
export type CellReader = (contact: ParsedContact, text: string) => CellFault | undefined;

const fault = (code: string, message: string): CellFault => ({ code, message });

const shortText =
  (field: 'firstName' | 'lastName' | 'company' | 'industry'): CellReader =>
  (contact, text) => {
    if (text.length > maxShort)
      return fault('too_long', `"${shorten(text)}" has ${text.length} characters; at most ${maxShort} are allowed.`);
    contact[field] = text;
    return undefined;
  };

const wholeNumber =
  (field: 'companySize' | 'leadScore', least: number, most: number): CellReader =>
  (contact, text) => {
    const number = /^[+-]?\d{1,15}(\.0+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most))
      return fault(
        'not_a_number',
        `"${shorten(text)}" is no whole number from ${least} to ${most}. Write digits only.`,
      );
    contact[field] = number;
    return undefined;
  };

const email: CellReader = (contact, text) => {
  const normal = normalizeEmail(text);
  if (!normal.ok) return fault('invalid_email', `"${shorten(text)}" is no e-mail address. ${normal.error}`);
  contact.email = normal.value;
  return undefined;
};

const country: CellReader = (contact, text) => {
  const code = countryOf(text.toUpperCase());
  if (!code)
    return fault('invalid_country', `"${shorten(text)}" is no country code. Write two letters, for example DE or US.`);
  contact.country = code;
  return undefined;
};

const listOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[;|]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];

const names =
  (field: 'tags' | 'optOuts', one: 'tag' | 'category', code: string): CellReader =>
  (contact, text) => {
    const list = listOf(text);
    if (list.length > maxNames)
      return fault(`too_many_${field}`, `The cell holds ${list.length} ${field}; at most ${maxNames} are allowed.`);
    const bad = list.find((name) => name.length > maxName || /\p{C}/u.test(name));
    if (bad !== undefined)
      return fault(
        code,
        `The ${one} "${shorten(bad)}" is longer than ${maxName} characters or not printable. Separate ${field} by ; or |.`,
      );
    contact[field] = [...list];
    return undefined;
  };

const lifecycle: CellReader = (contact, text) => {
  const stage = text.toLowerCase();
  if (stage !== 'lead' && stage !== 'customer')
    return fault('invalid_lifecycle', `"${shorten(text)}" is no lifecycle. Write lead or customer.`);
  contact.lifecycle = stage;
  return undefined;
};

const consentStatus: CellReader = (contact, text) => {
  const status = text.toLowerCase();
  if (status !== 'subscribed' && status !== 'unsubscribed' && status !== 'none')
    return fault('invalid_consent', `"${shorten(text)}" is no consent. Write subscribed, unsubscribed or none.`);
  contact.consentStatus = status;
  return undefined;
};

/** Looking up a zone is slow, and a file has few of them. */
function timezoneReader(): CellReader {
  const known = new Map<string, boolean>();
  return (contact, text) => {
    const valid = known.get(text) ?? (text.length <= 50 && isTimeZone(text));
    if (known.size < 1_000) known.set(text, valid);
    if (!valid)
      return fault(
        'invalid_timezone',
        `"${shorten(text)}" is no time zone. Write an IANA name, for example Europe/London.`,
      );
    contact.timezone = text;
    return undefined;
  };
}

/** One reader per contact field, for one file. */
export const cellReaders = (): Readonly<Record<ContactField, CellReader>> => ({
  email,
  firstName: shortText('firstName'),
  lastName: shortText('lastName'),
  company: shortText('company'),
  industry: shortText('industry'),
  companySize: wholeNumber('companySize', 0, 1_000_000_000),
  leadScore: wholeNumber('leadScore', -1_000_000, 1_000_000),
  country,
  timezone: timezoneReader(),
  tags: names('tags', 'tag', 'invalid_tag'),
  lifecycle,
  consentStatus,
  optOuts: names('optOuts', 'category', 'invalid_category'),
});

export const customReader =
  (name: string): CellReader =>
  (contact, text) => {
    contact.custom = { ...contact.custom, [name]: text };
    return undefined;
  };
