import * as z from 'zod';
import { ACCOUNT, REGION } from '../assembly/resource-types.ts';
import type { Clock } from '../service.ts';
import { AwsError, checkInput } from '../sfn/json-protocol.ts';
import type { RestRoute } from './rest-protocol.ts';
import type { TenantStore } from './tenant-store.ts';

const TenantName = z.string().regex(/^[\w-]{1,64}$/);
const NewTenant = z.object({ TenantName });
const Association = z.object({ TenantName, ResourceArn: z.string() });

const arnStart = `arn:aws:ses:${REGION}:${ACCOUNT}`;
export const identityArn = (name: string): string => `${arnStart}:identity/${name}`;
export const configurationSetArn = (name: string): string => `${arnStart}:configuration-set/${name}`;

const exists = (what: string): AwsError => new AwsError('AlreadyExistsException', `${what} already exists.`);

interface Deps {
  readonly tenants: TenantStore;
  readonly clock: Clock;
  /** Whether there is a resource of this ARN. */
  readonly isResource: (arn: string) => boolean;
}

/** Creating tenants, and giving them resources to send with. */
export const tenantRoutes = ({ tenants, clock, isResource }: Deps): RestRoute[] => [
  [
    'POST',
    '/v2/email/tenants',
    ({ body }) => {
      const { TenantName: name } = checkInput(NewTenant, body, 'BadRequestException');
      const at = clock.now();
      if (!tenants.add(name, at)) throw exists(`Tenant ${name}`);
      const TenantId = `tn-${name}`;
      return {
        TenantName: name,
        TenantId,
        TenantArn: `${arnStart}:tenant/${name}/${TenantId}`,
        CreatedTimestamp: Math.floor(at / 1000),
        SendingStatus: 'ENABLED',
      };
    },
  ],
  [
    'POST',
    '/v2/email/tenants/resources',
    ({ body }) => {
      const { TenantName: name, ResourceArn } = checkInput(Association, body, 'BadRequestException');
      if (!tenants.has(name)) throw new AwsError('NotFoundException', `Tenant ${name} does not exist.`, 404);
      if (!isResource(ResourceArn)) throw new AwsError('NotFoundException', `${ResourceArn} does not exist.`, 404);
      if (!tenants.associate(name, ResourceArn)) throw exists(`The association of ${ResourceArn}`);
    },
  ],
];
