import { type CrowdClick, crowdSlotMs } from '../../domain/machines/crowd.ts';
import type { CrowdStore } from '../../usecases/ports/crowd-store.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Far more than make a crowd; a row does not grow beyond. */
const maxClicks = 200;
const keptSeconds = 3_600;

const pack = ({ contactId, sendId, sightingId, at }: CrowdClick): string =>
  [contactId, sendId, sightingId, Date.parse(at).toString(36)].join('|');

function unpack(line: string): CrowdClick {
  const [contactId = '', sendId = '', sightingId = '', at = ''] = line.split('|');
  return { contactId, sendId, sightingId, at: new Date(Number.parseInt(at, 36)).toISOString() };
}

const clicksOf = (item: Item): readonly CrowdClick[] =>
  item['clicks'] instanceof Set ? [...item['clicks']].map((line) => unpack(String(line))) : [];

/** One row for an address and ten minutes; a full one is left as it is. */
export const crowdStore = (table: Table): CrowdStore => ({
  note: async ({ tenantId }, ip, slot, clicks, beside) => {
    const { item } = await table.update({
      Key: { ...keys.crowd(tenantId, ip, slot) },
      UpdateExpression: 'ADD clicks :clicks SET #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(clicks) OR size(clicks) < :max',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':clicks': new Set(clicks.map(pack)),
        ':ttl': Math.floor(((slot + 1) * crowdSlotMs) / 1000) + keptSeconds,
        ':max': maxClicks,
      },
    });
    const others = await Promise.all(beside.map((one) => table.get(keys.crowd(tenantId, ip, one))));
    return [item, ...others].flatMap((row) => (row ? clicksOf(row) : []));
  },
});
