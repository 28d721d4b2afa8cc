import { noVariant } from '../../contracts/analytics.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export interface IndexKey {
  readonly gsi1pk: string;
  readonly gsi1sk: string;
}

/** Shards of lists that every tenant has; fixed, so that a row finds its shard by its own id. */
export const contactShards = 4;
export const segmentShards = 4;
export const issueShards = 4;
export const sendingShards = 4;

const pad = (n: number): string => String(n).padStart(4, '0');

/** Campaigns that the recurring jobs look at. */
export const watchedPartition = 'WATCHED';

/** Dynamic segments of all tenants: those refreshed nightly, and those whose refresh may have to be taken up again. */
export const watchedSegments = 'WATCHED_SEGMENTS';

/** Stands for all tenants: what is under it, every one of them may read. No tenant can have this name (`ten_…`). */
export const publicTenant = 'PUBLIC';

export const versionPrefix = 'VERSION#';
export const usePrefix = 'USE#';
const deliveryPrefix = 'DELIVERY#';
const suppressedCategory = 'CATEGORY#';

/** Every key of the table (design/table). Nobody else writes `#`. */
export const keys = {
  campaign: (t: string, c: string): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: 'META' }),
  draft: (t: string, c: string): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: 'DRAFT' }),
  version: (t: string, c: string, n: number): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: `${versionPrefix}${pad(n)}` }),
  plan: (t: string, c: string, launch: string): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: `PLAN#${launch}` }),
  chunkMark: (t: string, c: string, launch: string, n: number): Key => ({
    pk: `T#${t}#CAMPAIGN#${c}`,
    sk: `PLAN#${launch}#CHUNK#${n}`,
  }),
  leftOut: (t: string, c: string, launch: string, contact: string): Key => ({
    pk: `T#${t}#CAMPAIGN#${c}`,
    sk: `PLAN#${launch}#LEFT_OUT#${contact}`,
  }),
  zoneChunk: (t: string, c: string, launch: string, zone: string, n: number): Key => ({
    pk: `T#${t}#CAMPAIGN#${c}`,
    sk: `PLAN#${launch}#ZONE#${zone}#${n}`,
  }),
  experiment: (t: string, c: string, step: string): Key => ({
    pk: `T#${t}#CAMPAIGN#${c}`,
    sk: `EXPERIMENT#${step}`,
  }),
  books: (t: string, c: string): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: 'BOOKS' }),
  report: (t: string, c: string): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: 'REPORT' }),
  tally: (t: string, c: string, recount: string): Key => ({ pk: `T#${t}#CAMPAIGN#${c}`, sk: `TALLY#${recount}` }),
  watched: (t: string, c: string): Key => ({ pk: watchedPartition, sk: `T#${t}#CAMPAIGN#${c}` }),
  stats: (t: string, c: string, shard: number, day: string, step: string, variant: string): Key => ({
    pk: `T#${t}#CAMPAIGN#${c}#STATS#${shard}`,
    sk: `${day}#${step}#${variant}`,
  }),
  contact: (t: string, p: string): Key => ({ pk: `T#${t}#CONTACT#${p}`, sk: 'PROFILE' }),
  enrollment: (t: string, p: string, c: string, entry: number): Key => ({
    pk: `T#${t}#CONTACT#${p}`,
    sk: `ENROLL#${c}#${pad(entry)}`,
  }),
  message: (t: string, p: string, send: string): Key => ({ pk: `T#${t}#CONTACT#${p}`, sk: `MSG#${send}` }),
  gate: (t: string, p: string): Key => ({ pk: `T#${t}#CONTACT#${p}`, sk: 'GATE' }),
  holdout: (t: string, p: string, c: string): Key => ({ pk: `T#${t}#CONTACT#${p}`, sk: `HOLDOUT#${c}` }),
  /** Both sides of a hold-out, added up. */
  holdoutGroup: (t: string, c: string, shard: number, group: string): Key => ({
    pk: `T#${t}#CAMPAIGN#${c}#HOLDOUT#${shard}`,
    sk: group,
  }),
  conversion: (t: string, p: string, c: string, id: string): Key => ({
    pk: `T#${t}#CONTACT#${p}#EVENTS`,
    sk: `CONVERSION#${c}#${id}`,
  }),
  effect: (t: string, p: string, id: string): Key => ({ pk: `T#${t}#CONTACT#${p}`, sk: `EFFECT#${id}` }),
  event: (t: string, p: string, id: string): Key => ({ pk: `T#${t}#CONTACT#${p}#EVENTS`, sk: `ID#${id}` }),
  eventByName: (t: string, p: string, name: string, at: string, id: string): Key => ({
    pk: `T#${t}#CONTACT#${p}#EVENTS`,
    sk: `${eventPrefix(name)}${at}#${id}`,
  }),
  scoreMark: (t: string, p: string, mark: string): Key => ({
    pk: `T#${t}#CONTACT#${p}#EVENTS`,
    sk: `SCORE#MARK#${mark}`,
  }),
  scoreTally: (t: string, p: string): Key => ({ pk: `T#${t}#CONTACT#${p}#EVENTS`, sk: 'SCORE#TALLY' }),
  scoreAnchor: (t: string, p: string): Key => ({ pk: `T#${t}#CONTACT#${p}#EVENTS`, sk: 'SCORE#ANCHOR' }),
  reply: (t: string, p: string, at: string, id: string): Key => ({
    pk: `T#${t}#CONTACT#${p}#REPLIES`,
    sk: `${at}#${id}`,
  }),
  /** Forwards of a tenant in an hour. */
  forwards: (t: string, hour: string): Key => ({ pk: `T#${t}#FORWARDS#${hour}`, sk: 'META' }),
  /** Clicks from one address in ten minutes. */
  crowd: (t: string, ip: string, slot: number): Key => ({ pk: `T#${t}#CROWD#${ip}#${slot}`, sk: 'META' }),
  eventId: (t: string, id: string): Key => ({ pk: `T#${t}#EVENTID#${id}`, sk: 'META' }),
  trigger: (t: string, name: string, c: string): Key => ({ pk: `T#${t}#TRIGGERS#${name}`, sk: c }),
  email: (t: string, hash: string): Key => ({ pk: `T#${t}#EMAIL#${hash}`, sk: 'CONTACT' }),
  suppression: (t: string, hash: string, category: string | null): Key => ({
    pk: `T#${t}#SUPPRESS#${hash}`,
    sk: category === null ? 'TENANT' : `${suppressedCategory}${category}`,
  }),
  segment: (t: string, s: string): Key => ({ pk: `T#${t}#SEGMENT#${s}`, sk: 'META' }),
  refreshShard: (t: string, s: string, shard: number): Key => ({ pk: `T#${t}#SEGMENT#${s}`, sk: `REFRESH#${shard}` }),
  segmentUse: (t: string, s: string, c: string): Key => ({ pk: `T#${t}#SEGMENT#${s}`, sk: `${usePrefix}${c}` }),
  watchedSegment: (t: string, s: string): Key => ({ pk: watchedSegments, sk: `T#${t}#SEGMENT#${s}` }),
  member: (t: string, s: string, shard: number, p: string): Key => ({ pk: `T#${t}#SEGMENT#${s}#M#${shard}`, sk: p }),
  webhook: (t: string, w: string): Key => ({ pk: `T#${t}#WEBHOOKS`, sk: w }),
  delivery: (t: string, w: string, d: string): Key => ({ pk: `T#${t}#WEBHOOK#${w}`, sk: `${deliveryPrefix}${d}` }),
  template: (t: string, x: string): Key => ({ pk: `T#${t}#TEMPLATE#${x}`, sk: 'META' }),
  templateVersion: (t: string, x: string, n: number): Key => ({
    pk: `T#${t}#TEMPLATE#${x}`,
    sk: `${versionPrefix}${pad(n)}`,
  }),
  import: (t: string, i: string): Key => ({ pk: `T#${t}#IMPORT#${i}`, sk: 'META' }),
  export: (t: string, e: string): Key => ({ pk: `T#${t}#EXPORT#${e}`, sk: 'META' }),
  sender: (t: string, s: string): Key => ({ pk: `T#${t}#SENDER#${s}`, sk: 'META' }),
  senderDomain: (domain: string): Key => ({ pk: `DOMAIN#${domain}`, sk: 'META' }),
  senderEmail: (email: string): Key => ({ pk: `IDENTITY#${email}`, sk: 'META' }),
  senderQuota: (t: string, email: string, day: string): Key => ({ pk: `T#${t}#SENDING#${email}#QUOTA`, sk: day }),
  provider: (t: string, provider: string): Key => ({ pk: `T#${t}#PROVIDERS`, sk: provider }),
  providerHour: (t: string, provider: string, hour: string): Key => ({ pk: `T#${t}#PROVIDER#${provider}`, sk: hour }),
  sendingDay: (t: string, email: string, shard: number, day: string): Key => ({
    pk: `T#${t}#SENDING#${email}#${shard}`,
    sk: day,
  }),
  settings: (t: string): Key => ({ pk: `T#${t}#SETTINGS`, sk: 'META' }),
  sendRate: (region: string): Key => ({ pk: `SENDRATE#${region}`, sk: 'TURNS' }),
  apiKey: (id: string): Key => ({ pk: `APIKEY#${id}`, sk: 'META' }),
  teamMember: (t: string, person: string): Key => ({ pk: `T#${t}#TEAM`, sk: person }),
  invitation: (t: string, id: string): Key => ({ pk: `T#${t}#INVITATIONS`, sk: id }),
  serviceAccount: (t: string, id: string): Key => ({ pk: `T#${t}#SERVICE_ACCOUNTS`, sk: id }),
  idempotency: (t: string, hash: string): Key => ({ pk: `T#${t}#IDEMPOTENCY#${hash}`, sk: 'META' }),
  rate: (t: string, subject: string, rate: string): Key => ({ pk: `T#${t}#RATE#${subject}#${rate}`, sk: 'META' }),
} as const;

