import { readFileSync } from 'node:fs';
import { ArnFormat, CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledgements.ts';
import { AppFunction } from '../constructs/app-function.ts';
import { CampaignApi } from '../constructs/campaign-api.ts';
import { grants, type Resources } from '../constructs/grants.ts';
import { MailEvents } from '../constructs/mail-events.ts';
import { WorkQueue, type WorkQueueProps, workOn } from '../constructs/queue-worker.ts';
import { RecurringJobs } from '../constructs/recurring-jobs.ts';
import { type FunctionName, functionManifest, functionNames } from '../functions.ts';
import type { DataStack } from './data-stack.ts';

export interface CampaignsStackProps extends StackProps {
  readonly data: DataStack;
}

type QueueName = 'Planning' | 'Enrolment' | 'Outbox' | 'Tracking';

const queueProps: { readonly [Q in QueueName]: WorkQueueProps } = {
  Planning: {
    workerTimeoutSeconds: 60,
    maxReceives: 5,
    failureImpact:
      'A launch, a resume or a count of the books stopped half-way: some contacts do not get their campaign.',
  },
  Enrolment: {
    workerTimeoutSeconds: 60,
    maxReceives: 8,
    failureImpact: 'Up to 100 contacts per message were not enrolled and get no mail of their campaign.',
  },
  Outbox: {
    workerTimeoutSeconds: 60,
    maxReceives: 20,
    failureImpact: 'Contacts do not get a mail that was planned for them.',
  },
  Tracking: {
    workerTimeoutSeconds: 60,
    maxReceives: 8,
    failureImpact:
      'Opens, clicks, bounces or unsubscribes are not counted, and people who bounced may be mailed again.',
  },
};

/** Everything that can be replaced at any time: functions, queues, the state machine, the API, the mail events. */
export class CampaignsStack extends Stack {
  private readonly functions = new Map<FunctionName, AppFunction>();
  private readonly queues: { readonly [Q in QueueName]: WorkQueue };

  constructor(scope: Construct, id: string, { data, ...props }: CampaignsStackProps) {
    super(scope, id, props);
    const replyDomain = new CfnParameter(this, 'ReplyDomain', {
      default: '',
      description:
        'A domain whose MX is SES inbound, for replies and unsubscribe mails. Empty: replies go to the sender.',
    });
    const hasReplyDomain = new CfnCondition(this, 'HasReplyDomain', {
      expression: Fn.conditionNot(Fn.conditionEquals(replyDomain.valueAsString, '')),
    });

    for (const name of functionNames) this.functions.set(name, new AppFunction(this, name));
    this.queues = this.createQueues();
    const api = new CampaignApi(this, 'Api');
    const machineArn = this.createMachine();
    const scheduleGroup = new ScheduleGroup(this, 'Schedules');
    const mail = new MailEvents(this, 'MailEvents', {
      tracking: this.queues.Tracking.queue,
      inbound: data.inbound,
      replyDomain,
      hasReplyDomain,
    });

    this.grantAll(
      {
        table: data.table,
        bucket: data.bucket,
        secret: data.secret,
        plan: this.queues.Planning.queue,
        enrol: this.queues.Enrolment.queue,
        outbox: this.queues.Outbox.queue,
        machineArn,
        scheduleGroup: scheduleGroup.scheduleGroupName,
        scheduleRole: this.createScheduleRole(),
        configurationSet: mail.configurationSet.configurationSetName,
      },
      { PUBLIC_URL: api.api.apiEndpoint, REPLY_DOMAIN: replyDomain.valueAsString },
    );
    this.connectWorkers();
    new RecurringJobs(this, 'Jobs', this.fn('RunJob'), scheduleGroup);
    api.addRoutes(
      {
        campaigns: this.fn('CampaignsApi'),
        engagement: this.fn('EngagementApi'),
        contacts: this.fn('ContactsApi'),
        content: this.fn('ContentApi'),
        public: this.fn('PublicApi'),
      },
      this.fn('Authorize'),
    );
    acknowledgeWildcards(this);
    new CfnOutput(this, 'CreateTenantFunction', { value: this.fn('CreateTenant').functionName });
  }

  private fn(name: FunctionName): LambdaFunction {
    return this.appFunction(name).fn;
  }

  private appFunction(name: FunctionName): AppFunction {
    const made = this.functions.get(name);
    if (!made) throw new Error(`Function ${name} is not in the stack`);
    return made;
  }

  private createQueues(): { readonly [Q in QueueName]: WorkQueue } {
    return {
      Planning: new WorkQueue(this, 'Planning', queueProps.Planning),
      Enrolment: new WorkQueue(this, 'Enrolment', queueProps.Enrolment),
      Outbox: new WorkQueue(this, 'Outbox', queueProps.Outbox),
      Tracking: new WorkQueue(this, 'Tracking', queueProps.Tracking),
    };
  }

  /** The machine under a name we choose: its ARN is known to RunStep without a circle of references. */
  private createMachine(): string {
    const stateMachineName = `${this.stackName}-contact-sequence`;
    const role = new Role(this, 'ContactSequenceRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: { Run: runningPolicy(this.fn('RunStep').functionArn) },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray and the delivery of Step Functions logs know no resources but *.',
    });
    const machine = new StateMachine(this, 'ContactSequence', {
      stateMachineName,
      definitionBody: DefinitionBody.fromString(readFileSync('statemachines/contact-sequence.asl.json', 'utf8')),
      definitionSubstitutions: { RunStepArn: this.fn('RunStep').functionArn },
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'ContactSequenceLogs', { retention: RetentionDays.ONE_MONTH }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    Validations.of(machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason:
        'Level ALL would cost more than the transitions themselves; every decision is on the enrollment, and failures are logged.',
    });
    return this.formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: stateMachineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private createScheduleRole(): Role {
    const { queue } = this.queues.Planning;
    const send = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
    return new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      inlinePolicies: { Send: new PolicyDocument({ statements: [send] }) },
    });
  }

  /** Each function gets the statements and variables of its own grants, and the variables that are no secret to anybody. */
  private grantAll(resources: Resources, common: Readonly<Record<string, string>>): void {
    for (const name of functionNames) {
      const { fn, role } = this.appFunction(name);
      for (const [key, value] of Object.entries(common)) fn.addEnvironment(key, value);
      for (const grant of functionManifest[name].grants) {
        const { statements, environment } = grants[grant](resources);
        for (const statement of statements) role.addToPolicy(statement);
        for (const [key, value] of Object.entries(environment)) fn.addEnvironment(key, value);
      }
    }
    const mayChangeVisibility = new PolicyStatement({
      actions: ['sqs:ChangeMessageVisibility'],
      resources: [this.queues.Outbox.queue.queueArn],
    });
    this.appFunction('SendMail').role.addToPolicy(mayChangeVisibility);
    this.fn('SendMail').addEnvironment('OUTBOX_QUEUE_URL', this.queues.Outbox.queue.queueUrl);
  }

  private connectWorkers(): void {
    workOn(this.queues.Planning, { fn: this.fn('Plan'), batchSize: 1, maxConcurrency: 5 });
    workOn(this.queues.Enrolment, { fn: this.fn('EnrolBatch'), batchSize: 1, maxConcurrency: 20 });
    workOn(this.queues.Outbox, { fn: this.fn('SendMail'), batchSize: 10, maxConcurrency: 20 });
    workOn(this.queues.Tracking, {
      fn: this.fn('RecordEvents'),
      batchSize: 25,
      maxConcurrency: 10,
      batchingWindowSeconds: 1,
    });
  }
}

const runningPolicy = (functionArn: string): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
      new PolicyStatement({
        actions: [
          'xray:PutTraceSegments',
          'xray:PutTelemetryRecords',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
        ],
        resources: ['*'],
      }),
      new PolicyStatement({
        actions: [
          'logs:CreateLogDelivery',
          'logs:GetLogDelivery',
          'logs:UpdateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
        resources: ['*'],
      }),
    ],
  });
