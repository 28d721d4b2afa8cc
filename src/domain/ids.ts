import { hash } from 'node:crypto';

const base32 = '0123456789abcdefghjkmnpqrstvwxyz';

const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Lower-case Crockford base32 of the first `length` × 5 bits of a SHA-256. */
function shortHash(text: string, length: number): string {
  const bytes = digestOf(text);
  let out = '';
  for (let i = 0; i < length; i++) {
    const bit = i * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    out += base32[(pair >> (11 - (bit & 7))) & 31];
  }
  return out;
}

const timePart = (ms: number): string => {
  let rest = ms;
  let out = '';
  for (let i = 0; i < 10; i++) {
    out = base32[rest % 32] + out;
    rest = Math.floor(rest / 32);
  }
  return out;
};

export const idPrefixes = {
  campaign: 'cmp',
  contact: 'con',
  segment: 'seg',
  template: 'tpl',
  campaign_template: 'ctp',
  sender: 'snd',
  launch: 'lch',
  recount: 'rec',
  refresh: 'rfr',
  tenant: 'ten',
  issue: 'iss',
  event: 'evt',
  import: 'imp',
  export: 'exp',
  webhook: 'whk',
  delivery: 'dlv',
  invitation: 'inv',
  service_account: 'svc',
  api_key: 'key',
} as const;
export type IdKind = keyof typeof idPrefixes;

const letters = (random: Uint8Array, count: number): string =>
  Array.from(random.subarray(0, count), (byte) => base32[byte & 31]).join('');

/**
 * A ULID with a prefix saying what it names; `random` holds at least 16 bytes. A tenant's is ten random characters (50 bits), so that
 * reply addresses, which name tenant and contact, stay within the 64 characters of a local part.
 */
export function makeId(kind: IdKind, nowMs: number, random: Uint8Array): string {
  const tail = kind === 'tenant' ? letters(random, 10) : `${timePart(nowMs)}${letters(random, 16)}`;
  return `${idPrefixes[kind]}_${tail}`;
}

export interface EnrollmentKey {
  readonly tenantId: string;
  readonly campaignId: string;
  readonly contactId: string;
  readonly entry: number;
}

/** The id of a contact that an import creates for an address: a repeated page creates the same one. 80 bits beside the time. */
export const importedContactId = (importId: string, startedMs: number, email: string): string =>
  makeId('contact', startedMs, digestOf(`import|${importId}|${email}`));

/** Deterministic name of one mail: a retried step plans the same row. 130 bits. */
export const sendIdOf = (key: EnrollmentKey, stepId: string, visit: number): string =>
  shortHash(`send|${key.tenantId}|${key.campaignId}|${key.contactId}|${key.entry}|${stepId}|${visit}`, 26);

/** Deterministic name of one thing to do outside: a retried step plans the same row. 130 bits. */
export const effectIdOf = (key: EnrollmentKey, stepId: string, visit: number): string =>
  shortHash(['effect', key.tenantId, key.campaignId, key.contactId, key.entry, stepId, visit].join('|'), 26);

/** Deterministic name of the execution that carries one wait: ≤ 80 characters, unique for 90 days as SFN asks. */
export const executionNameOf = (key: EnrollmentKey, generation: number): string =>
  `${shortHash(`run|${key.tenantId}|${key.campaignId}|${key.contactId}|${key.entry}`, 32)}-${generation}`;

/** Deterministic name of the execution that looks at the test on a mail. */
export const experimentRunOf = (
  { tenantId, campaignId, stepId }: { readonly tenantId: string; readonly campaignId: string; readonly stepId: string },
  generation: number,
): string => `${shortHash(`experiment|${tenantId}|${campaignId}|${stepId}`, 32)}-${generation}`;

/** What the ids of all deliveries of an instant and of later ones come after. */
export const deliveriesSince = (atMs: number): string => `${idPrefixes.delivery}_${timePart(atMs)}`;

/** Deterministic name of what one webhook is told of one happening: told again, it is the same. In order of time. */
export const deliveryIdOf = (webhookId: string, noticeId: string, atMs: number): string =>
  makeId('delivery', atMs, digestOf(`delivery|${webhookId}|${noticeId}`));

/** Identity of a tracking event: SES gives none, and delivers more than once. */
export const eventIdOf = (parts: readonly (string | undefined)[]): string => shortHash(parts.join('|'), 13);

/** 0 ≤ shard < shards, the same for the same text for ever. */
export const shardOf = (text: string, shards: number): number => digestOf(text).readUInt32BE(0) % shards;

/** A number in [0, 100) that is the same for the same text for ever: sticky percentages. */
export const percentileOf = (text: string): number => (digestOf(text).readUInt32BE(0) / 2 ** 32) * 100;

/** Eight numbers in [0, 100) that are the same for the same text for ever, and tell nothing of one another. */
export function drawsOf(text: string): readonly number[] {
  const bytes = digestOf(text);
  return Array.from({ length: 8 }, (_, i) => (bytes.readUInt32BE(i * 4) / 2 ** 32) * 100);
}

export const contentHashOf = (text: string | Uint8Array): string => hash('sha256', text, 'hex');
