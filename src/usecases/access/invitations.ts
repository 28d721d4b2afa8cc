import type { Invitation, NewInvitation, TeamMember } from '../../contracts/access.ts';
import { mayGive, permissionsOf } from '../../domain/access/rights.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { dayMs, later } from '../../domain/later.ts';
import { ok } from '../../domain/result.ts';
import type { Clock, Ids, Mailer, Tokens } from '../ports/effects.ts';
import type { InvitationStore, PersonDirectory, TeamStore } from '../ports/people-stores.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import { type Actor, personIdOf, type TenantScope } from '../scope.ts';
import { invitationMail } from './invitation-mail.ts';

export interface Deps {
  readonly invitations: InvitationStore;
  readonly team: Pick<TeamStore, 'get' | 'join'>;
  readonly directory: PersonDirectory;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly publicUrl: string;
}

export interface InviteDeps extends Deps {
  readonly ids: Ids;
  readonly mailer: Mailer;
  /** Who mails about the system itself; null where the owner of the installation named nobody. */
  readonly systemSender: string | null;
}

const goodForDays = 7;
const maxOpen = 100;

const refused = (path: string, code: string, message: string) =>
  invalid('Nobody was invited.', [fault(path, code, message)]);

/** What forbids an invitation before anything is written; undefined when nothing does. */
async function objection({ systemSender, invitations }: InviteDeps, actor: Actor, { role, email }: NewInvitation) {
  if (systemSender === null)
    return conflict('This installation cannot send invitations: deploy it with the parameter SystemSender.');
  if (!mayGive(actor.permissions, permissionsOf([role])))
    return refused('body.role', 'beyond_own_rights', 'Give a role that may do no more than you.');
  const open = await invitations.list(actor);
  const others = open.filter((one) => one.email !== email);
  return others.length < maxOpen ? undefined : conflict(`An organization has at most ${maxOpen} open invitations.`);
}

/** Mails the link. A mail that did not leave leaves no invitation behind. */
async function tell(deps: InviteDeps, actor: Actor, invitation: Invitation): Outcome<Invitation> {
  const token = await deps.tokens.sign('invitation', [actor.tenantId, invitation.id]);
  const { organization } = await deps.settings.get(actor);
  const link = `${deps.publicUrl}/#invitation=${token}`;
  const from = deps.systemSender ?? '';
  const sent = await deps.mailer.send(
    invitationMail({ invitation, organization, link, from, tenantId: actor.tenantId }),
  );
  // A second mail about the same invitation does no harm, so one that may have left counts as sent.
  if (sent.outcome === 'sent' || sent.outcome === 'unknown') return ok(invitation);
  await deps.invitations.remove(actor, invitation.id);
  return conflict(`The mail could not be sent, so nobody was invited: ${sent.detail}`);
}

/** Invites a person; an open invitation of the same address gives way. Who has no account yet gets one, and a mail about it. */
export const invite =
  (deps: InviteDeps) =>
  async (actor: Actor, { role, name, email: written }: NewInvitation): Outcome<Invitation> => {
    const read = normalizeEmail(written);
    if (!read.ok) return refused('body.email', 'malformed_email', read.error);
    const email = read.value;
    const objected = await objection(deps, actor, { role, name, email });
    if (objected) return objected;
    const person = await deps.directory.ensure(email, name);
    if (await deps.team.get(actor, person.id)) return conflict('This person is a member already.');
    const older = (await deps.invitations.list(actor)).filter((one) => one.email === email);
    for (const { id } of older) await deps.invitations.remove(actor, id);
    const now = deps.clock.now();
    const invitation: Invitation = {
      id: deps.ids.next('invitation'),
      email,
      name,
      role,
      invitedBy: actor.principal,
      createdAt: now,
      expiresAt: later(now, goodForDays * dayMs),
    };
    await deps.invitations.save(actor, invitation);
    return tell(deps, actor, invitation);
  };

export const listInvitations =
  ({ invitations, clock }: Pick<Deps, 'invitations' | 'clock'>) =>
  async (scope: TenantScope): Outcome<{ items: readonly Invitation[] }> => {
    const now = clock.now();
    return ok({ items: (await invitations.list(scope)).filter(({ expiresAt }) => expiresAt > now) });
  };

export const withdrawInvitation =
  ({ invitations }: Pick<Deps, 'invitations'>) =>
  async (scope: TenantScope, id: string): Outcome<undefined> =>
    (await invitations.remove(scope, id)) ? ok(undefined) : notFound('invitation');

/** The member that somebody becomes by an invitation; undefined when it was not meant for them. */
async function newMember(
  { directory, clock }: Deps,
  personId: string,
  tenantId: string,
  { email, role }: Invitation,
): Promise<TeamMember | undefined> {
  const person = await directory.find(personId);
  const known = person?.emailVerified ? normalizeEmail(person.email) : undefined;
  if (!person || !known?.ok || known.value !== email) return undefined;
  return { tenantId, personId, email, name: person.name, role, joinedAt: clock.now(), rev: 1 };
}

/** Makes the person who asks a member, once. A forged, used, withdrawn and an old token get the same answer. */
export const acceptInvitation =
  (deps: Deps) =>
  async (actor: Actor, token: string): Outcome<TeamMember> => {
    const personId = personIdOf(actor.principal);
    if (personId === undefined) return conflict('Only a person can accept an invitation: sign in.');
    const [tenantId, id] = (await deps.tokens.verify('invitation', token)) ?? [];
    if (tenantId === undefined || id === undefined) return notFound('invitation');
    const scope = { tenantId, principal: actor.principal };
    const already = await deps.team.get(scope, personId);
    if (already) return ok(already);
    const invitation = await deps.invitations.get(scope, id);
    const now = deps.clock.now();
    if (!invitation || invitation.expiresAt <= now) return notFound('invitation');
    const member = await newMember(deps, personId, tenantId, invitation);
    if (!member) return conflict('The invitation is for another address: sign in with the one that got the mail.');
    if (await deps.team.join(member, id, now)) return ok(member);
    const meanwhile = await deps.team.get(scope, personId);
    return meanwhile ? ok(meanwhile) : notFound('invitation');
  };
