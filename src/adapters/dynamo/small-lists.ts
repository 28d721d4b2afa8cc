import type * as z from 'zod';
import { fromItem } from './codec.ts';
import type { Table } from './table.ts';

/** Every row of a partition that holds a list of a few things of one kind. */
export async function rowsOf<T extends z.ZodType>(table: Table, pk: string, schema: T): Promise<z.output<T>[]> {
  const all = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ConsistentRead: true };
  return (await Array.fromAsync(table.queryAll(all))).map((item) => fromItem(schema, item));
}
