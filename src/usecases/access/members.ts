import type { MemberPatch, TeamMember } from '../../contracts/access.ts';
import type { Role } from '../../contracts/roles.ts';
import { mayGive, permissionsOf } from '../../domain/access/rights.ts';
import { ok } from '../../domain/result.ts';
import type { TeamStore } from '../ports/people-stores.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { Actor } from '../scope.ts';

export interface Deps {
  readonly team: Pick<TeamStore, 'get' | 'listOwners' | 'save' | 'remove'>;
}

/** Nobody changes the role of somebody who may do more, nor gives such a role. */
const mayTouch = ({ permissions }: Actor, role: Role): boolean => mayGive(permissions, permissionsOf([role]));

const beyond = (path: string, message: string) =>
  invalid('Nothing was changed.', [fault(path, 'beyond_own_rights', message)]);

type Remaining = { readonly owner: TeamMember | null } | 'nobody';

/** Another owner, who has to stay one for this change to count; null when the member is none. */
async function remainingOwner({ team }: Deps, actor: Actor, member: TeamMember): Promise<Remaining> {
  if (member.role !== 'owner') return { owner: null };
  const others = (await team.listOwners(actor)).filter(({ personId }) => personId !== member.personId);
  return others[0] ? { owner: others[0] } : 'nobody';
}

const lastOwner = () => conflict('An organization keeps at least one owner. Make somebody else an owner first.');

/** Gives a person another role. */
export const updateMember =
  (deps: Deps) =>
  async (actor: Actor, personId: string, { role }: MemberPatch): Outcome<TeamMember> => {
    const member = await deps.team.get(actor, personId);
    if (!member) return notFound('member');
    if (!mayTouch(actor, member.role)) return conflict('This person may do more than you: ask an owner.');
    if (!mayTouch(actor, role)) return beyond('body.role', 'Give a role that may do no more than you.');
    if (role === member.role) return ok(member);
    const remaining = await remainingOwner(deps, actor, member);
    if (remaining === 'nobody') return lastOwner();
    const changed = { ...member, role, rev: member.rev + 1 };
    return (await deps.team.save(changed, member.rev, remaining.owner)) ? ok(changed) : changedMeanwhile('member');
  };

/** Removes a person; what they made stays, their keys end. */
export const removeMember =
  (deps: Deps) =>
  async (actor: Actor, personId: string): Outcome<undefined> => {
    const member = await deps.team.get(actor, personId);
    if (!member) return notFound('member');
    if (!mayTouch(actor, member.role)) return conflict('This person may do more than you: ask an owner.');
    const remaining = await remainingOwner(deps, actor, member);
    if (remaining === 'nobody') return lastOwner();
    return (await deps.team.remove(member, remaining.owner)) ? ok(undefined) : changedMeanwhile('member');
  };
