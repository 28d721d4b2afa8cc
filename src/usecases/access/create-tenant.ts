import * as z from 'zod';
import { isTimeZone } from '../../contracts/primitives.ts';
import { newSettings } from '../../contracts/resources.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { ApiKeyStore, SettingsStore } from '../ports/resource-stores.ts';
import { makeApiKey } from './api-keys.ts';

export const NewTenant = z.strictObject({
  organization: z.string().trim().min(1).max(255),
  postalAddress: z.string().trim().max(500).default(''),
  timezone: z
    .string()
    .refine(isTimeZone, { error: 'Name an IANA time zone, for example Europe/London.' })
    .default('UTC'),
});

export interface Deps {
  readonly settings: Pick<SettingsStore, 'save'>;
  readonly apiKeys: Pick<ApiKeyStore, 'create'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Sets up an organization and its first API key. Reached by the owner of the AWS account only, never over HTTP. */
export const createTenant =
  ({ settings, apiKeys, clock, ids }: Deps) =>
  async (input: z.infer<typeof NewTenant>): Promise<{ tenantId: string; apiKey: string }> => {
    const tenantId = ids.next('tenant');
    const { secret, key } = makeApiKey(tenantId, 'first key', clock.now());
    await settings.save({ tenantId, principal: 'owner' }, newSettings(input, 1), 0);
    await apiKeys.create(key);
    return { tenantId, apiKey: secret };
  };
