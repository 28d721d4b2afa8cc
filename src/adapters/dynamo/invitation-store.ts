import { Invitation } from '../../contracts/access.ts';
import type { InvitationStore } from '../../usecases/ports/people-stores.ts';
import { maybe, toItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { keys } from './keys.ts';
import { rowsOf } from './small-lists.ts';
import type { Table } from './table.ts';

/** Open invitations of an organization in one partition; what is too old goes by itself some day. */
export const invitationStore = (table: Table): InvitationStore => ({
  get: async ({ tenantId }, id) => maybe(Invitation, await table.get(keys.invitation(tenantId, id))),
  list: ({ tenantId }) => rowsOf(table, keys.invitation(tenantId, '').pk, Invitation),
  save: ({ tenantId }, invitation) =>
    table.put(
      toItem('invitation', keys.invitation(tenantId, invitation.id), {
        ...invitation,
        ttl: secondsAfter(invitation.expiresAt, 1),
      }),
    ),
  remove: ({ tenantId }, id) => table.deleteWhere(keys.invitation(tenantId, id), 'attribute_exists(pk)'),
});
