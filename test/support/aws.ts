import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../../local/cloud.ts';

/** SDK clients of the account's owner: no policy limits them. */
export function ownerClients({ gatewayUrl }: Cloud) {
  const config = {
    endpoint: gatewayUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  };
  return {
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    sfn: new SFNClient(config),
    scheduler: new SchedulerClient(config),
  };
}

/** The physical name or ARN of the one resource of a type whose logical id begins so. */
export function resourceOf(cloud: Cloud, type: string, logicalIdStart: string): { name: string; arn: string } {
  const found = cloud.assembly.ofType(type).filter(({ logicalId }) => logicalId.startsWith(logicalIdStart));
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} resources of ${type} begin with ${logicalIdStart}`);
  return { name: only.name, arn: only.arn ?? only.name };
}
