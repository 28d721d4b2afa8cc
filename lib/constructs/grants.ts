import { Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { QueueName } from '../../src/contracts/queue-names.ts';
import type { Grant, TableRight } from '../functions.ts';
import type { WorkQueue } from './queue-worker.ts';

/** What the grants of the manifest speak of. */
export interface Resources {
  readonly table: TableV2;
  readonly bucket: Bucket;
  readonly inbound: Bucket;
  readonly secret: Secret;
  readonly queues: { readonly [Q in QueueName]: WorkQueue };
  readonly machineArn: string;
  readonly experimentMachineArn: string;
  readonly scheduleGroup: string;
  readonly scheduleRole: Role;
  readonly configurationSet: string;
  /** Whether each organization is an SES tenant. */
  readonly sesTenants: boolean;
  readonly userPool: UserPool;
  /** The client of the user pool whose tokens count. */
  readonly clientId: string;
  /** Who mails about the system itself; empty where nobody does. */
  readonly systemSender: string;
}

export interface Granted {
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
}

const allow = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

const sending = ({ queue }: WorkQueue, name: string): Granted => ({
  statements: [allow(['sqs:SendMessage'], [queue.queueArn])],
  environment: { [name]: queue.queueUrl },
});

const scheduleVariables = (r: Resources): Readonly<Record<string, string>> => ({
  SCHEDULE_GROUP: r.scheduleGroup,
  SCHEDULE_ROLE_ARN: r.scheduleRole.roleArn,
  PLAN_QUEUE_ARN: r.queues.Planning.queue.queueArn,
});

const launchSchedules = (r: Resources): string =>
  Stack.of(r.table).formatArn({
    service: 'scheduler',
    resource: 'schedule',
    resourceName: `${r.scheduleGroup}/launch-*`,
  });

const schedulesCreate = (r: Resources): Granted => ({
  statements: [
    allow(['scheduler:CreateSchedule'], [launchSchedules(r)]),
    allow(['iam:PassRole'], [r.scheduleRole.roleArn]),
  ],
  environment: scheduleVariables(r),
});

const schedulesWrite = (r: Resources): Granted => ({
  statements: [
    allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], [launchSchedules(r)]),
    allow(['iam:PassRole'], [r.scheduleRole.roleArn]),
  ],
  environment: scheduleVariables(r),
});

/** Listing knows no resource but *. */
const schedulesTidy = (r: Resources): Granted => ({
  statements: [allow(['scheduler:DeleteSchedule'], [launchSchedules(r)]), allow(['scheduler:ListSchedules'], ['*'])],
  environment: scheduleVariables(r),
});

function redrive({ queues }: Resources): Granted {
  const all = Object.entries(queues);
  const routes = all.map(([name, { queue, deadLetters }]) => [
    name,
    { from: deadLetters.queueUrl, to: queue.queueUrl },
  ]);
  return {
    statements: [
      allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
        all.map(([, { deadLetters }]) => deadLetters.queueArn),
      ),
      allow(
        ['sqs:SendMessage'],
        all.map(([, { queue }]) => queue.queueArn),
      ),
    ],
    environment: { REDRIVE_ROUTES: Stack.of(queues.Planning).toJsonString(Object.fromEntries(routes)) },
  };
}

const mailVariables = (r: Resources): Granted['environment'] => ({
  CONFIGURATION_SET: r.configurationSet,
  SES_TENANTS: r.sesTenants ? 'on' : 'off',
});

function mail(r: Resources): Granted {
  const stack = Stack.of(r.table);
  const identities = stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
  const set = stack.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: r.configurationSet });
  return {
    statements: [allow(['ses:SendEmail', 'ses:SendRawEmail'], [identities, set])],
    environment: mailVariables(r),
  };
}

/** Registers senders, and makes them those of an SES tenant. */
function identities(r: Resources): Granted {
  const stack = Stack.of(r.table);
  const arnOf = (resource: string, resourceName: string) => stack.formatArn({ service: 'ses', resource, resourceName });
  const [identity, tenant] = [arnOf('identity', '*'), arnOf('tenant', '*')];
  const create = allow(
    ['ses:CreateEmailIdentity', 'ses:GetEmailIdentity', 'ses:PutEmailIdentityMailFromAttributes'],
    [identity],
  );
  const isolate = [
    allow(['ses:CreateTenant'], [tenant]),
    allow(['ses:CreateTenantResourceAssociation'], [tenant, identity, arnOf('configuration-set', r.configurationSet)]),
  ];
  return {
    statements: [create, ...(r.sesTenants ? isolate : [])],
    environment: {
      ...mailVariables(r),
      SES_ARN_START: `arn:${stack.partition}:ses:${stack.region}:${stack.account}`,
    },
  };
}

const onIdentities =
  (actions: string[]) =>
  (r: Resources): Granted => ({
    statements: [
      allow(actions, [Stack.of(r.table).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })]),
    ],
    environment: {},
  });

