import type { ShelfQuery, Shelved } from '../../contracts/shelf.ts';

type Labelled = Pick<Shelved, 'name' | 'category' | 'tags' | 'description' | 'sharing'>;

/** The words a template is found by, in lower case. */
export const searchTextOf = ({ name, category, tags, description }: Omit<Labelled, 'sharing'>): string =>
  [name, category ?? '', ...tags, description].join('\n').toLowerCase();

/** Whether a template belongs into a list: what the store asks of its rows, asked of templates that come from code. */
export const matchesQuery = (thing: Labelled, { category, tag, sharing, q }: Omit<ShelfQuery, 'limit'>): boolean =>
  (category === undefined || thing.category === category) &&
  (tag === undefined || thing.tags.includes(tag)) &&
  (sharing === undefined || thing.sharing === sharing) &&
  (q === undefined || searchTextOf(thing).includes(q.toLowerCase()));

/** A private template exists for who made it, and for nobody else. */
export const maySee = ({ sharing, createdBy }: Shelved, principal: string): boolean =>
  sharing !== 'private' || createdBy === principal;
