import { Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Grant } from '../functions.ts';

/** What the grants of the manifest speak of. */
export interface Resources {
  readonly table: TableV2;
  readonly bucket: Bucket;
  readonly secret: Secret;
  readonly plan: Queue;
  readonly enrol: Queue;
  readonly outbox: Queue;
  readonly machineArn: string;
  readonly scheduleGroup: string;
  readonly scheduleRole: Role;
  readonly configurationSet: string;
}

export interface Granted {
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
}

const allow = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

const sending = (queue: Queue, name: string): Granted => ({
  statements: [allow(['sqs:SendMessage'], [queue.queueArn])],
  environment: { [name]: queue.queueUrl },
});

function schedules(r: Resources): Granted {
  const one = Stack.of(r.table).formatArn({
    service: 'scheduler',
    resource: 'schedule',
    resourceName: `${r.scheduleGroup}/launch-*`,
  });
  return {
    statements: [
      allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], [one]),
      allow(['iam:PassRole'], [r.scheduleRole.roleArn]),
    ],
    environment: {
      SCHEDULE_GROUP: r.scheduleGroup,
      SCHEDULE_ROLE_ARN: r.scheduleRole.roleArn,
      PLAN_QUEUE_ARN: r.plan.queueArn,
    },
  };
}

function mail(r: Resources): Granted {
  const stack = Stack.of(r.table);
  const identities = stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
  const set = stack.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: r.configurationSet });
  return {
    statements: [allow(['ses:SendEmail', 'ses:SendRawEmail'], [identities, set])],
    environment: { CONFIGURATION_SET: r.configurationSet },
  };
}

const identities = (r: Resources): Granted => ({
  statements: [
    allow(
      ['ses:CreateEmailIdentity', 'ses:GetEmailIdentity'],
      [Stack.of(r.table).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })],
    ),
  ],
  environment: {},
});

const tableOf = (r: Resources): Readonly<Record<string, string>> => ({ TABLE_NAME: r.table.tableName });

/** The statements and variables behind each right: exactly the calls our adapters make. */
export const grants: { readonly [G in Grant]: (resources: Resources) => Granted } = {
  'table:read': (r) => ({
    statements: [
      allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [r.table.tableArn]),
      allow(['dynamodb:Query'], [`${r.table.tableArn}/index/gsi1`]),
    ],
    environment: tableOf(r),
  }),
  'table:write': (r) => ({
    statements: [allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [r.table.tableArn])],
    environment: tableOf(r),
  }),
  'bucket:read': (r) => ({
    statements: [allow(['s3:GetObject'], [r.bucket.arnForObjects('*')])],
    environment: { BUCKET_NAME: r.bucket.bucketName },
  }),
  'bucket:write': (r) => ({
    statements: [allow(['s3:PutObject'], [r.bucket.arnForObjects('*')])],
    environment: { BUCKET_NAME: r.bucket.bucketName },
  }),
  'secret:read': (r) => ({
    statements: [allow(['secretsmanager:GetSecretValue'], [r.secret.secretArn])],
    environment: { SECRET_ARN: r.secret.secretArn },
  }),
  'plan:send': (r) => sending(r.plan, 'PLAN_QUEUE_URL'),
  'enrol:send': (r) => sending(r.enrol, 'ENROL_QUEUE_URL'),
  'outbox:send': (r) => sending(r.outbox, 'OUTBOX_QUEUE_URL'),
  'machine:start': (r) => ({
    statements: [allow(['states:StartExecution'], [r.machineArn])],
    environment: { STATE_MACHINE_ARN: r.machineArn },
  }),
  'schedules:manage': schedules,
  'mail:send': mail,
  'identities:manage': identities,
};
