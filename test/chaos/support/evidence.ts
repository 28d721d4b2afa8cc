import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { ApiClient } from '../../../cli/api-client.ts';
import { keys, messagePrefix } from '../../../src/adapters/dynamo/keys.ts';
import { readMessage } from '../../../src/adapters/dynamo/message-codec.ts';
import { Table } from '../../../src/adapters/dynamo/table.ts';
import { Analytics, Books } from '../../../src/contracts/analytics.ts';
import type { Message } from '../../../src/contracts/message.ts';
import { inParallel } from '../../../src/usecases/in-parallel.ts';
import type { Accepted } from './oracle.ts';

const Page = z.object({
  mails: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      direction: z.string(),
      to: z.array(z.string()),
      tags: z.record(z.string(), z.array(z.string())),
    }),
  ),
  nextCursor: z.string().nullish(),
});
const Status = z.object({ campaign: z.object({ status: z.string() }) });

/** A mail of the mailbox with the address it went to and its number there. */
export interface Delivered extends Accepted {
  readonly id: string;
  readonly to: string;
}

/** The mails that the local SES took for a campaign. */
export async function mailsOf(url: string, campaignId: string): Promise<Delivered[]> {
  const found: Delivered[] = [];
  for (let cursor: string | null | undefined = ''; cursor != null; ) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await fetch(`${url}/_local/mailbox?limit=200&campaign=${campaignId}${after}`);
    const page = Page.parse(await reply.json());
    for (const { id, at, to, tags, direction } of page.mails) {
      if (direction === 'outbound')
        found.push({ id, at: Date.parse(at), to: to[0] ?? '', sendId: tags['sendId']?.[0] ?? '' });
    }
    cursor = page.nextCursor;
  }
  return found;
}

/** The product's table behind a gateway, with the rights of the account's owner. */
export function tableAt(gatewayUrl: string, tableName: string): Table {
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'owner' };
  return new Table(tableName, new DynamoDBClient({ endpoint: gatewayUrl, region: 'us-east-1', credentials }));
}

/** The ledger rows of these contacts, strongly consistent. */
export async function rowsOf(table: Table, tenantId: string, contactIds: readonly string[]): Promise<Message[]> {
  const pages = await inParallel(contactIds, 16, async (contactId) => {
    const rows = table.queryAll({
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': keys.contact(tenantId, contactId).pk, ':prefix': messagePrefix },
    });
    return (await Array.fromAsync(rows)).map(readMessage);
  });
  return pages.flat();
}

export const statusOf = async (api: ApiClient, campaignId: string): Promise<string> =>
  (await api.get(`/api/campaigns/${campaignId}`, Status)).campaign.status;

export const analyticsOf = (api: ApiClient, campaignId: string): Promise<Analytics> =>
  api.get(`/api/campaigns/${campaignId}/analytics`, Analytics);

export const lastBooksOf = (api: ApiClient, campaignId: string): Promise<Books> =>
  api.get(`/api/campaigns/${campaignId}/books`, Books);

/** Asks for a new count of the ledger; {@link lastBooksOf} shows it once the cloud has settled. */
export const recount = async (api: ApiClient, campaignId: string): Promise<void> =>
  void (await api.send('POST', `/api/campaigns/${campaignId}/recount`, {}, z.object({ recountId: z.string() })));
