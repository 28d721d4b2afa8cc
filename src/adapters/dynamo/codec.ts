import type * as z from 'zod';
import type { IndexKey, Key } from './keys.ts';
import type { Item } from './table.ts';

/** A row of the table: the entity's own fields beside its keys, and the name of the entity. */
export const toItem = (entity: string, key: Key, fields: object, index?: IndexKey): Item => ({
  ...fields,
  ...key,
  ...index,
  entity,
});

/** An entity from its row; throws when the row does not have the shape it was written with. */
export function fromItem<T extends z.ZodType>(schema: T, item: Item): z.output<T> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new Error(`Row ${String(item['pk'])} ${String(item['sk'])} is not a valid ${String(item['entity'])}`, {
    cause: parsed.error,
  });
}

export const maybe = <T extends z.ZodType>(schema: T, item: Item | undefined): z.output<T> | undefined =>
  item ? fromItem(schema, item) : undefined;