const tableActions: { readonly [R in Exclude<TableRight, 'list'>]: string } = {
  get: 'dynamodb:GetItem',
  check: 'dynamodb:ConditionCheckItem',
  batchGet: 'dynamodb:BatchGetItem',
  insert: 'dynamodb:PartiQLInsert',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
};

/** Exactly the calls a function makes on the table and its index. */
export function tableRights({ table }: Resources, rights: readonly TableRight[]): Granted {
  const actions = rights.flatMap((right) => (right === 'list' ? [] : [tableActions[right]]));
  return {
    statements: [
      ...(actions.length > 0 ? [allow(actions, [table.tableArn])] : []),
      ...(rights.includes('list') ? [allow(['dynamodb:Query'], [`${table.tableArn}/index/gsi1`])] : []),
    ],
    environment: { TABLE_NAME: table.tableName },
  };
}

/** The statements and variables behind each right: exactly the calls our adapters make. */
export const grants: { readonly [G in Grant]: (resources: Resources) => Granted } = {
  'bucket:read': (r) => ({
    statements: [allow(['s3:GetObject'], [r.bucket.arnForObjects('*')])],
    environment: { BUCKET_NAME: r.bucket.bucketName },
  }),
  'bucket:write': (r) => ({
    statements: [allow(['s3:PutObject'], [r.bucket.arnForObjects('*')])],
    environment: { BUCKET_NAME: r.bucket.bucketName },
  }),
  /** Without it, S3 answers a missing object like a forbidden one. */
  'bucket:list': (r) => ({ statements: [allow(['s3:ListBucket'], [r.bucket.bucketArn])], environment: {} }),
  'secret:read': (r) => ({
    statements: [allow(['secretsmanager:GetSecretValue'], [r.secret.secretArn])],
    environment: {},
  }),
  'plan:send': (r) => sending(r.queues.Planning, 'PLAN_QUEUE_URL'),
  'enrol:send': (r) => sending(r.queues.Enrolment, 'ENROL_QUEUE_URL'),
  'outbox:send': (r) => sending(r.queues.Outbox, 'OUTBOX_QUEUE_URL'),
  'effects:send': (r) => sending(r.queues.Effects, 'EFFECTS_QUEUE_URL'),
  'tracking:send': (r) => sending(r.queues.Tracking, 'TRACKING_QUEUE_URL'),
  'inbound:read': (r) => ({
    statements: [allow(['s3:GetObject'], [r.inbound.arnForObjects('inbound/*')])],
    environment: { INBOUND_BUCKET_NAME: r.inbound.bucketName },
  }),
  'events:archive': (r) => ({
    statements: [allow(['s3:PutObject'], [r.bucket.arnForObjects('events/*')])],
    environment: { BUCKET_NAME: r.bucket.bucketName },
  }),
  'events:quarantine': (r) => ({
    statements: [allow(['s3:PutObject'], [r.bucket.arnForObjects('quarantine/*')])],
    environment: { BUCKET_NAME: r.bucket.bucketName },
  }),
  'webhooks:send': (r) => sending(r.queues.Webhooks, 'WEBHOOKS_QUEUE_URL'),
  'events:send': (r) => sending(r.queues.Events, 'EVENTS_QUEUE_URL'),
  'transfers:send': (r) => sending(r.queues.Transfers, 'TRANSFERS_QUEUE_URL'),
  'machine:wake': (r) => ({
    statements: [allow(['states:SendTaskSuccess'], [r.machineArn])],
    environment: {},
  }),
  'machine:start': (r) => ({
    statements: [allow(['states:StartExecution'], [r.machineArn])],
    environment: { STATE_MACHINE_ARN: r.machineArn },
  }),
  'experiments:start': (r) => ({
    statements: [allow(['states:StartExecution'], [r.experimentMachineArn])],
    environment: { EXPERIMENT_MACHINE_ARN: r.experimentMachineArn },
  }),
  'schedules:create': schedulesCreate,
  'schedules:write': schedulesWrite,
  'schedules:tidy': schedulesTidy,
  'mail:send': mail,
  'account:read': () => ({ statements: [allow(['ses:GetAccount'], ['*'])], environment: {} }),
  'queues:redrive': redrive,
  'identities:read': onIdentities(['ses:GetEmailIdentity']),
  'identities:manage': identities,
  'tokens:verify': ({ userPool, clientId }) => ({
    statements: [],
    environment: { TOKEN_ISSUER: userPool.userPoolProviderUrl, TOKEN_CLIENT_ID: clientId },
  }),
  'people:manage': ({ userPool, systemSender }) => ({
    statements: [allow(['cognito-idp:AdminGetUser', 'cognito-idp:AdminCreateUser'], [userPool.userPoolArn])],
    environment: { USER_POOL_ID: userPool.userPoolId, SYSTEM_SENDER: systemSender },
  }),
};
