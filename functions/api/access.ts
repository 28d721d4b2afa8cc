import type { Permission } from '../../src/contracts/permissions.ts';
import { ok } from '../../src/domain/result.ts';
import {
  acceptInvitation,
  invite,
  listInvitations,
  withdrawInvitation,
} from '../../src/usecases/access/invitations.ts';
import { createKey, revokeKey } from '../../src/usecases/access/manage-keys.ts';
import { removeMember, updateMember } from '../../src/usecases/access/members.ts';
import { presentRights } from '../../src/usecases/access/present-rights.ts';
import { createServiceAccount, deleteServiceAccount } from '../../src/usecases/access/service-accounts.ts';
import { whoAmI } from '../../src/usecases/access/who-am-i.ts';
import type { Actor } from '../../src/usecases/scope.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { lacking } from '../http/scope-of.ts';
import { apiHandler } from '../http.ts';
import { mailerOnDemand } from '../mailer-on-demand.ts';
import { directory, invitations, lists } from '../people-deps.ts';

const inviting = () => ({
  invitations: invitations(),
  team: deps.team(),
  directory: directory(),
  settings: deps.settings(),
  tokens: deps.tokens(),
  clock: deps.clock,
  publicUrl: env('PUBLIC_URL'),
});

const sending = () => ({ ...inviting(), mailer: mailerOnDemand, systemSender: env('SYSTEM_SENDER') || null });

const making = () => ({ apiKeys: deps.apiKeys(), accounts: deps.serviceAccounts(), clock: deps.clock });

const rightsNow = () => presentRights({ apiKeys: deps.apiKeys(), team: deps.team(), accounts: deps.serviceAccounts() });

/** Lets somebody give or take rights by what they may do at this moment, whatever the authorizer remembers. */
async function asNow<T>(scope: Actor, permission: Permission, work: (actor: Actor) => Promise<T>): Promise<T> {
  const permissions = await rightsNow()(scope);
  if (!permissions.includes(permission)) throw lacking(permission);
  return work({ ...scope, permissions });
}

export const handler = apiHandler('access', {
  getSignIn: async () =>
    ok({ issuer: env('TOKEN_ISSUER'), clientId: env('TOKEN_CLIENT_ID'), scope: 'openid email profile' }),
  getMe: ({ scope }) => whoAmI({ team: deps.team(), directory: directory(), settings: deps.settings() })(scope),
  listTeam: async ({ scope, query }) => ok(await lists().members(scope, query)),
  updateTeamMember: ({ scope, params, body }) =>
    asNow(scope, 'members:write', (actor) => updateMember({ team: deps.team() })(actor, params.id, body)),
  removeTeamMember: ({ scope, params }) =>
    asNow(scope, 'members:write', (actor) => removeMember({ team: deps.team() })(actor, params.id)),
  createInvitation: ({ scope, body, creation }) =>
    asNow(scope, 'members:write', (actor) => invite({ ...sending(), ids: creation.ids })(actor, body)),
  listInvitations: ({ scope }) => listInvitations({ invitations: invitations(), clock: deps.clock })(scope),
  deleteInvitation: ({ scope, params }) =>
    asNow(scope, 'members:write', (actor) => withdrawInvitation({ invitations: invitations() })(actor, params.id)),
  acceptInvitation: ({ scope, body }) => acceptInvitation(inviting())(scope, body.token),
  createKey: ({ scope, body, creation }) =>
    asNow(scope, 'keys:write', (actor) => createKey({ ...making(), ids: creation.ids })(actor, body)),
  listKeys: async ({ scope, query }) => ok(await lists().keys(scope, query)),
  deleteKey: ({ scope, params }) =>
    asNow(scope, 'keys:write', (actor) => revokeKey({ apiKeys: deps.apiKeys() })(actor, params.id)),
  createServiceAccount: ({ scope, body, creation }) =>
    asNow(scope, 'keys:write', (actor) => createServiceAccount({ ...making(), ids: creation.ids })(actor, body)),
  listServiceAccounts: async ({ scope }) => ok({ items: await deps.serviceAccounts().list(scope) }),
  deleteServiceAccount: ({ scope, params }) =>
    asNow(scope, 'keys:write', (actor) => deleteServiceAccount({ accounts: deps.serviceAccounts() })(actor, params.id)),
});
