import { contactFields } from '../../contracts/contact.ts';
import { isCustomField } from '../contact/fields.ts';
import { systemVariables } from './template-data.ts';

export type VariableKind = 'contact' | 'custom' | 'event' | 'system' | 'unknown';

/** The field a path names, without the `contact.` it may begin with and what is read inside of it. */
export const fieldOf = (path: string): string => path.replace(/^contact\./, '').replace(/\[\].*$/, '');

const isSystem = (field: string): boolean => systemVariables.some((name) => name === field);
const isWithin = (field: string, root: string): boolean => field === root || field.startsWith(`${root}.`);

/** What stands behind a variable. */
export function kindOfVariable(field: string): VariableKind {
  if (isSystem(field)) return 'system';
  if (Object.hasOwn(contactFields, field) || field === 'contact') return 'contact';
  if (isCustomField(field) || isWithin(field, 'custom')) return 'custom';
  return isWithin(field, 'event') ? 'event' : 'unknown';
}

export const knownVariables: readonly string[] = [...Object.keys(contactFields), ...systemVariables];
