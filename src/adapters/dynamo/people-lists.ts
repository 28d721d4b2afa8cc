import type * as z from 'zod';
import { ApiKey, TeamMember } from '../../contracts/access.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { PeopleLists } from '../../usecases/ports/people-stores.ts';
import type { PageRequest } from '../../usecases/scope.ts';
import { fromItem } from './codec.ts';
import { indexKeys, keys } from './keys.ts';
import { indexPartition, type Partition, pageOver } from './pages.ts';
import type { Table } from './table.ts';

/** What the people of an organization can page through. */
export function peopleLists(table: Table, tokens: Tokens): PeopleLists {
  const list = async <T extends z.ZodType>(schema: T, name: string, partition: Partition, request: PageRequest) => {
    const page = await pageOver(table, tokens, name, [partition], request);
    return { ...page, items: page.items.map((item) => fromItem(schema, item)) };
  };
  return {
    members: ({ tenantId }, request) => {
      const { pk } = keys.teamMember(tenantId, '');
      const team = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
      return list(TeamMember, `team:${tenantId}`, team, request);
    },
    keys: ({ tenantId }, request) =>
      list(ApiKey, `api-keys:${tenantId}`, indexPartition(indexKeys.apiKeys(tenantId, '').gsi1pk), request),
  };
}
