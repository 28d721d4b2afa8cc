import type { Contact } from '../../contracts/contact.ts';
import type { Segment } from '../../contracts/segment.ts';
import { ok } from '../../domain/result.ts';
import { type AnnounceDeps, announceMembership } from '../audience/announce-membership.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Tokens } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface Deps extends AnnounceDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'members' | 'addMembers' | 'removeMembers'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly tokens: Tokens;
}

const chosenByRule = (segment: Segment) =>
  conflict(`The members of "${segment.name}" are chosen by its rule. Change the rule, or use a static segment.`);

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

/** Everybody of the request is told to the campaigns of the segment, members of before as well: a repeated request mends a lost one. */
export const addMembers =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    contactIds: readonly string[],
  ): Outcome<{ added: number; unknown: string[] }> => {
    const segment = await deps.segments.get(scope, id);
    if (!segment) return notFound('segment');
    if (segment.type === 'dynamic') return chosenByRule(segment);
    const known = new Set((await deps.contacts.getMany(scope, contactIds)).map((contact) => contact.id));
    const added = await deps.segments.addMembers(scope, segment, [...known]);
    await announceMembership(deps, scope, { segmentId: id, contactIds: [...known], cause: id });
    return ok({ added, unknown: contactIds.filter((contactId) => !known.has(contactId)) });
  };

export const removeMembers =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, contactIds: readonly string[]): Outcome<{ removed: number }> => {
    const segment = await deps.segments.get(scope, id);
    if (!segment) return notFound('segment');
    if (segment.type === 'dynamic') return chosenByRule(segment);
    const removed = await deps.segments.removeMembers(scope, segment, contactIds);
    await announceMembership(deps, scope, { segmentId: id, contactIds: [...new Set(contactIds)], cause: id });
    return ok({ removed });
  };
