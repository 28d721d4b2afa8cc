import type { Me } from '../../contracts/access.ts';
import { ok } from '../../domain/result.ts';
import type { PersonDirectory, TeamStore } from '../ports/people-stores.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import type { Outcome } from '../problems.ts';
import { type Actor, personIdOf } from '../scope.ts';

export interface Deps {
  readonly team: Pick<TeamStore, 'listOf'>;
  readonly directory: Pick<PersonDirectory, 'find'>;
  readonly settings: Pick<SettingsStore, 'get'>;
}

/** Who asks, and what they may do. Memberships are as they are now; permissions as the request was let in with. */
export const whoAmI =
  ({ team, directory, settings }: Deps) =>
  async ({ principal, tenantId, permissions }: Actor): Outcome<Me> => {
    const nameOf = async (id: string): Promise<string> =>
      (await settings.get({ tenantId: id, principal })).organization;
    const personId = personIdOf(principal);
    const [person, members] =
      personId === undefined ? [undefined, []] : await Promise.all([directory.find(personId), team.listOf(personId)]);
    return ok({
      principal,
      person: person ? { id: person.id, email: person.email, name: person.name } : null,
      tenantId: tenantId || null,
      organization: tenantId ? await nameOf(tenantId) : null,
      permissions,
      memberships: await Promise.all(
        members.map(async (one) => ({
          tenantId: one.tenantId,
          organization: await nameOf(one.tenantId),
          role: one.role,
        })),
      ),
    });
  };
