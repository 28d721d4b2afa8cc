/** Rights a function needs, each granted by the construct of the same name and nothing else. */
export type Grant =
  | 'bucket:read'
  | 'bucket:write'
  | 'bucket:list'
  | 'secret:read'
  | 'plan:send'
  | 'enrol:send'
  | 'outbox:send'
  | 'effects:send'
  | 'events:send'
  | 'transfers:send'
  | 'tracking:send'
  | 'inbound:read'
  | 'events:archive'
  | 'events:quarantine'
  | 'webhooks:send'
  | 'machine:wake'
  | 'machine:start'
  | 'experiments:start'
  | 'schedules:create'
  | 'schedules:write'
  | 'schedules:tidy'
  | 'mail:send'
  | 'account:read'
  | 'queues:redrive'
  | 'identities:read'
  | 'identities:manage'
  | 'tokens:verify'
  | 'people:manage';

/** What a function does with the table; `list` reads the index. */
export type TableRight = 'get' | 'check' | 'batchGet' | 'insert' | 'query' | 'list' | 'put' | 'update' | 'delete';

export interface FunctionSpec {
  readonly entry: string;
  readonly what: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly table?: readonly TableRight[];
  readonly grants: readonly Grant[];
  /** Invoked so often that Lambda's own records of every start and end would cost more than they tell. */
  readonly frequent?: true;
}

const api = { memoryMb: 512, timeoutSeconds: 29 } as const;
const worker = { memoryMb: 512, timeoutSeconds: 60 } as const;

