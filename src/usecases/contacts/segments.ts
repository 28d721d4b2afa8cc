import type { Contact } from '../../contracts/contact.ts';
import type { Segment } from '../../contracts/resources.ts';
import { ok } from '../../domain/result.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Clock, Ids, Tokens } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface Deps {
  readonly segments: SegmentStore;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly ids: Ids;
}

export const createSegment =
  ({ segments, clock, ids }: Deps) =>
  async (scope: TenantScope, name: string): Outcome<Segment> => {
    const now = clock.now();
    const segment: Segment = {
      id: ids.next('segment'),
      name,
      type: 'static',
      memberCount: 0,
      shards: 1,
      createdAt: now,
      updatedAt: now,
    };
    await segments.create(scope, segment);
    return ok(segment);
  };

export const deleteSegment =
  ({ segments }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    if (!(await segments.get(scope, id))) return notFound('segment');
    return (await segments.remove(scope, id))
      ? ok(undefined)
      : conflict('The segment has members. Remove them first with POST /api/segments/{id}/members/remove.');
  };

/** One page of members; contacts deleted meanwhile are left out, so a page may be short. */
export const listMembers =
  ({ segments, contacts, tokens }: Deps) =>
  async (scope: TenantScope, id: string, page: PageRequest): Outcome<Page<Contact>> => {
    const segment = await segments.get(scope, id);
    if (!segment) return notFound('segment');
    const list = `members:${scope.tenantId}:${id}`;
    const position = page.cursor ? await tokens.verify('cursor', page.cursor) : [list];
    if (position?.[0] !== list)
      return invalid('Nothing was listed.', [
        fault('query.cursor', 'bad_cursor', 'Send the nextCursor of the page before, unchanged.'),
      ]);
    const members = await segments.members(scope, segment, position[1] ?? null, page.limit);
    const found = new Map((await contacts.getMany(scope, members.contactIds)).map((contact) => [contact.id, contact]));
    return ok({
      items: members.contactIds.flatMap((contactId) => found.get(contactId) ?? []),
      nextCursor: members.next ? await tokens.sign('cursor', [list, members.next]) : null,
    });
  };

export const addMembers =
  ({ segments, contacts }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    contactIds: readonly string[],
  ): Outcome<{ added: number; unknown: string[] }> => {
    const segment = await segments.get(scope, id);
    if (!segment) return notFound('segment');
    const known = new Set((await contacts.getMany(scope, contactIds)).map((contact) => contact.id));
    const added = await segments.addMembers(scope, segment, [...known]);
    return ok({ added, unknown: contactIds.filter((contactId) => !known.has(contactId)) });
  };

export const removeMembers =
  ({ segments }: Deps) =>
  async (scope: TenantScope, id: string, contactIds: readonly string[]): Outcome<{ removed: number }> => {
    const segment = await segments.get(scope, id);
    if (!segment) return notFound('segment');
    return ok({ removed: await segments.removeMembers(scope, segment, contactIds) });
  };
