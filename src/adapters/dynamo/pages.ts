import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { Page, PageRequest } from '../../usecases/scope.ts';
import type { Item, Table } from './table.ts';

export type Partition = Omit<QueryCommandInput, 'TableName'>;

/** A page could not begin where the cursor says: it was changed, or belongs to another list. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

export const keyOf = (item: Item): Item =>
  Object.fromEntries(['pk', 'sk', 'gsi1pk', 'gsi1sk'].flatMap((name) => (name in item ? [[name, item[name]]] : [])));

const sortOf = (item: Item): string => String(item['gsi1sk'] ?? item['sk']);

interface Position {
  /** Per partition: the last key given out; null before the first, false when the partition is exhausted. */
  readonly after: readonly (Item | null | false)[];
}

const readPosition = (parts: readonly string[] | undefined, list: string, partitions: number): Position => {
  if (!parts || parts[0] !== list) throw new BadCursor();
  const after: unknown = JSON.parse(parts[1] ?? '[]');
  if (!Array.isArray(after) || after.length !== partitions) throw new BadCursor();
  return { after };
};

interface Fetched {
  readonly index: number;
  readonly items: readonly Item[];
  readonly more: boolean;
}

async function fetch(
  table: Table,
  partition: Partition,
  index: number,
  after: Item | null | false,
  limit: number,
): Promise<Fetched> {
  if (after === false) return { index, items: [], more: false };
  const items: Item[] = [];
  let from: Item | undefined = after ?? undefined;
  do {
    const page = await table.query({
      ...partition,
      Limit: Math.max(limit - items.length, 25),
      ExclusiveStartKey: from,
    });
    items.push(...page.items);
    from = page.last;
  } while (from && items.length < limit);
  return { index, items, more: from !== undefined };
}

function merge(
  fetched: readonly Fetched[],
  limit: number,
  descending: boolean,
): readonly { index: number; item: Item }[] {
  const all = fetched.flatMap((part) => part.items.map((item) => ({ index: part.index, item })));
  all.sort((a, b) => (sortOf(a.item) < sortOf(b.item) ? -1 : 1) * (descending ? -1 : 1));
  return all.slice(0, limit);
}

function positionAfter(
  taken: readonly { index: number; item: Item }[],
  fetched: readonly Fetched[],
  before: Position,
): Position {
  const after = fetched.map((part): Item | null | false => {
    const last = taken.findLast((entry) => entry.index === part.index);
    const given = taken.filter((entry) => entry.index === part.index).length;
    if (given === part.items.length && !part.more) return false;
    return last ? keyOf(last.item) : (before.after[part.index] ?? null);
  });
  return { after };
}

/**
 * One page over several partitions as if they were one list, in the order of their sort keys. The cursor is signed and bound to the
 * list: a cursor of another list or tenant throws {@link BadCursor}.
 */
export async function pageOver(
  table: Table,
  tokens: Tokens,
  list: string,
  partitions: readonly Partition[],
  page: PageRequest,
): Promise<Page<Item>> {
  const position: Position = page.cursor
    ? readPosition(await tokens.verify('cursor', page.cursor), list, partitions.length)
    : { after: partitions.map(() => null) };
  const fetched = await Promise.all(
    partitions.map((partition, i) => fetch(table, partition, i, position.after[i] ?? null, page.limit)),
  );
  const taken = merge(fetched, page.limit, partitions[0]?.ScanIndexForward === false);
  const next = positionAfter(taken, fetched, position);
  const exhausted = next.after.every((after) => after === false);
  return {
    items: taken.map((entry) => entry.item),
    nextCursor: exhausted ? null : await tokens.sign('cursor', [list, JSON.stringify(next.after)]),
  };
}

/** A query of the index for one partition key. */
export const indexPartition = (gsi1pk: string, prefix?: string): Partition => ({
  IndexName: 'gsi1',
  KeyConditionExpression: prefix ? 'gsi1pk = :pk AND begins_with(gsi1sk, :prefix)' : 'gsi1pk = :pk',
  ExpressionAttributeValues: prefix ? { ':pk': gsi1pk, ':prefix': prefix } : { ':pk': gsi1pk },
});
