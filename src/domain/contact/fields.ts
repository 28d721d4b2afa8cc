import { type Contact, contactFields } from '../../contracts/contact.ts';

export type FieldType = (typeof contactFields)[keyof typeof contactFields] | 'any';
type ContactField = keyof typeof contactFields;
type DerivedField = Exclude<ContactField, keyof Contact>;
type StoredField = Exclude<ContactField, DerivedField>;

const customPrefix = 'custom.';
const customField = /^custom\.[A-Za-z][A-Za-z0-9_]{0,49}$/;

const derived: { readonly [F in DerivedField]: (contact: Contact) => unknown } = {
  unsubscribed: ({ consent }) => consent.status !== 'subscribed',
  consentSource: ({ consent }) => consent.source,
};

const isField = (name: string): name is ContactField => Object.hasOwn(contactFields, name);
const isDerived = (name: ContactField): name is DerivedField => Object.hasOwn(derived, name);
const isStored = (name: ContactField): name is StoredField => !isDerived(name);

export const fieldNames: readonly string[] = Object.keys(contactFields);

export const isCustomField = (field: string): boolean => customField.test(field);

/** Type of a contact field by its name, `companySize` or `custom.plan`; undefined for an unknown one. Custom fields are `any`. */
export function fieldTypeOf(field: string): FieldType | undefined {
  if (isCustomField(field)) return 'any';
  return isField(field) ? contactFields[field] : undefined;
}

/** Reads one field of any contact; a field that does not exist reads as undefined. */
export function fieldReader(field: string): (contact: Contact) => unknown {
  if (field.startsWith(customPrefix)) {
    const name = field.slice(customPrefix.length);
    return ({ custom }) => (Object.hasOwn(custom, name) ? custom[name] : undefined);
  }
  if (!isField(field)) return () => undefined;
  if (isDerived(field)) return derived[field];
  return isStored(field) ? (contact) => contact[field] : () => undefined;
}

export const fieldValueOf = (contact: Contact, field: string): unknown => fieldReader(field)(contact);
