import * as z from 'zod';
import { Campaign, type CampaignStatus } from '../../contracts/campaign.ts';
import { Sequence } from '../../contracts/step.ts';
import type { CampaignFilter, CampaignStore, PublishedVersion } from '../../usecases/ports/campaign-store.ts';
import type { Blobs, Tokens } from '../../usecases/ports/effects.ts';
import type { Page, TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { indexKeys, keys, readWatched, versionPrefix, watchedPartition } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const Draft = z.object({ sequence: Sequence });
const VersionSummary = z.object({ number: z.number(), contentHash: z.string(), publishedAt: z.string() });
const Version = VersionSummary.extend({
  sequence: Sequence.optional(),
  blob: z.string().optional(),
});

/** Items stop at 400 KB: larger sequences lie on S3 under their hash. */
const maxInlineBytes = 350 * 1024;
const watched: ReadonlySet<CampaignStatus> = new Set(['scheduled', 'active', 'paused', 'completed']);

const campaignItem = (campaign: Campaign): Item =>
  toItem(
    'campaign',
    keys.campaign(campaign.tenantId, campaign.id),
    campaign,
    indexKeys.campaigns(campaign.tenantId, campaign.updatedAt),
  );

const filterOf = (
  filter: CampaignFilter,
): { FilterExpression?: string; names: Record<string, string>; values: Item } => {
  const wanted = Object.entries({ status: filter.status, campaignType: filter.campaignType }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...(wanted.length > 0 ? { FilterExpression: wanted.map(([name]) => `#${name} = :${name}`).join(' AND ') } : {}),
    names: Object.fromEntries(wanted.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(wanted.map(([name, value]) => [`:${name}`, value])),
  };
};

async function listCampaigns(
  table: Table,
  tokens: Tokens,
  scope: TenantScope,
  filter: CampaignFilter,
): Promise<Page<Campaign>> {
  const { names, values, ...expression } = filterOf(filter);
  const partition = indexPartition(indexKeys.campaigns(scope.tenantId, '').gsi1pk);
  const query = {
    ...partition,
    ...expression,
    ScanIndexForward: false,
    ExpressionAttributeValues: { ...partition.ExpressionAttributeValues, ...values },
    ...(expression.FilterExpression ? { ExpressionAttributeNames: names } : {}),
  };
  const page = await pageOver(table, tokens, `campaigns:${scope.tenantId}`, [query], filter);
  return { ...page, items: page.items.map((item) => fromItem(Campaign, item)) };
}

function versionLists(table: Table): Pick<CampaignStore, 'listVersions' | 'listWatched' | 'unwatch'> {
  return {
    listVersions: async (scope, id) => {
      const { pk } = keys.campaign(scope.tenantId, id);
      const versions = {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': versionPrefix },
        ProjectionExpression: '#number, contentHash, publishedAt',
        ExpressionAttributeNames: { '#number': 'number' },
      };
      const found = await Array.fromAsync(table.queryAll(versions));
      return found.map((item) => fromItem(VersionSummary, item));
    },
    listWatched: async function* () {
      const watching = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': watchedPartition } };
      for await (const item of table.queryAll(watching)) yield readWatched(String(item['sk']));
    },
    unwatch: (campaign) => table.delete(keys.watched(campaign.tenantId, campaign.id)),
  };
}

/** Campaigns, their drafts and versions (patterns 1, 2). Whether jobs look at a campaign is kept beside it. */
export function campaignStore(table: Table, tokens: Tokens, blobs: () => Blobs): CampaignStore {
  const writes = writesTo(table.name);

  const watchWrite = (campaign: Campaign): Write => {
    const key = keys.watched(campaign.tenantId, campaign.id);
    return watched.has(campaign.status) ? writes.put(toItem('watched', key, {})) : writes.delete(key);
  };
  const saved = async (campaign: Campaign, seenRev: number, more: readonly Write[]): Promise<boolean> => {
    const refused = await table.transact([
      writes.putSeen(campaignItem(campaign), seenRev),
      watchWrite(campaign),
      ...more,
    ]);
    return refused.length === 0;
  };
  const versionItem = async (campaign: Campaign, version: PublishedVersion): Promise<Item> => {
    const key = keys.version(campaign.tenantId, campaign.id, version.number);
    if (Buffer.byteLength(JSON.stringify(version.sequence)) <= maxInlineBytes) return toItem('version', key, version);
    const blob = `sequences/${campaign.tenantId}/${version.contentHash}.json`;
    await blobs().putJson(blob, version.sequence);
    const { sequence: _, ...rest } = version;
    return toItem('version', key, { ...rest, blob });
  };
  const readVersion = async (item: Item): Promise<PublishedVersion> => {
    const { blob, sequence, ...rest } = fromItem(Version, item);
    return { ...rest, sequence: sequence ?? Sequence.parse(await blobs().getJson(blob ?? '')) };
  };

  return {
    create: async (campaign, draft) => {
      const draftKey = keys.draft(campaign.tenantId, campaign.id);
      await table.transact([
        writes.putNew(campaignItem(campaign)),
        writes.putNew(toItem('draft', draftKey, { sequence: draft })),
      ]);
    },
    get: async (scope, id) => maybe(Campaign, await table.get(keys.campaign(scope.tenantId, id))),
    save: (campaign, seenRev) => saved(campaign, seenRev, []),
    remove: async (campaign) => {
      const key = keys.campaign(campaign.tenantId, campaign.id);
      const unchanged = {
        Delete: {
          TableName: table.name,
          Key: { ...key },
          ConditionExpression: 'rev = :seen',
          ExpressionAttributeValues: { ':seen': campaign.rev },
        },
      };
      const refused = await table.transact([unchanged, writes.delete(keys.draft(campaign.tenantId, campaign.id))]);
      return refused.length === 0;
    },
    list: (scope, filter) => listCampaigns(table, tokens, scope, filter),
    getDraft: async (scope, id) => {
      const item = await table.get(keys.draft(scope.tenantId, id));
      return item ? fromItem(Draft, item).sequence : { steps: [] };
    },
    saveDraft: (campaign, seenRev, draft) =>
      saved(campaign, seenRev, [
        writes.put(toItem('draft', keys.draft(campaign.tenantId, campaign.id), { sequence: draft })),
      ]),
    publish: async (campaign, seenRev, version) =>
      saved(campaign, seenRev, [writes.putNew(await versionItem(campaign, version))]),
    getVersion: async (scope, id, number) => {
      const item = await table.get(keys.version(scope.tenantId, id, number));
      return item ? readVersion(item) : undefined;
    },
    ...versionLists(table),
  };
}
