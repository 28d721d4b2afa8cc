import { CfnCondition, CfnParameter, Duration, Fn, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { metricNames, metricsNamespace, metricsService } from '../../src/contracts/metrics.ts';
import { type QueueName, queueNames } from '../../src/contracts/queue-names.ts';
import { type AlarmName, alarmImpacts } from '../alarms.ts';
import type { FunctionName } from '../functions.ts';
import type { AppFunction } from './app-function.ts';
import type { WorkQueue } from './queue-worker.ts';

export interface Watched {
  readonly queues: { readonly [Q in QueueName]: WorkQueue };
  readonly functions: ReadonlyMap<FunctionName, AppFunction>;
  readonly machine: StateMachine;
  readonly experiments: StateMachine;
  readonly api: HttpApi;
  readonly scheduleGroup: IScheduleGroup;
}

interface Rule {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Minutes over the threshold in a row; 1 when left out. */
  readonly minutes?: number;
}

const minute = Duration.minutes(1);
const ageLimitMinutes: { readonly [Q in QueueName]: number } = {
  Planning: 15,
  Enrolment: 30,
  Outbox: 60,
  Tracking: 15,
  Events: 5,
  // A receiver that is down is asked again for a day.
  Effects: 36 * 60,
  // One organization after the other: a large file takes a quarter of an hour.
  Transfers: 60,
  Inbound: 15,
  Archive: 60,
  // An endpoint that is down is asked again for more than a day.
  Webhooks: 36 * 60,
};
/** An expression takes ten metrics at most. */
const workers: readonly FunctionName[] = [
  'Plan',
  'EnrolBatch',
  'RunStep',
  'SendMail',
  'RecordEvents',
  'HandleEvent',
  'RunEffect',
  'AwaitEvent',
  'RunJob',
  'Authorize',
];

/** They work with the world outside, where things break: one failure is little. */
const intake: readonly FunctionName[] = ['RunTransfer', 'ReceiveReply', 'ArchiveEvents', 'DeliverWebhook'];

/** A metric that the functions write themselves. */
export const countOf = (metricName: string): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: metricsService },
    statistic: 'Sum',
    period: minute,
  });

const sumOf = (metrics: readonly IMetric[], label: string): MathExpression =>
  new MathExpression({
    expression: metrics.map((_, i) => `m${i}`).join('+'),
    usingMetrics: Object.fromEntries(metrics.map((metric, i) => [`m${i}`, metric])),
    label,
    period: minute,
  });

const states = (metricName: string): Metric =>
  new Metric({ namespace: 'AWS/States', metricName, statistic: 'Maximum', period: Duration.minutes(5) });
const reputation = (metricName: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Average', period: Duration.hours(1) });
const scheduler = (group: IScheduleGroup, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/Scheduler',
    metricName,
    dimensionsMap: { ScheduleGroup: group.scheduleGroupName },
    statistic: 'Sum',
    period: minute,
  });

function queueRules(queues: Watched['queues']): [string, Rule][] {
  return queueNames.flatMap((name): [string, Rule][] => {
    const { queue, deadLetters } = queues[name];
    const age = queue.metricApproximateAgeOfOldestMessage({ period: minute });
    return [
      [
        `${name}DeadLetters`,
        { metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: minute }), threshold: 1 },
      ],
      [`${name}Age`, { metric: age, threshold: ageLimitMinutes[name] * 60, minutes: 5 }],
    ];
  });
}

function serviceRules({ functions, machine, experiments, api, scheduleGroup }: Watched): [string, Rule][] {
  const errorsOf = (names: readonly FunctionName[]): readonly IMetric[] =>
    names.flatMap((name) => functions.get(name)?.fn.metricErrors({ period: minute }) ?? []);
  const failures = [machine, experiments].flatMap((one) => [
    one.metricFailed({ period: minute }),
    one.metricTimedOut({ period: minute }),
    one.metricAborted({ period: minute }),
  ]);
  const dropped = ['InvocationDroppedCount', 'InvocationsFailedToBeSentToDeadLetterCount'].map((name) =>
    scheduler(scheduleGroup, name),
  );
  const openShare = new MathExpression({
    expression: '100 * open / allowed',
    usingMetrics: { open: states('OpenExecutionCount'), allowed: states('OpenExecutionLimit') },
    label: 'Open executions, per cent of the quota',
    period: Duration.minutes(5),
  });
  return [
    ['WorkerFailures', { metric: sumOf(errorsOf(workers), 'Failed invocations'), threshold: 5, minutes: 5 }],
    [
      'IntakeFailures',
      {
        metric: sumOf(errorsOf(intake), 'Failed work on files, replies, archive and webhooks'),
        threshold: 3,
        minutes: 5,
      },
    ],
    ['ApiFailures', { metric: api.metricServerError({ period: minute, statistic: 'Sum' }), threshold: 5, minutes: 3 }],
    ['SequenceFailures', { metric: sumOf(failures, 'Executions that did not end well'), threshold: 1 }],
    ['ScheduleFailures', { metric: sumOf(dropped, 'Schedules that did not fire'), threshold: 1 }],
    ['OpenExecutions', { metric: openShare, threshold: 70 }],
    ['BounceRate', { metric: reputation('Reputation.BounceRate'), threshold: 0.04 }],
    ['ComplaintRate', { metric: reputation('Reputation.ComplaintRate'), threshold: 0.0008 }],
  ];
}

const countRules = (): [string, Rule][] => metricNames.map((name) => [name, { metric: countOf(name), threshold: 1 }]);

const isAlarmName = (name: string): name is AlarmName => name in alarmImpacts;

/** All alarms of the installation, told to one topic that the owner can subscribe to. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const topic = this.createTopic();
    this.all = [...queueRules(watched.queues), ...serviceRules(watched), ...countRules()].map(([name, rule]) => {
      if (!isAlarmName(name)) throw new Error(`Alarm ${name} does not say whom it hurts: add it to lib/alarms.ts`);
      const alarm = new Alarm(this, name, {
        alarmDescription: `${name}: ${alarmImpacts[name]} See docs/runbook.md.`,
        metric: rule.metric,
        threshold: rule.threshold,
        evaluationPeriods: rule.minutes ?? 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(topic));
      return alarm;
    });
  }

  private createTopic(): Topic {
    const email = new CfnParameter(this, 'Email', {
      default: '',
      description: 'Whom alarms are mailed to. Empty: nobody.',
    });
    email.overrideLogicalId('AlarmEmail');
    const hasEmail = new CfnCondition(this, 'HasEmail', {
      expression: Fn.conditionNot(Fn.conditionEquals(email.valueAsString, '')),
    });
    const topic = new Topic(this, 'Topic', { displayName: 'PenguinMails alarms', enforceSSL: true });
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    const subscription = new CfnSubscription(this, 'Mail', {
      topicArn: topic.topicArn,
      protocol: 'email',
      endpoint: email.valueAsString,
    });
    subscription.cfnOptions.condition = hasEmail;
    Validations.of(topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason: 'Alarms name no tenant and no contact; CloudWatch cannot publish to a topic under the AWS managed key.',
    });
    return topic;
  }
}
