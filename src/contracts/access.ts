import * as z from 'zod';
import { permissions } from './permissions.ts';
import { EmailAddress, Instant, Name, StoredInstant } from './primitives.ts';
import { roles } from './roles.ts';

export const RoleName = z.enum(roles).meta({ id: 'Role', description: 'What a person may do; see docs/access.md.' });
const PermissionName = z.enum(permissions).meta({ id: 'Permission' });

/** A person in an organization, as stored. */
export const TeamMember = z.object({
  tenantId: z.string(),
  personId: z.string(),
  email: z.string(),
  name: z.string(),
  role: RoleName,
  joinedAt: StoredInstant,
  rev: z.number().int(),
});
export type TeamMember = z.infer<typeof TeamMember>;

export const MemberView = TeamMember.omit({ tenantId: true }).meta({ id: 'TeamMember' });

export const MemberPatch = z.strictObject({ role: RoleName }).meta({ id: 'TeamMemberPatch' });
export type MemberPatch = z.infer<typeof MemberPatch>;

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: RoleName,
    invitedBy: z.string().meta({ description: 'Who: `person:…` or `key:…`.' }),
    createdAt: StoredInstant,
    expiresAt: StoredInstant,
  })
  .meta({ id: 'Invitation', description: 'Gone once it is accepted, withdrawn or too old.' });
export type Invitation = z.infer<typeof Invitation>;

export const NewInvitation = z
  .strictObject({ email: EmailAddress, name: Name, role: RoleName })
  .meta({ id: 'NewInvitation' });
export type NewInvitation = z.infer<typeof NewInvitation>;

export const AcceptInvitation = z
  .strictObject({ token: z.string().min(1).max(2048).meta({ description: 'From the link in the mail.' }) })
  .meta({ id: 'AcceptInvitation' });

export const ServiceAccount = z
  .object({
    id: z.string(),
    name: z.string(),
    role: RoleName,
    createdBy: z.string(),
    createdAt: StoredInstant,
  })
  .meta({ id: 'ServiceAccount', description: 'A program with a role of its own. It signs in by its API keys.' });
export type ServiceAccount = z.infer<typeof ServiceAccount>;

export const NewServiceAccount = z.strictObject({ name: Name, role: RoleName }).meta({ id: 'NewServiceAccount' });
export type NewServiceAccount = z.infer<typeof NewServiceAccount>;

/** An API key as stored: the secret's SHA-256, never the secret. */
export const ApiKey = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  secretHash: z.string(),
  scopes: z.array(z.string()),
  /** `person:…` or `service:…`, beyond whose rights it never reaches; null for the first key of an organization. */
  owner: z.string().nullable().default(null),
  createdBy: z.string().default('owner'),
  createdAt: StoredInstant,
  expiresAt: StoredInstant.nullable(),
  lastUsedAt: StoredInstant.nullable().default(null),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyView = ApiKey.omit({ tenantId: true, secretHash: true }).meta({ id: 'ApiKey' });

export const ApiKeyWithSecret = ApiKeyView.extend({
  secret: z.string().meta({ description: 'Shown this once: only its hash is kept.', example: 'pk_…' }),
}).meta({ id: 'ApiKeyWithSecret' });

export const NewApiKey = z
  .strictObject({
    name: Name,
    scopes: z
      .array(z.union([PermissionName, RoleName]))
      .min(1)
      .max(permissions.length)
      .meta({ description: 'Permissions, or roles for all of theirs. Not more than its maker has.' }),
    expiresAt: Instant.nullable().default(null),
    serviceAccountId: z.string().max(80).nullable().default(null).meta({
      description:
        'Whose key it is; null: the maker’s. A key never reaches beyond the rights its owner has at the time.',
    }),
  })
  .meta({ id: 'NewApiKey' });
export type NewApiKey = z.infer<typeof NewApiKey>;

export const Me = z
  .object({
    principal: z.string().meta({ description: '`person:…` or `key:…`.' }),
    person: z.object({ id: z.string(), email: z.string(), name: z.string() }).nullable(),
    tenantId: z.string().nullable().meta({ description: 'The organization this request is about; see X-Tenant.' }),
    organization: z.string().nullable(),
    permissions: z.array(PermissionName).readonly(),
    memberships: z
      .array(z.object({ tenantId: z.string(), organization: z.string(), role: RoleName }))
      .readonly()
      .meta({ description: 'Every organization of the person; of a key: none.' }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const SignIn = z
  .object({
    issuer: z.string().meta({ description: 'Its `/.well-known/openid-configuration` names all endpoints.' }),
    clientId: z.string().meta({ description: 'A public client: authorization code with PKCE.' }),
    scope: z.string(),
  })
  .meta({ id: 'SignIn' });
