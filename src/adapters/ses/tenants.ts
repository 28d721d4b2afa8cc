import {
  AlreadyExistsException,
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { TenantIsolation } from '../../usecases/ports/tenant-isolation.ts';

async function unlessThere(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (cause) {
    if (!(cause instanceof AlreadyExistsException)) throw cause;
  }
}

/**
 * SES tenants, named like ours. A mail of a tenant leaves only if its identity and its configuration set are both the tenant's own;
 * `arnStart` is what the ARNs of this account's SES resources begin with: `arn:aws:ses:us-east-1:123456789012`.
 */
export function sesTenants(
  { arnStart, configurationSet }: { readonly arnStart: string; readonly configurationSet: string },
  client = new SESv2Client({}),
): TenantIsolation {
  return {
    join: async (TenantName, identity) => {
      await unlessThere(client.send(new CreateTenantCommand({ TenantName })));
      for (const resource of [`configuration-set/${configurationSet}`, `identity/${identity}`]) {
        const association = { TenantName, ResourceArn: `${arnStart}:${resource}` };
        await unlessThere(client.send(new CreateTenantResourceAssociationCommand(association)));
      }
    },
  };
}
