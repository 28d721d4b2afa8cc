import type { Key } from './keys.ts';
import type { Item, Write } from './table.ts';

/** Builders for the writes of a transaction; each names its condition in words. */
export const writesTo = (TableName: string) => ({
  put: (Item: Item): Write => ({ Put: { TableName, Item } }),
  putNew: (Item: Item): Write => ({ Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } }),
  /** Replaces a row that still has the revision it was read with. */
  putSeen: (Item: Item, seenRev: number): Write => ({
    Put: { TableName, Item, ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': seenRev } },
  }),
  delete: (key: Key): Write => ({ Delete: { TableName, Key: { ...key } } }),
  /** Removes a row that still has the revision it was read with. */
  deleteSeen: (key: Key, seenRev: number): Write => ({
    Delete: {
      TableName,
      Key: { ...key },
      ConditionExpression: 'rev = :seen',
      ExpressionAttributeValues: { ':seen': seenRev },
    },
  }),
  deleteExisting: (key: Key): Write => ({
    Delete: { TableName, Key: { ...key }, ConditionExpression: 'attribute_exists(pk)' },
  }),
  /** Writes nothing, and lets the others through only if the row exists. */
  mustExist: (key: Key): Write => ({
    ConditionCheck: { TableName, Key: { ...key }, ConditionExpression: 'attribute_exists(pk)' },
  }),
  /** Writes nothing, and lets the others through only if the row has this value. */
  mustBe: (key: Key, field: string, value: string): Write => ({
    ConditionCheck: {
      TableName,
      Key: { ...key },
      ConditionExpression: '#field = :value',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: { ':value': value },
    },
  }),
  /** Removes a row whose instant in `field` is later than `now`. */
  deleteUnexpired: (key: Key, field: string, now: string): Write => ({
    Delete: {
      TableName,
      Key: { ...key },
      ConditionExpression: '#field > :now',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: { ':now': now },
    },
  }),
  /** Adds to numbers, creating the row where it is missing. */
  add: (key: Key, numbers: Readonly<Record<string, number>>, condition?: string): Write => {
    const names = Object.keys(numbers);
    return {
      Update: {
        TableName,
        Key: { ...key },
        UpdateExpression: `ADD ${names.map((_, i) => `#n${i} :v${i}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
        ExpressionAttributeValues: Object.fromEntries(names.map((name, i) => [`:v${i}`, numbers[name]])),
        ...(condition ? { ConditionExpression: condition } : {}),
      },
    };
  },
});
