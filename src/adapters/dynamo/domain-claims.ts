import * as z from 'zod';
import type { SenderStore } from '../../usecases/ports/resource-stores.ts';
import { maybe } from './codec.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

/** Nobody's once its last sender is gone; each claim counts, so that a release sees one that came meanwhile. */
const DomainOwner = z.object({ tenantId: z.string().optional(), claims: z.number().optional() });

/** Which tenant the domains of senders belong to. */
export const domainClaims = (table: Table): Pick<SenderStore, 'claimDomain' | 'releaseDomain'> => ({
  claimDomain: async ({ tenantId }, domain, keep) => {
    const key = keys.senderDomain(domain);
    if (!keep) return [undefined, tenantId].includes(maybe(DomainOwner, await table.get(key))?.tenantId);
    const { applied } = await table.update({
      Key: { ...key },
      UpdateExpression: 'SET tenantId = :tenant, entity = :entity ADD claims :one',
      ConditionExpression: 'attribute_not_exists(tenantId) OR tenantId = :tenant',
      ExpressionAttributeValues: { ':tenant': tenantId, ':entity': 'sender_domain', ':one': 1 },
    });
    return applied;
  },
  releaseDomain: async ({ tenantId }, domain, used) => {
    const key = keys.senderDomain(domain);
    const owner = maybe(DomainOwner, await table.get(key));
    if (owner?.tenantId !== tenantId || (await used())) return;
    const { claims } = owner;
    await table.update({
      Key: { ...key },
      UpdateExpression: 'REMOVE tenantId',
      ConditionExpression: `tenantId = :tenant AND ${claims === undefined ? 'attribute_not_exists(claims)' : 'claims = :claims'}`,
      ExpressionAttributeValues: { ':tenant': tenantId, ...(claims === undefined ? {} : { ':claims': claims }) },
    });
  },
});
