import * as z from 'zod';
import { RoleName } from '../../contracts/access.ts';
import { EmailAddress, isTimeZone, Name } from '../../contracts/primitives.ts';
import { newSettings } from '../../contracts/resources.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { ApiKeyStore, PersonDirectory, TeamStore } from '../ports/people-stores.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import { makeApiKey } from './api-keys.ts';

const FirstPerson = z.strictObject({ email: EmailAddress, name: Name, role: RoleName });

export const NewTenant = z.strictObject({
  organization: z.string().trim().min(1).max(255),
  postalAddress: z.string().trim().max(500).default(''),
  timezone: z
    .string()
    .refine(isTimeZone, { error: 'Name an IANA time zone, for example Europe/London.' })
    .default('UTC'),
  /** Becomes the first owner, and gets an account where there is none. */
  ownerEmail: EmailAddress.optional(),
  /** Members from the start, as invitations would make them. */
  people: z.array(FirstPerson).max(50).default([]),
});
export type NewTenant = z.infer<typeof NewTenant>;

export interface Deps {
  readonly settings: Pick<SettingsStore, 'save'>;
  readonly apiKeys: Pick<ApiKeyStore, 'create'>;
  readonly team: Pick<TeamStore, 'add'>;
  readonly directory: Pick<PersonDirectory, 'ensure'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

const peopleOf = ({ ownerEmail, people }: NewTenant): NewTenant['people'] =>
  ownerEmail === undefined ? people : [{ email: ownerEmail, name: ownerEmail, role: 'owner' }, ...people];

async function addPeople({ team, directory, clock }: Deps, tenantId: string, input: NewTenant): Promise<void> {
  for (const { email: written, name, role } of peopleOf(input)) {
    const read = normalizeEmail(written);
    if (!read.ok) throw new Error(`${written}: ${read.error}`);
    const person = await directory.ensure(read.value, name);
    const member = { tenantId, personId: person.id, email: read.value, name: person.name, role };
    await team.add({ ...member, joinedAt: clock.now(), rev: 1 });
  }
}

/** Sets up an organization, its first people and its first API key. Reached by the owner of the AWS account only, never over HTTP. */
export const createTenant =
  (deps: Deps) =>
  async (input: NewTenant): Promise<{ tenantId: string; apiKey: string }> => {
    const { settings, apiKeys, clock, ids } = deps;
    const tenantId = ids.next('tenant');
    await addPeople(deps, tenantId, input);
    const { secret, key } = makeApiKey({ tenantId, name: 'first key', createdAt: clock.now() });
    await settings.save({ tenantId, principal: 'owner' }, newSettings(input, 1), 0);
    await apiKeys.create(key);
    return { tenantId, apiKey: secret };
  };
