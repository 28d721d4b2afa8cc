import type { Contact } from '../../contracts/contact.ts';
import type { ParsedContact } from './cells.ts';

/** Of known contacts: overwrite what the row has, leave them as they are, or only fill empty fields. */
export type UpdatePolicy = boolean | 'fill_empty';

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isSame = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((item, i) => item === other[i])
    : one === other;

/** A file holds text only: a number or a yes that reads the same stays what it is. */
const isSameText = (known: unknown, text: string): boolean => !isEmpty(known) && String(known) === text;

/** The entries of `wanted` that would change `known`. */
function changesOf<T>(
  known: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, T>>,
  policy: true | 'fill_empty',
  same: (known: unknown, wanted: T) => boolean,
): Readonly<Record<string, T>> {
  const entries = Object.entries(wanted).filter(([name, value]) => {
    const now = Object.hasOwn(known, name) ? known[name] : undefined;
    return !same(now, value) && (policy === true || isEmpty(now));
  });
  return Object.fromEntries(entries);
}

/**
 * The fields of a row over those that a contact has. Consent, opt-outs, memberships and whatever else the row does not name stay; the very same
 * contact comes back when nothing changes.
 */
export function applyRow(contact: Contact, row: ParsedContact, policy: UpdatePolicy): Contact {
  if (policy === false) return contact;
  const { email: _, consentStatus: __, optOuts: ___, custom: wanted = {}, ...fields } = row;
  const changes = changesOf<unknown>(contact, fields, policy, isSame);
  const custom = changesOf(contact.custom, wanted, policy, isSameText);
  if (Object.keys(changes).length + Object.keys(custom).length === 0) return contact;
  return { ...contact, ...changes, custom: { ...contact.custom, ...custom } };
}
