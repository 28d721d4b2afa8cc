import type { Tokens } from '../../usecases/ports/effects.ts';
import type { Page, PageRequest } from '../../usecases/scope.ts';
import { BadCursor } from './pages.ts';

interface Position {
  /** Cursor within the rows; undefined at their beginning. */
  readonly rows: string | undefined;
  /** How many of the fixed entries were given; undefined while rows are left. */
  readonly given: number | undefined;
}

async function readPosition(tokens: Tokens, list: string, cursor: string | undefined): Promise<Position> {
  if (cursor === undefined) return { rows: undefined, given: undefined };
  const [name, phase, value = ''] = (await tokens.verify('cursor', cursor)) ?? [];
  if (name !== list) throw new BadCursor();
  return phase === 'rows' ? { rows: value, given: undefined } : { rows: undefined, given: Number(value) };
}

/** Rows page by page, then entries that come from code, as one list with signed cursors. */
export async function pageThenFixed<T, S>(
  tokens: Tokens,
  list: string,
  { limit, cursor }: PageRequest,
  fixed: readonly S[],
  rows: (page: PageRequest) => Promise<Page<T>>,
): Promise<Page<T | S>> {
  const at = await readPosition(tokens, list, cursor);
  const page = at.given === undefined ? await rows({ limit, cursor: at.rows }) : { items: [], nextCursor: null };
  if (page.nextCursor !== null)
    return { items: page.items, nextCursor: await tokens.sign('cursor', [list, 'rows', page.nextCursor]) };
  const given = at.given ?? 0;
  const taken = fixed.slice(given, given + limit - page.items.length);
  const next = given + taken.length;
  const more = next < fixed.length;
  return {
    items: [...page.items, ...taken],
    nextCursor: more ? await tokens.sign('cursor', [list, 'fixed', String(next)]) : null,
  };
}
