import type { Contact } from '../../contracts/contact.ts';
import type { TenantScope } from '../scope.ts';
import type { RowPage } from './journey-store.ts';

/** A stretch of a shard: so many contacts after one of them, or from the start. */
export interface Stretch {
  readonly shard: number;
  readonly after: string | null;
  readonly size: number;
}

/** All contacts of a tenant, shard by shard, in a fixed order. What was written in the last moments may be missing. */
export interface ContactWalk {
  readonly shards: number;
  /** `next` is the `after` of the next page. */
  page(scope: TenantScope, shard: number, after: string | null, limit: number): Promise<RowPage<Contact>>;
  /** The stretches of a shard, counted without reading the contacts to us. */
  stretches(scope: TenantScope, shard: number): AsyncIterable<Stretch>;
}
