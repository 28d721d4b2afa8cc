import type { ApiKey, Invitation, ServiceAccount, TeamMember } from '../../src/contracts/access.ts';
import type { Tokens } from '../../src/usecases/ports/effects.ts';
import type {
  ApiKeyStore,
  InvitationStore,
  Person,
  PersonDirectory,
  ServiceAccountStore,
  TeamStore,
} from '../../src/usecases/ports/people-stores.ts';

/** Everything about people in memory, with the conditions that the ports promise. */
export class MemoryPeople {
  readonly members: TeamMember[] = [];
  readonly keys: ApiKey[] = [];
  readonly open: (Invitation & { readonly tenantId: string })[] = [];
  readonly programs: (ServiceAccount & { readonly tenantId: string })[] = [];
  readonly persons: Person[] = [];
  /** Runs before a change of the team is written: what somebody else does meanwhile. */
  meanwhile: () => void = () => undefined;

  readonly #isOwner = (one: TeamMember | null): boolean =>
    one === null || this.members.some((m) => m.personId === one.personId && m.role === 'owner');
  readonly #indexOf = ({ tenantId, personId }: TeamMember, rev: number): number =>
    this.members.findIndex((m) => m.tenantId === tenantId && m.personId === personId && m.rev === rev);

  readonly team: TeamStore = {
    get: async ({ tenantId }, id) => this.members.find((m) => m.tenantId === tenantId && m.personId === id),
    listOwners: async ({ tenantId }) => this.members.filter((m) => m.tenantId === tenantId && m.role === 'owner'),
    listOf: async (id) => this.members.filter((m) => m.personId === id),
    add: async (member) => {
      if (await this.team.get({ tenantId: member.tenantId, principal: '' }, member.personId)) return false;
      this.members.push(member);
      return true;
    },
    join: async (member, invitationId, now) => {
      this.meanwhile();
      const at = this.open.findIndex(({ id, expiresAt }) => id === invitationId && expiresAt > now);
      if (at < 0 || !(await this.team.add(member))) return false;
      this.open.splice(at, 1);
      return true;
    },
    save: async (member, seenRev, remaining) => {
      this.meanwhile();
      const at = this.#indexOf(member, seenRev);
      if (at < 0 || !this.#isOwner(remaining)) return false;
      this.members[at] = member;
      return true;
    },
    remove: async (member, remaining) => {
      this.meanwhile();
      const at = this.#indexOf(member, member.rev);
      if (at < 0 || !this.#isOwner(remaining)) return false;
      this.members.splice(at, 1);
      return true;
    },
  };

  readonly apiKeys: ApiKeyStore = {
    get: async (id) => this.keys.find((key) => key.id === id),
    create: async (key) => {
      const at = this.keys.findIndex(({ id }) => id === key.id);
      this.keys.splice(at < 0 ? this.keys.length : at, 1, key);
    },
    remove: async ({ tenantId }, id) => {
      const at = this.keys.findIndex((key) => key.id === id && key.tenantId === tenantId);
      return at >= 0 && this.keys.splice(at, 1).length === 1;
    },
    noteUse: async (id, at) => {
      const index = this.keys.findIndex((key) => key.id === id);
      const key = this.keys[index];
      if (key) this.keys[index] = { ...key, lastUsedAt: at };
    },
  };

  readonly accounts: ServiceAccountStore = {
    get: async ({ tenantId }, id) => this.programs.find((one) => one.tenantId === tenantId && one.id === id),
    list: async ({ tenantId }) => this.programs.filter((one) => one.tenantId === tenantId),
    create: async ({ tenantId }, account) => void this.programs.push({ ...account, tenantId }),
    remove: async ({ tenantId }, id) => {
      const at = this.programs.findIndex((one) => one.tenantId === tenantId && one.id === id);
      return at >= 0 && this.programs.splice(at, 1).length === 1;
    },
  };

  readonly invitations: InvitationStore = {
    get: async ({ tenantId }, id) => this.open.find((one) => one.tenantId === tenantId && one.id === id),
    list: async ({ tenantId }) => this.open.filter((one) => one.tenantId === tenantId),
    save: async ({ tenantId }, invitation) => void this.open.push({ ...invitation, tenantId }),
    remove: async ({ tenantId }, id) => {
      const at = this.open.findIndex((one) => one.tenantId === tenantId && one.id === id);
      return at >= 0 && this.open.splice(at, 1).length === 1;
    },
  };

  readonly directory: PersonDirectory = {
    find: async (id) => this.persons.find((person) => person.id === id),
    ensure: async (email, name) => {
      const known = this.persons.find((person) => person.email === email);
      if (known) return known;
      const person = { id: `p-${email.split('@')[0]}`, email, name, emailVerified: true };
      this.persons.push(person);
      return person;
    },
  };
}

/** Signs by writing down; what was not written so is not ours. */
export const plainTokens: Tokens = {
  sign: async (purpose, parts) => JSON.stringify([purpose, ...parts]),
  verify: async (purpose, token) => {
    if (!token.startsWith(`["${purpose}"`)) return undefined;
    const [, ...parts]: string[] = JSON.parse(token);
    return parts;
  },
};

export const aMember = (over: Partial<TeamMember> = {}): TeamMember => ({
  tenantId: 'ten_1',
  personId: 'ann',
  email: 'ann@one.example',
  name: 'Ann',
  role: 'owner',
  joinedAt: '2026-11-01T00:00:00.000Z',
  rev: 1,
  ...over,
});
