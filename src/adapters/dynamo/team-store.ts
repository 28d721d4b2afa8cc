import { TeamMember } from '../../contracts/access.ts';
import type { TeamStore } from '../../usecases/ports/people-stores.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { indexKeys, keys } from './keys.ts';
import { indexPartition } from './pages.ts';
import { rowsOf } from './small-lists.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const itemOf = (member: TeamMember): Item =>
  toItem(
    'team_member',
    keys.teamMember(member.tenantId, member.personId),
    member,
    indexKeys.memberships(member.personId, member.joinedAt, member.tenantId),
  );

/** People of an organization in one partition (pattern 15); the index finds the organizations of a person. */
export function teamStore(table: Table): TeamStore {
  const writes = writesTo(table.name);
  const stays = (owner: TeamMember | null): readonly Write[] =>
    owner ? [writes.mustBe(keys.teamMember(owner.tenantId, owner.personId), 'role', 'owner')] : [];
  const all = async (list: readonly Write[]): Promise<boolean> => (await table.transact(list)).length === 0;
  return {
    get: async ({ tenantId }, personId) => maybe(TeamMember, await table.get(keys.teamMember(tenantId, personId))),
    listOwners: async ({ tenantId }) => {
      const everybody = await rowsOf(table, keys.teamMember(tenantId, '').pk, TeamMember);
      return everybody.filter(({ role }) => role === 'owner');
    },
    listOf: async (personId) => {
      const { gsi1pk } = indexKeys.memberships(personId, '', '');
      const found = await Array.fromAsync(table.queryAll(indexPartition(gsi1pk)));
      return found.map((item) => fromItem(TeamMember, item));
    },
    add: (member) => all([writes.putNew(itemOf(member))]),
    join: (member, invitationId, now) =>
      all([
        writes.putNew(itemOf(member)),
        writes.deleteUnexpired(keys.invitation(member.tenantId, invitationId), 'expiresAt', now),
      ]),
    save: (member, seenRev, remaining) => all([writes.putSeen(itemOf(member), seenRev), ...stays(remaining)]),
    remove: ({ tenantId, personId, rev }, remaining) =>
      all([writes.deleteSeen(keys.teamMember(tenantId, personId), rev), ...stays(remaining)]),
  };
}
