import { type CfnCondition, type CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  CfnReceiptRule,
  CfnReceiptRuleSet,
  ConfigurationSet,
  ConfigurationSetEventDestination,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface MailEventsProps {
  readonly tracking: Queue;
  readonly archive: Queue;
  readonly webhooks: Queue;
  /** Works on received mails. */
  readonly received: Queue;
  readonly inbound: Bucket;
  readonly replyDomain: CfnParameter;
  readonly hasReplyDomain: CfnCondition;
}

/** The way of everything SES tells us: events of mails to those who count, keep and pass them on, received mails to S3 and the inbound queue. */
export class MailEvents extends Construct {
  readonly configurationSet: ConfigurationSet;
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: MailEventsProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    for (const queue of [props.tracking, props.archive, props.webhooks])
      topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
    this.topicArn = topic.topicArn;
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', { reputationMetrics: true });
    new ConfigurationSetEventDestination(this, 'Events', {
      configurationSet: this.configurationSet,
      destination: EventDestination.snsTopic(topic),
      events: Object.values(EmailSendingEvent).filter((event) => event !== EmailSendingEvent.SUBSCRIPTION),
    });
    this.receiveReplies(props);
    Validations.of(topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason: 'SES publishes to it; events hold no content of mails.',
    });
  }

  /** Replies reach us only where the owner named a domain whose MX is SES. */
  private receiveReplies({ inbound, received, replyDomain, hasReplyDomain }: MailEventsProps): void {
    const topic = new Topic(this, 'Received', { enforceSSL: true });
    topic.addSubscription(new SqsSubscription(received, { rawMessageDelivery: true }));
    Validations.of(topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason: 'SES publishes to it; a notification holds the headers of a mail, and its text stays in S3.',
    });
    const rules = Stack.of(this).formatArn({ service: 'ses', resource: 'receipt-rule-set', resourceName: '*' });
    inbound.addToResourcePolicy(fromSes('s3:PutObject', inbound.arnForObjects('inbound/*'), rules));
    topic.addToResourcePolicy(fromSes('sns:Publish', topic.topicArn, rules));
    const ruleSet = new CfnReceiptRuleSet(this, 'ReceiptRules');
    ruleSet.cfnOptions.condition = hasReplyDomain;
    const rule = new CfnReceiptRule(this, 'Replies', {
      ruleSetName: ruleSet.ref,
      rule: {
        enabled: true,
        scanEnabled: true,
        tlsPolicy: 'Optional',
        recipients: [replyDomain.valueAsString],
        actions: [
          { s3Action: { bucketName: inbound.bucketName, objectKeyPrefix: 'inbound/', topicArn: topic.topicArn } },
        ],
      },
    });
    rule.cfnOptions.condition = hasReplyDomain;
  }
}

/** SES acts for the receipt rules of this account only, and not for those of somebody who found our names. */
const fromSes = (action: string, resource: string, rules: string): PolicyStatement =>
  new PolicyStatement({
    actions: [action],
    resources: [resource],
    principals: [new ServicePrincipal('ses.amazonaws.com')],
    conditions: { ArnLike: { 'aws:SourceArn': rules } },
  });
