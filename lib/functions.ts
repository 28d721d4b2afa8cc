/** Rights a function needs, each granted by the construct of the same name and nothing else. */
export type Grant =
  | 'table:read'
  | 'table:write'
  | 'bucket:read'
  | 'bucket:write'
  | 'secret:read'
  | 'plan:send'
  | 'enrol:send'
  | 'outbox:send'
  | 'machine:start'
  | 'schedules:manage'
  | 'mail:send'
  | 'identities:manage';

export interface FunctionSpec {
  readonly entry: string;
  readonly what: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly grants: readonly Grant[];
}

const api = { memoryMb: 512, timeoutSeconds: 29 } as const;
const worker = { memoryMb: 512, timeoutSeconds: 60 } as const;
const stored: readonly Grant[] = ['table:read', 'table:write', 'secret:read'];

/** Every Lambda function: what it is for, its limits, its rights. Infrastructure, bundling and tests read this. */
export const functionManifest = {
  CampaignsApi: {
    entry: 'functions/api/campaigns.ts',
    what: 'Campaigns, their steps and life',
    ...api,
    grants: [...stored, 'bucket:read', 'bucket:write', 'plan:send', 'schedules:manage', 'mail:send'],
  },
  EngagementApi: {
    entry: 'functions/api/engagement.ts',
    what: 'Analytics, enrollments, messages',
    ...api,
    grants: [...stored, 'plan:send'],
  },
  ContactsApi: { entry: 'functions/api/contacts.ts', what: 'Contacts and segments', ...api, grants: stored },
  ContentApi: {
    entry: 'functions/api/content.ts',
    what: 'Templates, senders, settings',
    ...api,
    grants: [...stored, 'identities:manage'],
  },
  PublicApi: {
    entry: 'functions/api/public.ts',
    what: 'Unsubscribe pages, OpenAPI, documentation, dashboard',
    ...api,
    grants: stored,
  },
  Authorize: {
    entry: 'functions/auth/authorize.ts',
    what: 'Verifies API keys',
    memoryMb: 256,
    timeoutSeconds: 10,
    grants: ['table:read'],
  },
  CreateTenant: {
    entry: 'functions/admin/create-tenant.ts',
    what: 'Sets up an organization; invoked by the owner',
    memoryMb: 256,
    timeoutSeconds: 30,
    grants: ['table:write'],
  },
  Plan: {
    entry: 'functions/engine/plan.ts',
    what: 'Walks audiences and ledgers',
    ...worker,
    grants: [...stored, 'bucket:write', 'bucket:read', 'plan:send', 'enrol:send', 'outbox:send', 'machine:start'],
  },
  EnrolBatch: {
    entry: 'functions/engine/enrol-batch.ts',
    what: 'Takes contacts to their first wait',
    ...worker,
    grants: [...stored, 'bucket:read', 'outbox:send', 'machine:start'],
  },
  RunStep: {
    entry: 'functions/engine/run-step.ts',
    what: 'One wake of a waiting contact',
    ...worker,
    timeoutSeconds: 30,
    grants: [...stored, 'bucket:read', 'outbox:send', 'machine:start'],
  },
  SendMail: {
    entry: 'functions/delivery/send-mail.ts',
    what: 'Claim, render, send, mark',
    ...worker,
    grants: [...stored, 'bucket:read', 'mail:send'],
  },
  RecordEvents: {
    entry: 'functions/tracking/record-events.ts',
    what: 'Records what happened to mails',
    ...worker,
    grants: [...stored, 'bucket:read'],
  },
  RunJob: {
    entry: 'functions/jobs/run-job.ts',
    what: 'Recurring jobs',
    memoryMb: 512,
    timeoutSeconds: 300,
    grants: [...stored, 'plan:send'],
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof functionManifest;
export const functionNames = Object.keys(functionManifest).filter(
  (name): name is FunctionName => name in functionManifest,
);
