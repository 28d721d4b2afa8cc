import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { QueueName } from '../../src/contracts/queue-names.ts';
import { acknowledgeWildcards } from '../acknowledgements.ts';
import { Alarms } from '../constructs/alarms.ts';
import { AppFunction } from '../constructs/app-function.ts';
import { CampaignApi } from '../constructs/campaign-api.ts';
import { grants, type Resources, tableRights } from '../constructs/grants.ts';
import { MailEvents } from '../constructs/mail-events.ts';
import { OperationsDashboard } from '../constructs/operations-dashboard.ts';
import { consoleClient } from '../constructs/people.ts';
import { WorkQueue, type WorkQueueProps, workOn } from '../constructs/queue-worker.ts';
import { RecurringJobs } from '../constructs/recurring-jobs.ts';
import { createMachine, machineArnOf } from '../constructs/state-machine.ts';
import { type FunctionName, type FunctionSpec, functionManifest, functionNames } from '../functions.ts';
import type { DataStack } from './data-stack.ts';

export interface CampaignsStackProps extends StackProps {
  readonly data: DataStack;
}

const sequenceMachine = 'contact-sequence';
const experimentMachine = 'experiment';

const queueProps: { readonly [Q in QueueName]: WorkQueueProps } = {
  Planning: { workerTimeoutSeconds: 60, maxReceives: 5 },
  Enrolment: { workerTimeoutSeconds: 60, maxReceives: 8 },
  Outbox: { workerTimeoutSeconds: 60, maxReceives: 20 },
  Tracking: { workerTimeoutSeconds: 60, maxReceives: 8 },
  Events: { workerTimeoutSeconds: 60, maxReceives: 8 },
  // The first attempt, seven more (run-effect.ts), and some for crashes between them.
  Effects: { workerTimeoutSeconds: 60, maxReceives: 12 },
  Transfers: { workerTimeoutSeconds: 120, maxReceives: 5 },
  Inbound: { workerTimeoutSeconds: 60, maxReceives: 8 },
  Archive: { workerTimeoutSeconds: 60, maxReceives: 8 },
  // The first attempt, seven more (domain/webhooks/attempts.ts), and some for crashes between them.
  Webhooks: { workerTimeoutSeconds: 60, maxReceives: 12 },
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
    const rateLimitScale = new CfnParameter(this, 'RateLimitScale', {
      default: '1',
      allowedPattern: '\\d+(\\.\\d+)?',
      description: 'Multiplies the rate limits of the API; 0 switches them off.',
    });
    const webhookInternalHosts = new CfnParameter(this, 'WebhookInternalHosts', {
      default: '',
      description: 'Hosts, divided by commas, that webhooks of sequences may call although they are not public.',
    });
    const systemSender = this.createSystemSender();
    const hasReplyDomain = new CfnCondition(this, 'HasReplyDomain', {
      expression: Fn.conditionNot(Fn.conditionEquals(replyDomain.valueAsString, '')),
    });

    for (const name of functionNames) this.functions.set(name, new AppFunction(this, name));
    this.queues = this.createQueues();
    const api = new CampaignApi(this, 'Api');
    const machine = createMachine(this, {
      id: 'ContactSequence',
      name: sequenceMachine,
      functions: { RunStepArn: this.fn('RunStep'), AwaitEventArn: this.fn('AwaitEvent') },
    });
    const experiments = createMachine(this, {
      id: 'Experiment',
      name: experimentMachine,
      functions: { EvaluateExperimentArn: this.fn('EvaluateExperiment') },
    });
    const scheduleGroup = new ScheduleGroup(this, 'Schedules');
    const mail = new MailEvents(this, 'MailEvents', {
      tracking: this.queues.Tracking.queue,
      archive: this.queues.Archive.queue,
      webhooks: this.queues.Webhooks.queue,
      received: this.queues.Inbound.queue,
      inbound: data.inbound,
      replyDomain,
      hasReplyDomain,
    });

    this.grantAll(
      {
        table: data.table,
        bucket: data.bucket,
        inbound: data.inbound,
        secret: data.secret,
        queues: this.queues,
        machineArn: machineArnOf(this, sequenceMachine),
        experimentMachineArn: machineArnOf(this, experimentMachine),
        scheduleGroup: scheduleGroup.scheduleGroupName,
        scheduleRole: this.createScheduleRole(),
        configurationSet: mail.configurationSet.configurationSetName,
        userPool: data.people.pool,
        clientId: consoleClient(this, data.people.pool, api.api.apiEndpoint).userPoolClientId,
        systemSender,
        // Accounts whose Region has no SES tenants switch them off: `cdk deploy -c sesTenants=false`.
        sesTenants: String(this.node.tryGetContext('sesTenants') ?? true) !== 'false',
      },
      {
        SECRET_ARN: data.secret.secretArn,
        PUBLIC_URL: api.api.apiEndpoint,
        REPLY_DOMAIN: replyDomain.valueAsString,
        RATE_LIMIT_SCALE: rateLimitScale.valueAsString,
        WEBHOOK_INTERNAL_HOSTS: webhookInternalHosts.valueAsString,
        MAIL_TOPIC_ARN: mail.topicArn,
      },
    );
    this.connectWorkers();
    new RecurringJobs(this, 'Jobs', this.fn('RunJob'), scheduleGroup);
    api.addRoutes(
      {
        campaigns: this.fn('CampaignsApi'),
        previews: this.fn('PreviewsApi'),
        engagement: this.fn('EngagementApi'),
        contacts: this.fn('ContactsApi'),
        transfers: this.fn('TransfersApi'),
        content: this.fn('ContentApi'),
        templates: this.fn('TemplatesApi'),
        events: this.fn('EventsApi'),
        webhooks: this.fn('WebhooksApi'),
        access: this.fn('AccessApi'),
        public: this.fn('PublicApi'),
      },
      this.fn('Authorize'),
    );
    const watched = {
      queues: this.queues,
      functions: this.functions,
      machine,
      experiments,
      api: api.api,
      scheduleGroup,
    };
    const alarms = new Alarms(this, 'Alarms', watched);
    new OperationsDashboard(this, 'Dashboard', { ...watched, alarms: alarms.all });
    acknowledgeWildcards(this);
    new CfnOutput(this, 'CreateTenantFunction', { value: this.fn('CreateTenant').functionName });
    new CfnOutput(this, 'RedriveFunction', { value: this.fn('Redrive').functionName });
  }

  /** Who mails about the system itself. SES asks the address to confirm; without one nobody can be invited. */
  private createSystemSender(): string {
    const parameter = new CfnParameter(this, 'SystemSender', {
      default: '',
      description: 'The address that invitations come from; not yet an identity of SES. Empty: no invitations.',
    });
    const identity = new CfnEmailIdentity(this, 'SystemSenderIdentity', { emailIdentity: parameter.valueAsString });
    identity.cfnOptions.condition = new CfnCondition(this, 'HasSystemSender', {
      expression: Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, '')),
    });
    return parameter.valueAsString;
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
      Events: new WorkQueue(this, 'Events', queueProps.Events),
      Effects: new WorkQueue(this, 'Effects', queueProps.Effects),
      Transfers: new WorkQueue(this, 'Transfers', queueProps.Transfers),
      Inbound: new WorkQueue(this, 'Inbound', queueProps.Inbound),
      Archive: new WorkQueue(this, 'Archive', queueProps.Archive),
      Webhooks: new WorkQueue(this, 'Webhooks', queueProps.Webhooks),
    };
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
      const { table, grants: granted }: FunctionSpec = functionManifest[name];
      const rights = [
        ...(table ? [tableRights(resources, table)] : []),
        ...granted.map((one) => grants[one](resources)),
      ];
      for (const { statements, environment } of rights) {
        for (const statement of statements) role.addToPolicy(statement);
        for (const [key, value] of Object.entries(environment)) fn.addEnvironment(key, value);
      }
    }
    this.letReturn('SendMail', 'Outbox');
    this.letReturn('RunEffect', 'Effects');
    this.letReturn('DeliverWebhook', 'Webhooks');
  }

  /** A worker that says itself when a message comes again. */
  private letReturn(worker: FunctionName, queue: QueueName): void {
    const mayChangeVisibility = new PolicyStatement({
      actions: ['sqs:ChangeMessageVisibility'],
      resources: [this.queues[queue].queue.queueArn],
    });
    this.appFunction(worker).role.addToPolicy(mayChangeVisibility);
  }

  private connectWorkers(): void {
    workOn(this.queues.Planning, { fn: this.fn('Plan'), batchSize: 1, maxConcurrency: 5 });
    // Five workers start about as many executions a second as Step Functions takes.
    workOn(this.queues.Enrolment, { fn: this.fn('EnrolBatch'), batchSize: 1, maxConcurrency: 5 });
    workOn(this.queues.Outbox, { fn: this.fn('SendMail'), batchSize: 10, maxConcurrency: 20 });
    workOn(this.queues.Events, { fn: this.fn('HandleEvent'), batchSize: 10, maxConcurrency: 10 });
    workOn(this.queues.Effects, { fn: this.fn('RunEffect'), batchSize: 5, maxConcurrency: 5 });
    workOn(this.queues.Transfers, { fn: this.fn('RunTransfer'), batchSize: 1, maxConcurrency: 3 });
    workOn(this.queues.Inbound, { fn: this.fn('ReceiveReply'), batchSize: 1, maxConcurrency: 5 });
    workOn(this.queues.Archive, {
      fn: this.fn('ArchiveEvents'),
      batchSize: 1_000,
      maxConcurrency: 2,
      batchingWindowSeconds: 60,
    });
    // Most events concern nobody's webhook: many at a time cost next to nothing.
    workOn(this.queues.Webhooks, {
      fn: this.fn('DeliverWebhook'),
      batchSize: 100,
      maxConcurrency: 10,
      batchingWindowSeconds: 2,
    });
    workOn(this.queues.Tracking, {
      fn: this.fn('RecordEvents'),
      batchSize: 250,
      maxConcurrency: 10,
      // The Send and Delivery events of a mail mostly come within this time: one write instead of two.
      batchingWindowSeconds: 5,
    });
  }
}