/** Every Lambda function: what it is for, its limits, its rights. Infrastructure, bundling and tests read this. */
export const functionManifest = {
  CampaignsApi: {
    entry: 'functions/api/campaigns.ts',
    what: 'Campaigns, their steps and life',
    ...api,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update', 'delete'],
    grants: ['secret:read', 'bucket:read', 'bucket:write', 'plan:send', 'schedules:write', 'webhooks:send'],
  },
  PreviewsApi: {
    entry: 'functions/api/previews.ts',
    what: 'Previews and test mails',
    ...api,
    table: ['get', 'update'],
    grants: ['mail:send'],
  },
  EngagementApi: {
    entry: 'functions/api/engagement.ts',
    what: 'Analytics, enrollments, messages',
    ...api,
    table: ['get', 'batchGet', 'query', 'list', 'update'],
    grants: ['secret:read', 'bucket:read', 'plan:send'],
  },
  ContactsApi: {
    entry: 'functions/api/contacts.ts',
    what: 'Contacts and segments',
    ...api,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update', 'delete'],
    grants: ['secret:read', 'events:send', 'plan:send', 'enrol:send', 'webhooks:send'],
  },
  TransfersApi: {
    entry: 'functions/api/transfers.ts',
    what: 'Imports and exports of files',
    ...api,
    table: ['get', 'list', 'put', 'update'],
    grants: ['secret:read', 'bucket:read', 'bucket:write', 'bucket:list', 'transfers:send'],
  },
  ContentApi: {
    entry: 'functions/api/content.ts',
    what: 'Senders, settings',
    ...api,
    table: ['get', 'list', 'put', 'update', 'delete'],
    grants: ['secret:read', 'identities:manage'],
  },
  TemplatesApi: {
    entry: 'functions/api/templates.ts',
    what: 'Templates of mails and campaigns, and the compiler of blocks',
    ...api,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update', 'delete'],
    grants: ['secret:read'],
  },
  EventsApi: {
    entry: 'functions/api/events.ts',
    what: 'What happens to contacts elsewhere',
    ...api,
    table: ['get', 'batchGet', 'query', 'put', 'update'],
    grants: ['secret:read', 'events:send', 'webhooks:send'],
  },
  WebhooksApi: {
    entry: 'functions/api/webhooks.ts',
    what: 'Webhooks and what became of their deliveries',
    ...api,
    table: ['get', 'query', 'put', 'update', 'delete'],
    grants: ['secret:read', 'webhooks:send'],
  },
  AccessApi: {
    entry: 'functions/api/access.ts',
    what: 'People, programs and their keys',
    ...api,
    table: ['get', 'check', 'query', 'list', 'put', 'update', 'delete'],
    grants: ['secret:read', 'mail:send', 'tokens:verify', 'people:manage'],
  },
  PublicApi: {
    entry: 'functions/api/public.ts',
    what: 'Preference pages, OpenAPI, documentation, dashboard',
    ...api,
    table: ['get', 'query', 'put', 'update', 'delete'],
    grants: ['secret:read', 'webhooks:send'],
  },
  Authorize: {
    entry: 'functions/auth/authorize.ts',
    what: 'Verifies API keys and the tokens of people',
    memoryMb: 256,
    timeoutSeconds: 10,
    table: ['get', 'list', 'update'],
    grants: ['tokens:verify'],
  },
  CreateTenant: {
    entry: 'functions/admin/create-tenant.ts',
    what: 'Sets up an organization; invoked by the owner',
    memoryMb: 256,
    timeoutSeconds: 30,
    table: ['put'],
    grants: ['people:manage'],
  },
  Redrive: {
    entry: 'functions/admin/redrive.ts',
    what: 'Puts dead letters back on their queue; invoked by the owner',
    memoryMb: 256,
    timeoutSeconds: 60,
    grants: ['queues:redrive'],
  },
  Plan: {
    entry: 'functions/engine/plan.ts',
    what: 'Walks contacts, audiences and ledgers',
    ...worker,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update', 'delete'],
    grants: [
      'secret:read',
      'bucket:read',
      'bucket:write',
      'plan:send',
      'enrol:send',
      'outbox:send',
      'machine:start',
      'experiments:start',
      'schedules:create',
      'webhooks:send',
    ],
  },
  EnrolBatch: {
    entry: 'functions/engine/enrol-batch.ts',
    what: 'Takes contacts to their first wait',
    ...worker,
    table: ['get', 'batchGet', 'query', 'insert', 'put', 'update', 'delete'],
    grants: ['secret:read', 'bucket:read', 'outbox:send', 'effects:send', 'machine:start'],
  },
  RunStep: {
    entry: 'functions/engine/run-step.ts',
    what: 'One wake of a waiting contact',
    ...worker,
    timeoutSeconds: 30,
    frequent: true,
    table: ['get', 'query', 'put', 'update', 'delete'],
    grants: ['bucket:read', 'outbox:send', 'effects:send', 'machine:start'],
  },
  AwaitEvent: {
    entry: 'functions/engine/await-event.ts',
    what: 'Leaves the token that wakes a contact',
    memoryMb: 256,
    timeoutSeconds: 30,
    table: ['get', 'put'],
    grants: ['machine:wake'],
  },
  EvaluateExperiment: {
    entry: 'functions/engine/evaluate-experiment.ts',
    what: 'One look at an A/B test',
    ...worker,
    timeoutSeconds: 30,
    table: ['get', 'query', 'put'],
    grants: ['plan:send', 'webhooks:send'],
  },
  HandleEvent: {
    entry: 'functions/engine/handle-event.ts',
    what: 'Wakes contacts and starts triggered campaigns',
    ...worker,
    table: ['get', 'batchGet', 'query', 'put', 'update', 'delete'],
    grants: [
      'secret:read',
      'bucket:read',
      'outbox:send',
      'effects:send',
      'machine:start',
      'machine:wake',
      'webhooks:send',
    ],
  },
  RunEffect: {
    entry: 'functions/engine/run-effect.ts',
    what: 'Webhooks, notices, starts of other campaigns',
    ...worker,
    table: ['get', 'batchGet', 'query', 'put', 'update', 'delete'],
    grants: ['secret:read', 'bucket:read', 'mail:send', 'outbox:send', 'effects:send', 'machine:start'],
  },
  SendMail: {
    entry: 'functions/delivery/send-mail.ts',
    what: 'Claim, render, send, mark',
    ...worker,
    frequent: true,
    table: ['get', 'batchGet', 'query', 'put', 'update'],
    grants: ['secret:read', 'bucket:read', 'mail:send', 'account:read', 'outbox:send'],
  },
  RecordEvents: {
    entry: 'functions/tracking/record-events.ts',
    what: 'Records what happened to mails',
    ...worker,
    frequent: true,
    table: ['get', 'batchGet', 'query', 'put', 'update'],
    grants: ['secret:read', 'bucket:read', 'mail:send', 'machine:start', 'events:quarantine', 'webhooks:send'],
  },
  ArchiveEvents: {
    entry: 'functions/tracking/archive-events.ts',
    what: 'Keeps the events of mails as they came',
    ...worker,
    grants: ['events:archive'],
  },
  DeliverWebhook: {
    entry: 'functions/tracking/deliver-webhook.ts',
    what: 'Tells systems of tenants what happened',
    ...worker,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update'],
    grants: ['mail:send', 'webhooks:send'],
  },
  RunTransfer: {
    entry: 'functions/jobs/run-transfer.ts',
    what: 'Reads and writes files of contacts',
    memoryMb: 1024,
    timeoutSeconds: 120,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update'],
    grants: ['secret:read', 'bucket:read', 'bucket:write', 'transfers:send', 'enrol:send', 'webhooks:send'],
  },
  ReceiveReply: {
    entry: 'functions/tracking/receive-reply.ts',
    what: 'Reads received mails, and forwards those of people',
    // A mail of 40 MB is held as bytes, as text and as parts.
    memoryMb: 1024,
    timeoutSeconds: 60,
    table: ['get', 'check', 'query', 'put', 'update'],
    grants: [
      'secret:read',
      'bucket:read',
      'inbound:read',
      'tracking:send',
      'mail:send',
      'machine:start',
      'webhooks:send',
    ],
  },
  RunJob: {
    entry: 'functions/jobs/run-job.ts',
    what: 'Recurring jobs',
    memoryMb: 512,
    timeoutSeconds: 300,
    table: ['get', 'batchGet', 'query', 'list', 'put', 'update', 'delete'],
    grants: ['plan:send', 'enrol:send', 'machine:start', 'experiments:start', 'schedules:tidy', 'identities:read'],
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof functionManifest;
export const functionNames = Object.keys(functionManifest).filter(
  (name): name is FunctionName => name in functionManifest,
);
