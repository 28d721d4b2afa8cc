import type { ApiKey } from '../../contracts/access.ts';
import type { Grant } from '../../domain/access/choose-grant.ts';
import { later } from '../../domain/later.ts';
import type { Clock } from '../ports/effects.ts';
import type { ApiKeyStore, ServiceAccountStore, TeamStore, TokenVerifier } from '../ports/people-stores.ts';
import { principalOf } from '../scope.ts';
import { isGenuine, keyIdIn } from './api-keys.ts';
import { type Owners, principalOfKey, rightsOfKey } from './present-rights.ts';

export interface Principal {
  /** `person:…` or `key:…`. */
  readonly principal: string;
  readonly grants: readonly Grant[];
}

export interface Deps extends Owners {
  readonly apiKeys: Pick<ApiKeyStore, 'get' | 'noteUse'>;
  readonly team: Pick<TeamStore, 'get' | 'listOf'>;
  readonly accounts: Pick<ServiceAccountStore, 'get'>;
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
  /** The use of a key could not be noted; it is good all the same. */
  readonly onUnnoted: (cause: unknown) => void;
}

const hourMs = 3_600_000;

async function noteUse({ apiKeys, clock, onUnnoted }: Deps, { id, lastUsedAt }: ApiKey): Promise<void> {
  const now = clock.now();
  if (lastUsedAt !== null && later(lastUsedAt, hourMs) > now) return;
  await apiKeys.noteUse(id, now).catch(onUnnoted);
}

async function byKey(deps: Deps, presented: string): Promise<Principal | undefined> {
  const id = keyIdIn(presented);
  const key = id === undefined ? undefined : await deps.apiKeys.get(id);
  if (!key || !isGenuine(key, presented, deps.clock.now())) return undefined;
  const [scopes] = await Promise.all([rightsOfKey(deps, key), noteUse(deps, key)]);
  if (!scopes) return undefined;
  return { principal: principalOfKey(key.id), grants: [{ tenantId: key.tenantId, scopes }] };
}

async function byToken({ tokens, team }: Deps, presented: string): Promise<Principal | undefined> {
  const personId = await tokens.verify(presented);
  if (personId === undefined) return undefined;
  const memberships = await team.listOf(personId);
  return {
    principal: principalOf(personId),
    grants: memberships.map(({ tenantId, role }) => ({ tenantId, scopes: [role] })),
  };
}

/** Who presents this API key or access token; undefined for one that is unknown, wrong, expired, or whose owner is gone. */
export const authenticate =
  (deps: Deps) =>
  (presented: string): Promise<Principal | undefined> =>
    presented.startsWith('pk_') ? byKey(deps, presented) : byToken(deps, presented);
