import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../../contracts/resources.ts';
import { type Permission, permissions } from '../../contracts/routes.ts';
import type { Clock } from '../ports/effects.ts';
import type { ApiKeyStore } from '../ports/resource-stores.ts';

export interface Principal {
  readonly tenantId: string;
  readonly principal: string;
  readonly permissions: readonly Permission[];
}

const shape = /^pk_([0-9a-z]{16})_([0-9A-Za-z_-]{43})$/;
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const permissionsOf = (scopes: readonly string[]): readonly Permission[] =>
  scopes.includes('*') ? permissions : permissions.filter((permission) => scopes.includes(permission));

export interface NewKey {
  /** Shown once: `pk_<id>_<32 random bytes>`. Only its hash is kept. */
  readonly secret: string;
  readonly key: ApiKey;
}

/** A new key; `scopes` are permissions, or `*` for all of them. */
export function makeApiKey(tenantId: string, name: string, now: string, scopes: readonly string[] = ['*']): NewKey {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const key = {
    id,
    tenantId,
    name,
    secretHash: sha256(secret).toString('hex'),
    scopes: [...scopes],
    createdAt: now,
    expiresAt: null,
  };
  return { secret: `pk_${id}_${secret}`, key };
}

/** Whose key this is; undefined for a key that is unknown, wrong or expired. */
export const authenticateKey =
  ({ apiKeys, clock }: { readonly apiKeys: Pick<ApiKeyStore, 'get'>; readonly clock: Clock }) =>
  async (presented: string): Promise<Principal | undefined> => {
    const [, id, secret] = shape.exec(presented.trim()) ?? [];
    const key = id ? await apiKeys.get(id) : undefined;
    if (!key || !secret || !timingSafeEqual(sha256(secret), Buffer.from(key.secretHash, 'hex'))) return undefined;
    if (key.expiresAt && key.expiresAt <= clock.now()) return undefined;
    return { tenantId: key.tenantId, principal: `key:${key.id}`, permissions: permissionsOf(key.scopes) };
  };
