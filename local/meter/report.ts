import { type Books, type Ledger, NOBODY } from './ledger.ts';

/** Counters that every report names, also when they are 0. */
const NOTHING = {
  dynamodbWriteUnits: 0,
  dynamodbReadUnits: 0,
  sqsRequests: 0,
  lambdaInvocations: 0,
  lambdaGbSeconds: 0,
  stateTransitions: 0,
  schedulerInvocations: 0,
  sesRecipients: 0,
  snsPublishes: 0,
  s3Requests: 0,
  apiRequests: 0,
  logBytes: 0,
};

/** Plain counters, and groups of them: `sdkCalls` by `service.action`, `lambdaMs` by function. */
export type Counts = Readonly<typeof NOTHING> & {
  readonly sdkCalls: Readonly<Record<string, number>>;
  readonly lambdaMs: Readonly<Record<string, number>>;
  readonly [counter: string]: number | Readonly<Record<string, number>>;
};

export interface CostReport {
  readonly usd: number;
  readonly byService: Readonly<Record<string, number>>;
  readonly counts: Counts;
}

export interface CampaignCost extends CostReport {
  /** The part of `usd` that SES charges for recipients. */
  readonly sesUsd: number;
  readonly usdPer1000Contacts?: number;
}

export interface MeterReport {
  /** ISO 8601, in the cloud's time. */
  readonly since: string;
  readonly total: CostReport;
  /** What waiting for work costs, whoever it is for; not part of `total`. */
  readonly idle: CostReport;
  readonly unattributed: CostReport;
  readonly campaigns: Readonly<Record<string, CampaignCost>>;
}

export interface Ledgers {
  readonly since: number;
  readonly work: Ledger;
  readonly idle: Ledger;
}

export function reportOf({ since, work, idle }: Ledgers, contacts?: number): MeterReport {
  const campaigns = [...work.accounts].filter(([account]) => account !== NOBODY);
  return {
    since: new Date(since).toISOString(),
    total: costOf(work.total),
    idle: costOf(idle.total),
    unattributed: costOf(work.accounts.get(NOBODY)),
    campaigns: Object.fromEntries(campaigns.map(([id, books]) => [id, campaignOf(books, contacts)])),
  };
}

function campaignOf(books: Books, contacts: number | undefined): CampaignCost {
  const cost = costOf(books);
  const sesUsd = books.usd.get('ses') ?? 0;
  return { ...cost, sesUsd, ...(contacts !== undefined && { usdPer1000Contacts: (cost.usd / contacts) * 1000 }) };
}

function costOf(books: Books = { usd: new Map(), counts: new Map() }): CostReport {
  const byService = Object.fromEntries([...books.usd].sort(([one], [other]) => one.localeCompare(other)));
  const usd = Object.values(byService).reduce((sum, part) => sum + part, 0);
  return { usd, byService, counts: countsOf(books.counts) };
}

function countsOf(flat: ReadonlyMap<string, number>): Counts {
  const groups: { sdkCalls: Record<string, number>; lambdaMs: Record<string, number> } = { sdkCalls: {}, lambdaMs: {} };
  const plain: Record<string, number> = {};
  for (const [key, value] of flat) {
    const dot = key.indexOf('.');
    const group = key.slice(0, Math.max(dot, 0));
    if (group === 'sdkCalls' || group === 'lambdaMs') groups[group][key.slice(dot + 1)] = value;
    else plain[key] = value;
  }
  return { ...NOTHING, ...plain, ...groups };
}
