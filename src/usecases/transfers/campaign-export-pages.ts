import type { Campaign } from '../../contracts/campaign.ts';
import type { CampaignExport } from '../../contracts/transfer.ts';
import type { ExportJob } from '../../contracts/transfer-job.ts';
import { messageColumns, messageRecord, sightingColumns, sightingRecords } from '../../domain/export/mail-records.ts';
import type { ExportRecord } from '../../domain/export/record-line.ts';
import { reportTables } from '../../domain/export/report-tables.ts';
import type { CountedJourney } from '../../domain/report/journey.ts';
import { getAnalytics } from '../analytics/get-analytics.ts';
import { getReport } from '../analytics/get-report.ts';
import { type JourneyDeps, readJourneys } from '../analytics/read-counted.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';

export interface CampaignPageDeps extends JourneyDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'getVersion'>;
  readonly journeys: JourneyDeps['journeys'] & Pick<JourneyStore, 'pageEnrollments'>;
  readonly stats: Pick<StatsStore, 'read' | 'getBooks' | 'getReport'>;
  readonly segments: Pick<SegmentStore, 'get'>;
}

interface RecordPage {
  readonly records: readonly ExportRecord[];
  /** Where to go on; null behind the last page. */
  readonly next: string | null;
}

type Job = Pick<ExportJob, 'what' | 'position'> & { readonly campaignId: string };

const pageSize = 200;

interface LedgerExport {
  readonly columns: readonly string[];
  readonly records: (journey: CountedJourney) => readonly ExportRecord[];
}

const ledgerExports: { readonly [W in 'messages' | 'sightings']: LedgerExport } = {
  messages: {
    columns: messageColumns,
    records: ({ messages, contact }) => messages.map((message) => messageRecord(message, contact)),
  },
  sightings: {
    columns: sightingColumns,
    records: ({ messages, contact }) => messages.flatMap((message) => sightingRecords(message, contact)),
  },
};

const isOfLedger = (what: string): what is keyof typeof ledgerExports => Object.hasOwn(ledgerExports, what);
const isTable = (what: string): what is keyof typeof reportTables => Object.hasOwn(reportTables, what);

/** The columns of an export of a campaign. */
export const campaignColumns = (what: CampaignExport): readonly string[] =>
  (isOfLedger(what) ? ledgerExports[what] : reportTables[what]).columns;

/** A position is the shard, and the enrollment after which to go on. */
async function* ledgerPages(
  deps: CampaignPageDeps,
  scope: TenantScope,
  campaign: Campaign,
  { records }: LedgerExport,
  position: string | null,
): AsyncGenerator<RecordPage> {
  const [first = '0', ...cursor] = (position ?? '0').split(':');
  let shard = Number(first);
  let from = cursor.length > 0 ? cursor.join(':') : null;
  while (shard < campaign.shards) {
    const page = await deps.journeys.pageEnrollments(scope, campaign.id, shard, null, from, pageSize);
    const read = await readJourneys(deps, scope, page.items);
    shard += page.next === null ? 1 : 0;
    from = page.next;
    const next = from === null ? `${shard}` : `${shard}:${from}`;
    yield { records: read.flatMap(records), next: shard < campaign.shards ? next : null };
  }
}

async function tableRecords(
  deps: CampaignPageDeps,
  scope: TenantScope,
  id: string,
  what: keyof typeof reportTables,
): Promise<readonly ExportRecord[]> {
  const [analytics, report] = await Promise.all([getAnalytics(deps)(scope, id, {}), getReport(deps)(scope, id)]);
  return analytics.ok && report.ok
    ? reportTables[what].records({ analytics: analytics.value, report: report.value })
    : [];
}

/** What an export of a campaign is about, from where it is; nothing of a campaign that is gone. */
export async function* campaignPages(
  deps: CampaignPageDeps,
  scope: TenantScope,
  { what, campaignId, position }: Job,
): AsyncGenerator<RecordPage> {
  const campaign = await deps.campaigns.get(scope, campaignId);
  if (campaign && isOfLedger(what)) yield* ledgerPages(deps, scope, campaign, ledgerExports[what], position);
  else yield { records: isTable(what) ? await tableRecords(deps, scope, campaignId, what) : [], next: null };
}
