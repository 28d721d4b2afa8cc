import type { NewServiceAccount, ServiceAccount } from '../../contracts/access.ts';
import { mayGive, permissionsOf } from '../../domain/access/rights.ts';
import { ok } from '../../domain/result.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { ServiceAccountStore } from '../ports/people-stores.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { Actor, TenantScope } from '../scope.ts';

export interface Deps {
  readonly accounts: ServiceAccountStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

const maxAccounts = 100;

/** A program with a role, none above that of its maker. */
export const createServiceAccount =
  ({ accounts, clock, ids }: Deps) =>
  async (actor: Actor, { name, role }: NewServiceAccount): Outcome<ServiceAccount> => {
    if (!mayGive(actor.permissions, permissionsOf([role])))
      return invalid('The service account was not made.', [
        fault('body.role', 'beyond_own_rights', 'Give a role that may do no more than you.'),
      ]);
    if ((await accounts.list(actor)).length >= maxAccounts)
      return conflict(`An organization has at most ${maxAccounts} service accounts.`);
    const account = {
      id: ids.next('service_account'),
      name,
      role,
      createdBy: actor.principal,
      createdAt: clock.now(),
    };
    await accounts.create(actor, account);
    return ok(account);
  };

/** Its keys end with it. */
export const deleteServiceAccount =
  ({ accounts }: Pick<Deps, 'accounts'>) =>
  async (scope: TenantScope, id: string): Outcome<undefined> =>
    (await accounts.remove(scope, id)) ? ok(undefined) : notFound('service account');
