import * as z from 'zod';
import type { Permission, Route } from '../../src/contracts/routes.ts';
import { chooseGrant, type Grant } from '../../src/domain/access/choose-grant.ts';
import { permissionsOf } from '../../src/domain/access/rights.ts';
import type { Actor } from '../../src/usecases/scope.ts';
import { Refused } from './reply.ts';

/** The context of functions/auth/authorize.ts. */
export type Authorized = Record<string, string> | null | undefined;

const Grants = z.array(z.object({ tenantId: z.string().min(1), scopes: z.array(z.string()) }));

const publicActor: Actor = { tenantId: '', principal: 'public', permissions: [] };

const unauthorized = (): Refused =>
  new Refused(
    401,
    'The API key or access token is unknown, wrong or expired. Sign in again, or send another key.',
    [],
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  );

export const lacking = (permission: Permission): Refused => new Refused(403, `You lack the permission ${permission}.`);

/** The grant that counts for the request. A foreign organization and a missing one get the same answer. */
function grantFor(grants: readonly Grant[], wanted: string | undefined): Grant | null {
  const grant = chooseGrant(grants, wanted);
  if (grant === undefined) throw new Refused(404, 'There is no such organization.');
  return grant;
}

/** Whose data the request may touch, by its verified principal. `wanted` is the header X-Tenant. */
export function scopeFor(permission: Route['permission'], authorized: Authorized, wanted: string | undefined): Actor {
  if (permission === 'public') return publicActor;
  const { principal, grants } = authorized ?? {};
  if (!principal || !grants) throw unauthorized();
  const grant = grantFor(Grants.parse(JSON.parse(grants)), wanted);
  const permissions = permissionsOf(grant?.scopes ?? []);
  if (permission !== 'signed_in' && !permissions.includes(permission))
    throw grant ? lacking(permission) : new Refused(403, 'You belong to no organization.');
  return { tenantId: grant?.tenantId ?? '', principal, permissions };
}
