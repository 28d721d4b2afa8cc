import type { Contact } from '../../contracts/contact.ts';
import type { ExportJob } from '../../contracts/transfer-job.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { ContactWalk } from '../ports/contact-walk.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface PageDeps {
  readonly walk: Pick<ContactWalk, 'shards' | 'page'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly segments: Pick<SegmentStore, 'members'>;
}

export interface ExportPage {
  readonly contacts: readonly Contact[];
  /** Where to go on; null behind the last page. */
  readonly next: string | null;
}

type Read = (from: string | null) => Promise<ExportPage>;

const pageSize = 500;

/** A position is the shard, and the contact after which to go on. */
const allContacts =
  ({ walk }: PageDeps, scope: TenantScope): Read =>
  async (from) => {
    const [first = '0', after = ''] = (from ?? '0:').split(':');
    const shard = Number(first);
    const page = await walk.page(scope, shard, after === '' ? null : after, pageSize);
    if (page.next !== null) return { contacts: page.items, next: `${shard}:${page.next}` };
    return { contacts: page.items, next: shard + 1 < walk.shards ? `${shard + 1}:` : null };
  };

const membersOf =
  ({ segments, contacts }: PageDeps, scope: TenantScope, id: string): Read =>
  async (from) => {
    const { contactIds, next } = await segments.members(scope, { id }, from, pageSize);
    return { contacts: await contacts.getMany(scope, contactIds), next };
  };

/** The contacts that an export is about, from where it is. */
export async function* exportPages(
  deps: PageDeps,
  scope: TenantScope,
  { segmentId, position }: ExportJob,
): AsyncGenerator<ExportPage> {
  const read = segmentId === null ? allContacts(deps, scope) : membersOf(deps, scope, segmentId);
  for (let from = position; ; ) {
    const page = await read(from);
    yield page;
    if (page.next === null) return;
    from = page.next;
  }
}
