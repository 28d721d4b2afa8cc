import * as z from 'zod';
import type { Cloud } from '../local/cloud.ts';
import type { Role } from '../src/contracts/roles.ts';

/** The domain whose mail the local SES receives, rate limits that set-up and tests do not meet, and webhooks to this machine. */
export const localParameters = {
  ReplyDomain: 'reply.penguinmails.example',
  SystemSender: 'hello@penguinmails.example',
  RateLimitScale: '100',
  WebhookInternalHosts: 'localhost',
} as const;

/** How the meter of the embedded cloud tells whose cost a call is: ids of campaigns (src/domain/ids). */
export const campaignIds = /cmp_[0-9a-z]{26}/g;

export const LocalTenant = z.object({ tenantId: z.string(), apiKey: z.string() });
export type LocalTenant = z.infer<typeof LocalTenant>;

interface FirstPerson {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Sets up an organization on a local cloud as its owner would: by invoking the CreateTenant function. */
export async function createLocalTenant(
  cloud: Cloud,
  organization: string,
  people: readonly FirstPerson[] = [],
): Promise<LocalTenant> {
  const functionName = cloud.assembly.outputs['PenguinMails']?.['CreateTenantFunction'];
  const tenant = await cloud.invoke(String(functionName), {
    organization,
    postalAddress: `${organization}, 1 Iceberg Street, 9410 Ushuaia`,
    timezone: 'UTC',
    people,
  });
  return LocalTenant.parse(tenant);
}
