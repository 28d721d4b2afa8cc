import type { Contact } from '../../contracts/contact.ts';
import type { ExportColumn, exportColumns } from '../../contracts/transfer.ts';

const customPrefix = 'custom.';

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

const readers: { readonly [C in (typeof exportColumns)[number]]: (contact: Contact) => string } = {
  email: ({ email }) => email,
  firstName: ({ firstName }) => text(firstName),
  lastName: ({ lastName }) => text(lastName),
  company: ({ company }) => text(company),
  industry: ({ industry }) => text(industry),
  companySize: ({ companySize }) => text(companySize),
  leadScore: ({ leadScore }) => text(leadScore),
  country: ({ country }) => text(country),
  timezone: ({ timezone }) => text(timezone),
  tags: ({ tags }) => tags.join(';'),
  lifecycle: ({ lifecycle }) => lifecycle,
  consentStatus: ({ consent }) => consent.status,
  optOuts: ({ optOuts }) => optOuts.join(';'),
  consentSource: ({ consent }) => text(consent.source),
  consentAt: ({ consent }) => text(consent.at),
  id: ({ id }) => id,
  createdAt: ({ createdAt }) => createdAt,
  lastActivityAt: ({ lastActivityAt }) => text(lastActivityAt),
};

const isKnown = (column: string): column is keyof typeof readers => Object.hasOwn(readers, column);

/** Reads the cells of a contact for the columns of an export. */
export function cellsReader(columns: readonly ExportColumn[]): (contact: Contact) => readonly string[] {
  const read = columns.map((column) => {
    if (isKnown(column)) return readers[column];
    const name = column.slice(customPrefix.length);
    return ({ custom }: Contact) => (Object.hasOwn(custom, name) ? text(custom[name]) : '');
  });
  return (contact) => read.map((cell) => cell(contact));
}

/** Columns of custom fields, in the order of the alphabet. */
export const customColumns = (names: Iterable<string>): readonly ExportColumn[] =>
  [...names].toSorted().map((name) => `${customPrefix}${name}`);
