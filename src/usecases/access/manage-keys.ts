import type { ApiKey, NewApiKey } from '../../contracts/access.ts';
import { mayGive, permissionsOf } from '../../domain/access/rights.ts';
import { ok } from '../../domain/result.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { ApiKeyStore, ServiceAccountStore } from '../ports/people-stores.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import { type Actor, personIdOf, type TenantScope } from '../scope.ts';
import { makeApiKey } from './api-keys.ts';
import { keyIdOf, ownerOfAccount } from './present-rights.ts';

export interface Deps {
  readonly apiKeys: Pick<ApiKeyStore, 'get' | 'create' | 'remove'>;
  readonly accounts: Pick<ServiceAccountStore, 'get'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

type WithSecret = ApiKey & { readonly secret: string };

/** Random characters of an id, as many as a key has. */
const keyIdLength = 16;

/** The owner of a key that somebody makes for themselves: they are, and a key makes keys for its own owner. Undefined when it is gone. */
async function ownerFor({ apiKeys }: Deps, { principal }: Actor): Promise<string | null | undefined> {
  if (personIdOf(principal) !== undefined) return principal;
  return (await apiKeys.get(keyIdOf(principal) ?? ''))?.owner;
}

/** Makes a key with no more rights than its maker has. A repeated run gives the same key a new secret. */
export const createKey =
  (deps: Deps) =>
  async (actor: Actor, { name, scopes, expiresAt, serviceAccountId }: NewApiKey): Outcome<WithSecret> => {
    const now = deps.clock.now();
    if (!mayGive(actor.permissions, permissionsOf(scopes)))
      return invalid('The key was not made.', [
        fault('body.scopes', 'beyond_own_rights', 'Leave out what you may not do yourself.'),
      ]);
    if (expiresAt !== null && expiresAt <= now)
      return invalid('The key was not made.', [fault('body.expiresAt', 'in_the_past', 'Name an instant to come.')]);
    const account = serviceAccountId === null ? undefined : await deps.accounts.get(actor, serviceAccountId);
    if (serviceAccountId !== null && !account) return notFound('service account');
    const owner = account ? ownerOfAccount(account.id) : await ownerFor(deps, actor);
    if (owner === undefined) return conflict('The key that you use was revoked.');
    const { secret, key } = makeApiKey({
      id: deps.ids.next('api_key').slice(-keyIdLength),
      tenantId: actor.tenantId,
      name,
      scopes: [...scopes],
      owner,
      createdBy: actor.principal,
      createdAt: now,
      expiresAt,
    });
    await deps.apiKeys.create(key);
    return ok({ ...key, secret });
  };

export const revokeKey =
  ({ apiKeys }: Pick<Deps, 'apiKeys'>) =>
  async (scope: TenantScope, id: string): Outcome<undefined> =>
    (await apiKeys.remove(scope, id)) ? ok(undefined) : notFound('key');
