import * as z from 'zod';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { Page, PageRequest } from '../../usecases/scope.ts';
import { BadCursor, keyOf, type Partition } from './pages.ts';
import type { Item, Table } from './table.ts';

/** Rows of a query, and queries of a page: a filter that little passes ends a page before it is full. */
const rowsAtOnce = 500;
const mostQueries = 4;

const Key = z.record(z.string(), z.unknown());

async function placeOf(tokens: Tokens, list: string, cursor: string | undefined): Promise<Item | undefined> {
  if (cursor === undefined) return undefined;
  const [name, place = ''] = (await tokens.verify('cursor', cursor)) ?? [];
  if (name !== list) throw new BadCursor();
  return Key.parse(JSON.parse(place));
}

/**
 * A page of a query with a filter. It may hold fewer rows than asked for, or none, and not be the last: 2,000 rows are looked at. The
 * cursor is signed and bound to the list, whatever the filter: a cursor of another list or tenant throws {@link BadCursor}.
 */
export async function filteredPage(
  table: Table,
  tokens: Tokens,
  list: string,
  partition: Partition,
  { limit, cursor }: PageRequest,
): Promise<Page<Item>> {
  const found: Item[] = [];
  let from = await placeOf(tokens, list, cursor);
  for (let queries = 0; queries < mostQueries && found.length < limit; queries++) {
    const page = await table.query({
      ...partition,
      Limit: partition.FilterExpression ? rowsAtOnce : limit,
      ExclusiveStartKey: from,
    });
    found.push(...page.items);
    from = page.last;
    if (!from) break;
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const place = found.length > limit && last ? keyOf(last) : from;
  return { items, nextCursor: place ? await tokens.sign('cursor', [list, JSON.stringify(place)]) : null };
}
