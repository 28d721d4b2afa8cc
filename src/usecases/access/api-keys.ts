import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../../contracts/access.ts';

const shape = /^pk_([0-9a-z]{16})_([0-9A-Za-z_-]{43})$/;
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface NewKey {
  /** Shown once: `pk_<id>_<32 random bytes>`. Only its hash is kept. */
  readonly secret: string;
  readonly key: ApiKey;
}

export type KeyFacts = Pick<ApiKey, 'tenantId' | 'name' | 'createdAt'> & Partial<ApiKey>;

/** A new key with a new secret. Without `scopes` it may do everything; without `owner` nothing else limits it. */
export function makeApiKey(facts: KeyFacts): NewKey {
  const id = facts.id ?? randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const key: ApiKey = {
    scopes: ['*'],
    owner: null,
    createdBy: 'owner',
    expiresAt: null,
    lastUsedAt: null,
    ...facts,
    id,
    secretHash: sha256(secret).toString('hex'),
  };
  return { secret: `pk_${id}_${secret}`, key };
}

/** The id in a presented key; undefined for what is none. */
export const keyIdIn = (presented: string): string | undefined => shape.exec(presented)?.[1];

/** Whether the presented key is this one and still good. */
export function isGenuine(key: ApiKey, presented: string, now: string): boolean {
  const secret = shape.exec(presented)?.[2] ?? '';
  const matches = timingSafeEqual(sha256(secret), Buffer.from(key.secretHash, 'hex'));
  return matches && (key.expiresAt === null || key.expiresAt > now);
}
