import { ContactEvent } from '../../contracts/event.ts';
import type { EventStore } from '../../usecases/ports/event-store.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { eventPrefix, keys } from './keys.ts';
import type { Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const rememberedDays = 30;
const keptDays = 400;

/**
 * Events in a partition of their own beside each contact: by id, and by name and time for the rules that look back. An id is remembered
 * for the whole tenant, so that a repeated request adds nothing.
 */
export function eventStore(table: Table): EventStore {
  const writes = writesTo(table.name);
  return {
    add: async ({ tenantId }, event) => {
      const marker: Write = {
        Put: {
          TableName: table.name,
          Item: toItem('event_id', keys.eventId(tenantId, event.id), {
            contactId: event.contactId,
            ttl: secondsAfter(event.receivedAt, rememberedDays),
          }),
          // A row whose time has passed may lie there for days.
          ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':now': secondsAfter(event.receivedAt, 0) },
        },
      };
      const kept = { ...event, ttl: secondsAfter(event.receivedAt, keptDays) };
      const refused = await table.transact([
        marker,
        writes.put(toItem('event', keys.event(tenantId, event.contactId, event.id), kept)),
        writes.put(toItem('event', keys.eventByName(tenantId, event.contactId, event.name, event.at, event.id), kept)),
      ]);
      return refused.length === 0;
    },
    get: async ({ tenantId }, contactId, id) =>
      maybe(ContactEvent, await table.get(keys.event(tenantId, contactId, id))),
    recent: async ({ tenantId }, contactId, name, limit) => {
      const { pk } = keys.event(tenantId, contactId, '');
      const page = await table.query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :name)',
        ExpressionAttributeValues: { ':pk': pk, ':name': eventPrefix(name) },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      });
      return page.items.map((item) => fromItem(ContactEvent, item));
    },
  };
}
