import type { Permission } from '../../src/contracts/routes.ts';
import type { TenantScope } from '../../src/usecases/scope.ts';
import { Refused } from './reply.ts';

/** The context of functions/auth/authorize.ts. */
export type Authorized = Record<string, string> | undefined;

/** Whose data the request may touch, by its verified principal. */
export function scopeFor(permission: Permission | 'public', authorized: Authorized): TenantScope {
  if (permission === 'public') return { tenantId: '', principal: 'public' };
  const { tenantId, principal, permissions } = authorized ?? {};
  if (!tenantId || !principal)
    throw new Refused(401, 'The request carries no verified principal.', [], { 'www-authenticate': 'Bearer' });
  if (!(permissions ?? '').split(',').includes(permission))
    throw new Refused(403, `This key lacks the permission ${permission}.`);
  return { tenantId, principal };
}
