import type { metricNames } from '../src/contracts/metrics.ts';
import type { QueueName } from '../src/contracts/queue-names.ts';

type QueueAlarm = `${QueueName}${'DeadLetters' | 'Age'}`;
type CountAlarm = (typeof metricNames)[number];
type ServiceAlarm =
  | 'WorkerFailures'
  | 'IntakeFailures'
  | 'ApiFailures'
  | 'SequenceFailures'
  | 'ScheduleFailures'
  | 'OpenExecutions'
  | 'BounceRate'
  | 'ComplaintRate';
export type AlarmName = QueueAlarm | CountAlarm | ServiceAlarm;

/** Every alarm with whom it hurts, in one sentence. `docs/runbook.md` has an entry for each; a test compares. */
export const alarmImpacts: { readonly [A in AlarmName]: string } = {
  PlanningDeadLetters:
    'A launch, a resume or a count of the books stopped half-way: some contacts do not get their campaign.',
  EnrolmentDeadLetters: 'Up to 100 contacts per message were not enrolled and get no mail of their campaign.',
  OutboxDeadLetters: 'Contacts do not get a mail that was planned for them.',
  TrackingDeadLetters:
    'Opens, clicks, bounces or unsubscribes are not counted, and people who bounced may be mailed again.',
  EventsDeadLetters: 'Contacts did not enter a triggered campaign, or wait on although their event came.',
  EffectsDeadLetters: 'A webhook, a notice to the team or the start of another campaign was given up.',
  TransfersDeadLetters: 'An import or export of a file stopped half-way and says that it failed.',
  InboundDeadLetters: 'Replies were not read: people who answered get more mail, and nobody sees what they wrote.',
  ArchiveDeadLetters: 'Events of mails are missing from the archive; they are counted all the same.',
  WebhooksDeadLetters: 'Systems of tenants were not told what happened to mails, and nobody tries again.',
  PlanningAge: 'Launches and resumes begin late: marketers see campaigns that are active and send nothing.',
  EnrolmentAge: 'Contacts enter their campaigns late; first mails arrive after the hour they were meant for.',
  OutboxAge: 'Mails leave more than an hour late: for readers, an evening mail arrives at night.',
  TrackingAge: 'Analytics lag behind, and branches on opens or clicks are decided without the newest events.',
  EventsAge: 'Triggered mails come late: a welcome arrives long after the sign-up.',
  EffectsAge: 'Webhooks and notices of sequences wait for more than a day: other systems miss what happened.',
  TransfersAge: 'Imports and exports stand still: marketers wait for contacts that are not there.',
  InboundAge: 'Replies are seen late: a sequence may mail somebody who has answered already.',
  ArchiveAge: 'The archive of events lags behind: who reads it does not see the newest.',
  WebhooksAge: 'Systems of tenants have not been told for more than a day what happened to mails.',
  WorkerFailures: 'Background work fails and is tried again; if it goes on, contacts wait for their next step.',
  IntakeFailures: 'Files of contacts, replies, the archive of events or webhooks fail: all of it is tried again.',
  ApiFailures: 'Tenants get errors from the API: what they do in the console or their systems is not saved.',
  SequenceFailures:
    'Contacts stand still in their sequence, or an A/B test is not decided, until the sweeper restarts them.',
  ScheduleFailures: 'A launch at a set time or a recurring job did not run: campaigns start late or never complete.',
  OpenExecutions: 'Near the quota of open executions, new contacts cannot begin to wait: their sequences stop.',
  BounceRate: 'SES reviews the account at 5 % bounces and stops it at 10 %: then nobody’s mail leaves.',
  ComplaintRate: 'SES reviews the account at 0.1 % complaints and stops it at 0.5 %: then nobody’s mail leaves.',
  UnknownSends: 'Nobody knows whether these contacts got their mail; they will not get it again.',
  CounterDrift: 'The numbers a tenant sees differ from its ledger.',
  SendingHeld: 'SES takes no more mail for now, because of the daily quota or a stopped account: all mail waits.',
  QuarantinedEvents:
    'Events of mails that nobody could read were put aside: they are not counted until somebody looks.',
  WebhooksDisabled:
    'A system of a tenant did not answer for a day and is told nothing any more, until the tenant switches it on.',
  SweptEnrollments: 'Contacts were more than 15 minutes late for a step, because their execution was lost.',
  GuardrailPauses:
    'A campaign was paused because its mails bounce or are called spam: its contacts wait, and the reputation is at risk.',
  ProviderHolds:
    'A mailbox provider refuses the mails of an organization: they wait for hours, and contacts with such addresses get them late.',
  SendersLost: 'A sender lost its verification: SES refuses its mails, and campaigns that use it cannot be launched.',
};
