import { type Stack, Validations } from 'aws-cdk-lib';

/** Wildcards in our policies that cannot be narrower, each with its reason. cdk-nag refuses every other one. */
const wildcards: readonly { readonly resource: string; readonly reason: string }[] = [
  {
    resource: 'PenguinMailsData:ExportsOutputFnGetAttBucket83908E77Arn063C8555/*',
    reason: 'Objects are named by tenant, campaign and hash; the bucket holds nothing else.',
  },
  {
    resource: 'PenguinMailsData:ExportsOutputFnGetAttBucket83908E77Arn063C8555/events/*',
    reason: 'Files of the archive are named by hour and content.',
  },
  {
    resource: 'PenguinMailsData:ExportsOutputFnGetAttBucket83908E77Arn063C8555/quarantine/*',
    reason: 'What could not be read is named by day and message.',
  },
  {
    resource: 'PenguinMailsData:ExportsOutputFnGetAttInboundADA8BFE6Arn6743C898/inbound/*',
    reason: 'SES names the mails that it receives.',
  },
  {
    resource:
      'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/PenguinMails-Schedules-2D9643AC/launch-*',
    reason: 'One-shot schedules are named by launch, in a group of our own.',
  },
  {
    resource: 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*',
    reason: 'Tenants register their own From addresses at run time; an address belongs to one tenant.',
  },
  {
    resource: 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:tenant/*',
    reason: 'Organizations come at run time, and SES adds an id of its own to the ARN of a tenant.',
  },
  {
    resource: '<RunJobFunction28608F13.Arn>:*',
    reason: 'Written by CDK so that the schedule may invoke any version of the function.',
  },
];

export function acknowledgeWildcards(stack: Stack): void {
  for (const { resource, reason } of wildcards) {
    Validations.of(stack).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}