/** Index keys: each list a tenant can page through. */
export const indexKeys = {
  campaigns: (t: string, updatedAt: string): IndexKey => ({ gsi1pk: `T#${t}#CAMPAIGNS`, gsi1sk: updatedAt }),
  contacts: (t: string, shard: number, id: string): IndexKey => ({ gsi1pk: `T#${t}#CONTACTS#${shard}`, gsi1sk: id }),
  enrollments: (t: string, c: string, shard: number, status: string, at: string): IndexKey => ({
    gsi1pk: `T#${t}#CAMPAIGN#${c}#ENROLL#${shard}`,
    gsi1sk: `${status}#${at}`,
  }),
  issues: (t: string, c: string, shard: number, issue: string, send: string): IndexKey => ({
    gsi1pk: `T#${t}#CAMPAIGN#${c}#ISSUES#${shard}`,
    gsi1sk: `${issue}#${send}`,
  }),
  replies: (t: string, c: string, kind: string, at: string, id: string): IndexKey => ({
    gsi1pk: `T#${t}#CAMPAIGN#${c}#REPLIES#${kind}`,
    gsi1sk: `${at}#${id}`,
  }),
  suppressions: (t: string, at: string, hash: string): IndexKey => ({
    gsi1pk: `T#${t}#SUPPRESSIONS`,
    gsi1sk: `${at}#${hash}`,
  }),
  segments: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#SEGMENTS`, gsi1sk: id }),
  templates: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#TEMPLATES`, gsi1sk: id }),
  campaignTemplates: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#CAMPAIGN_TEMPLATES`, gsi1sk: id }),
  /** Settings of all tenants whose lead scores decay. */
  decaying: (t: string): IndexKey => ({ gsi1pk: 'DECAYING', gsi1sk: t }),
  imports: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#IMPORTS`, gsi1sk: id }),
  exports: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#EXPORTS`, gsi1sk: id }),
  /** Senders of all tenants. */
  allSenders: (t: string, id: string): IndexKey => ({ gsi1pk: 'SENDERS', gsi1sk: `${t}#${id}` }),
  senders: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#SENDERS`, gsi1sk: id }),
  apiKeys: (t: string, id: string): IndexKey => ({ gsi1pk: `T#${t}#API_KEYS`, gsi1sk: id }),
  /** The organizations of a person, in the order of joining. */
  memberships: (person: string, at: string, t: string): IndexKey => ({
    gsi1pk: `PERSON#${person}`,
    gsi1sk: `${at}#${t}`,
  }),
} as const;

