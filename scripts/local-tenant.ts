import * as z from 'zod';
import type { Cloud } from '../local/cloud.ts';

/** The domain whose mail the local SES receives: replies of simulated people come back through it. */
export const localParameters = { ReplyDomain: 'reply.penguinmails.example' } as const;

export const LocalTenant = z.object({ tenantId: z.string(), apiKey: z.string() });
export type LocalTenant = z.infer<typeof LocalTenant>;

/** Sets up an organization on a local cloud as its owner would: by invoking the CreateTenant function. */
export async function createLocalTenant(cloud: Cloud, organization: string): Promise<LocalTenant> {
  const functionName = cloud.assembly.outputs['PenguinMails']?.['CreateTenantFunction'];
  const tenant = await cloud.invoke(String(functionName), {
    organization,
    postalAddress: `${organization}, 1 Iceberg Street, 9410 Ushuaia`,
    timezone: 'UTC',
  });
  return LocalTenant.parse(tenant);
}
