import { fieldNames, isCustomField } from '../contact/fields.ts';
import { nearest } from '../content/nearest.ts';

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const folded = (name: string): string => name.replaceAll('_', '').toLowerCase();
const byFolded: ReadonlyMap<string, string> = new Map(fieldNames.map((name) => [folded(name), name]));

/** Contact fields as the printer writes them. */
export const writtenFields: readonly string[] = fieldNames.map(snake);

/** How a field is written after `contact.`; undefined for one that only `contact["…"]` can name. */
export function writtenField(field: string): string | undefined {
  return fieldNames.includes(field) ? snake(field) : isCustomField(field) ? field : undefined;
}

/** The field that is meant by what stands after `contact.`, in snake_case or camelCase; undefined for an unknown one. */
export const fieldWritten = (written: string): string | undefined =>
  isCustomField(written) ? written : byFolded.get(folded(written));

export const nearestField = (written: string): string | undefined => nearest(snake(written), writtenFields);
