import type { Contact } from '../../contracts/contact.ts';
import type { Segment } from '../../contracts/segment.ts';
import { isMissing } from '../../domain/campaign/audience-sample.ts';
import { fieldReader } from '../../domain/contact/fields.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface CountDeps {
  readonly contacts: Pick<ContactStore, 'list' | 'getMany'>;
  readonly segments: Pick<SegmentStore, 'members'>;
  readonly clock: Clock;
}

export interface Lacking {
  /** By field: contacts without a value, as counted. */
  readonly byField: ReadonlyMap<string, number>;
  readonly counted: number;
  /** Whether the end of the audience was reached. */
  readonly whole: boolean;
}

const pageSize = 100;
/** An answer has to come within 29 seconds; what is not seen by then is estimated. */
const budgetMs = 8_000;
const maxContacts = 20_000;

async function* memberPages(deps: CountDeps, scope: TenantScope, segment: Segment): AsyncGenerator<readonly Contact[]> {
  let from: string | null = null;
  do {
    const page = await deps.segments.members(scope, segment, from, pageSize);
    yield await deps.contacts.getMany(scope, page.contactIds);
    from = page.next;
  } while (from !== null);
}

async function* contactPages({ contacts }: CountDeps, scope: TenantScope): AsyncGenerator<readonly Contact[]> {
  let cursor: string | undefined;
  do {
    const page = await contacts.list(scope, { limit: pageSize, cursor });
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Walks an audience, all contacts without a segment, for at most eight seconds and 20,000 contacts, and counts empty fields. */
export async function countLacking(
  deps: CountDeps,
  scope: TenantScope,
  segment: Segment | undefined,
  fields: readonly string[],
): Promise<Lacking> {
  const readers = fields.map((field) => [field, fieldReader(field)] as const);
  const byField = new Map(fields.map((field) => [field, 0]));
  const deadline = Date.parse(deps.clock.now()) + budgetMs;
  let counted = 0;
  for await (const page of segment ? memberPages(deps, scope, segment) : contactPages(deps, scope)) {
    if (counted >= maxContacts || Date.parse(deps.clock.now()) > deadline) return { byField, counted, whole: false };
    for (const [field, read] of readers)
      byField.set(field, (byField.get(field) ?? 0) + page.filter((contact) => isMissing(read(contact))).length);
    counted += page.length;
  }
  return { byField, counted, whole: true };
}