export const enrollmentPrefix = (status: string): string => `${status}#`;
export const issuePrefix = (issue: string): string => `${issue}#`;
export const messagePrefix = 'MSG#';
/** Events of a contact by their name, in order of time. */
export const eventPrefix = (name: string): string => `NAME#${name}#`;
/** Effects, enrollments, the gate, hold-outs, messages and the profile lie between these two, in one query. */
export const journeyRange = { from: 'EFFECT#', to: 'PROFILE' } as const;
/** Bounds of the counter rows of a range of days. */
export const dayRange = (startDay: string | null, endDay: string | null): { from: string; to: string } => ({
  from: startDay ?? '0',
  to: `${endDay ?? '9999-99-99'}#~`,
});
/** Tenant and campaign of a row of {@link watchedPartition}. */
export const readWatched = (sk: string): { tenantId: string; campaignId: string } => {
  const [, tenantId = '', , campaignId = ''] = sk.split('#');
  return { tenantId, campaignId };
};
/** Tenant and segment of a row of {@link watchedSegments}. */
export const readWatchedSegment = (sk: string): { tenantId: string; segmentId: string } => {
  const [, tenantId = '', , segmentId = ''] = sk.split('#');
  return { tenantId, segmentId };
};
/** Hash of the address, and the category, of a row of the suppression list. */
export const readSuppressionKey = ({ pk, sk }: Key): { hash: string; category: string | null } => ({
  hash: pk.split('#')[3] ?? '',
  category: sk.startsWith(suppressedCategory) ? sk.slice(suppressedCategory.length) : null,
});
/** What the keys of an enrollment say. */
export function readEnrollmentKey({ pk, sk }: Key): {
  tenantId: string;
  contactId: string;
  campaignId: string;
  entry: number;
} {
  const [, tenantId = '', , contactId = ''] = pk.split('#');
  const [, campaignId = '', entry = ''] = sk.split('#');
  return { tenantId, contactId, campaignId, entry: Number(entry) };
}
/** Day, step and variant of a counter row's sort key. */
export const readStats = (sk: string): { day: string; stepId: string; variant: string } => {
  const [day = '', stepId = '', variant = noVariant] = sk.split('#');
  return { day, stepId, variant };
};
