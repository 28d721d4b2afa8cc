import type { ApiKey } from '../../contracts/access.ts';
import type { Permission } from '../../contracts/permissions.ts';
import { atMost, permissionsOf } from '../../domain/access/rights.ts';
import type { ApiKeyStore, ServiceAccountStore, TeamStore } from '../ports/people-stores.ts';
import { type Actor, personIdOf } from '../scope.ts';

export interface Owners {
  readonly team: Pick<TeamStore, 'get'>;
  readonly accounts: Pick<ServiceAccountStore, 'get'>;
}

const serviceStart = 'service:';
export const ownerOfAccount = (accountId: string): string => `${serviceStart}${accountId}`;

const keyStart = 'key:';
export const principalOfKey = (keyId: string): string => `${keyStart}${keyId}`;
/** The id of the key that a principal is; undefined for people and the system. */
export const keyIdOf = (principal: string): string | undefined =>
  principal.startsWith(keyStart) ? principal.slice(keyStart.length) : undefined;

/** What the owner of a key may do now: a key never reaches further. Undefined when the owner is gone. */
async function scopesOfOwner(
  { team, accounts }: Owners,
  { tenantId, owner }: ApiKey,
): Promise<readonly string[] | undefined> {
  if (owner === null) return ['*'];
  const scope = { tenantId, principal: 'system' };
  const personId = personIdOf(owner);
  const holder =
    personId === undefined
      ? await accounts.get(scope, owner.slice(serviceStart.length))
      : await team.get(scope, personId);
  return holder && [holder.role];
}

/** What a key may do now; undefined when its owner is gone. */
export async function rightsOfKey(owners: Owners, key: ApiKey): Promise<readonly Permission[] | undefined> {
  const owner = await scopesOfOwner(owners, key);
  return owner && atMost(key.scopes, owner);
}

export interface Deps extends Owners {
  readonly apiKeys: Pick<ApiKeyStore, 'get'>;
}

/**
 * What an actor may do at this moment. The authorizer's answer may be a minute old: whoever gives rights to others is asked again, so
 * that nobody uses that minute to stay.
 */
export const presentRights =
  (deps: Deps) =>
  async (actor: Actor): Promise<readonly Permission[]> => {
    const personId = personIdOf(actor.principal);
    if (personId !== undefined) {
      const member = await deps.team.get(actor, personId);
      return member ? permissionsOf([member.role]) : [];
    }
    const key = await deps.apiKeys.get(keyIdOf(actor.principal) ?? '');
    return (key && (await rightsOfKey(deps, key))) ?? [];
  };
