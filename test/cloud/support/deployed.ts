import {
  type ExecutionListItem,
  type ExecutionStatus,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { PublishCommand, paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { signedCall } from './signed-call.ts';

const stack = 'PenguinMails';

/** What the stack was given, asked of the services themselves. */
export const invokeFunction = (name: string, payload: object): Promise<unknown> =>
  signedCall({ service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body: payload });

async function machineArn(client: SFNClient): Promise<string> {
  for await (const page of paginateListStateMachines({ client }, {}))
    for (const machine of page.stateMachines ?? [])
      if (machine.name === `${stack}-contact-sequence` && machine.stateMachineArn) return machine.stateMachineArn;
  throw new Error('The deployment has no contact-sequence machine');
}

/** Every execution of the machine that waits for contacts, newest first. */
export async function executions(): Promise<readonly ExecutionListItem[]> {
  const client = new SFNClient({});
  const found: ExecutionListItem[] = [];
  for await (const page of paginateListExecutions({ client }, { stateMachineArn: await machineArn(client) }))
    found.push(...(page.executions ?? []));
  return found;
}

export const statesOf = async (): Promise<readonly (ExecutionStatus | undefined)[]> =>
  (await executions()).map((execution) => execution.status);

/** Publishes to the topic that SES event publishing would publish to. */
export async function publishMailEvents(events: readonly object[]): Promise<void> {
  const client = new SNSClient({});
  const arns: string[] = [];
  for await (const page of paginateListTopics({ client }, {}))
    arns.push(
      ...(page.Topics ?? []).flatMap(({ TopicArn }) =>
        TopicArn?.includes(`:${stack}-MailEventsTopic`) ? TopicArn : [],
      ),
    );
  const [TopicArn] = arns;
  if (!TopicArn || arns.length > 1) throw new Error(`The deployment has ${arns.length} topics for mail events`);
  for (const event of events) await client.send(new PublishCommand({ TopicArn, Message: JSON.stringify(event) }));
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
}

/** How many messages each queue of the stack holds, seen or in flight, by its name. */
export async function queueDepths(): Promise<Readonly<Record<string, QueueDepth>>> {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const depths: Record<string, QueueDepth> = {};
  for await (const page of paginateListQueues({ client }, { QueueNamePrefix: `${stack}-` }))
    for (const QueueUrl of page.QueueUrls ?? []) {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
      depths[name] = {
        visible: Number(Attributes?.ApproximateNumberOfMessages),
        inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      };
    }
  return depths;
}
