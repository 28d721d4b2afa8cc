import * as z from 'zod';
import {
  CampaignDetails,
  CampaignPatch,
  CampaignType,
  CampaignView,
  campaignStatuses,
  NewCampaign,
  Review,
  resumePolicies,
} from '../campaign.ts';
import { Migration, MigrationPlan } from '../migration.ts';
import { Preview } from '../preview.ts';
import { EmailAddress, Instant, PageQuery, pageOf, StoredInstant } from '../primitives.ts';
import { Sequence, SequenceProblem, Step } from '../step.ts';
import { empty, id, nothing, route } from './route.ts';

const done = z.object({ success: z.literal(true), campaign: CampaignView }).meta({ id: 'CampaignChanged' });

const campaign = { area: 'campaigns', permission: 'campaigns:write', rate: 'write', params: id } as const;

const launch = {
  area: 'campaigns',
  permission: 'campaigns:launch',
  rate: 'write',
  params: id,
  reply: done,
  status: 200,
  etag: 'revision',
  ifMatch: true,
} as const;

const SavedSequence = z
  .object({
    entry: z.string().nullable(),
    steps: z.array(Step),
    problems: z.array(SequenceProblem),
    launchable: z.boolean(),
  })
  .meta({ id: 'SavedSequence' });

const VersionNumber = z.coerce.number().int().min(1).max(9999);

const VersionSummary = z
  .object({
    number: z.number().int(),
    publishedAt: StoredInstant,
    contentHash: z.string().meta({ description: 'SHA-256 of the steps.' }),
  })
  .meta({ id: 'VersionSummary' });

const Version = VersionSummary.extend({ entry: z.string().nullable(), steps: z.array(Step) }).meta({ id: 'Version' });

const PublishedVersion = Version.extend({ migration: MigrationPlan }).meta({ id: 'PublishedVersion' });

/** Campaigns, their steps and their life. */
export const campaignRoutes = {
  createCampaign: route({
    method: 'POST',
    path: '/api/campaigns',
    area: 'campaigns',
    summary: 'Create a campaign',
    permission: 'campaigns:write',
    rate: 'write',
    body: NewCampaign,
    reply: CampaignView,
    status: 201,
    etag: 'revision',
  }),
  listCampaigns: route({
    method: 'GET',
    path: '/api/campaigns',
    area: 'campaigns',
    summary: 'List campaigns, newest change first',
    permission: 'campaigns:read',
    rate: 'read',
    query: PageQuery.extend({ status: z.enum(campaignStatuses).optional(), campaignType: CampaignType.optional() }),
    reply: pageOf(CampaignView),
    status: 200,
  }),
  getCampaign: route({
    ...campaign,
    method: 'GET',
    path: '/api/campaigns/{id}',
    summary: 'A campaign with its steps, their problems and its numbers',
    permission: 'campaigns:read',
    rate: 'read',
    reply: CampaignDetails,
    status: 200,
    etag: 'revision',
  }),
  updateCampaign: route({
    ...campaign,
    method: 'PATCH',
    path: '/api/campaigns/{id}',
    summary: 'Change a campaign',
    body: CampaignPatch,
    reply: CampaignView,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  deleteCampaign: route({
    ...campaign,
    method: 'DELETE',
    path: '/api/campaigns/{id}',
    summary: 'Delete a draft',
    reply: nothing,
    status: 204,
    ifMatch: true,
  }),
  archiveCampaign: route({
    ...campaign,
    method: 'POST',
    path: '/api/campaigns/{id}/archive',
    summary: 'Archive a campaign: nothing more is sent',
    body: empty,
    reply: done,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  cloneCampaign: route({
    ...campaign,
    method: 'POST',
    path: '/api/campaigns/{id}/clone',
    summary: 'Copy a campaign and its steps into a new draft',
    body: z.strictObject({ name: z.string().trim().min(1).max(255).optional() }),
    reply: CampaignView,
    status: 201,
    etag: 'revision',
  }),
  getSteps: route({
    ...campaign,
    method: 'GET',
    path: '/api/campaigns/{id}/steps',
    summary: 'The sequence',
    permission: 'campaigns:read',
    rate: 'read',
    reply: SavedSequence,
    status: 200,
    etag: 'revision',
  }),
  replaceSteps: route({
    ...campaign,
    method: 'PUT',
    path: '/api/campaigns/{id}/steps',
    summary: 'Replace the sequence',
    query: z.strictObject({
      draft: z.enum(['true', 'false']).default('false').meta({
        description: 'true saves an unfinished sequence with its problems; otherwise an error refuses all of it.',
      }),
    }),
    body: Sequence,
    reply: SavedSequence,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  listVersions: route({
    ...campaign,
    method: 'GET',
    path: '/api/campaigns/{id}/versions',
    summary: 'Published versions, newest first',
    permission: 'campaigns:read',
    rate: 'read',
    reply: z.object({ items: z.array(VersionSummary) }),
    status: 200,
    etag: 'content',
  }),
  getVersion: route({
    ...campaign,
    method: 'GET',
    path: '/api/campaigns/{id}/versions/{number}',
    summary: 'A published version: never changed',
    permission: 'campaigns:read',
    rate: 'read',
    params: id.extend({ number: VersionNumber }),
    reply: Version,
    status: 200,
    etag: 'content',
  }),
  publishVersion: route({
    ...campaign,
    method: 'POST',
    path: '/api/campaigns/{id}/versions',
    summary: 'Publish the draft of a running campaign, for contacts who enter from now on or for all',
    permission: 'campaigns:launch',
    body: Migration,
    reply: PublishedVersion,
    status: 201,
    etag: 'revision',
    ifMatch: true,
  }),
  planMigration: route({
    ...campaign,
    method: 'POST',
    path: '/api/campaigns/{id}/versions/plan',
    summary: 'What publishing the draft would do to contacts who are on their way',
    permission: 'campaigns:read',
    rate: 'read',
    body: Migration,
    reply: MigrationPlan,
    status: 200,
  }),
  restoreVersion: route({
    ...campaign,
    method: 'POST',
    path: '/api/campaigns/{id}/versions/{number}/restore',
    summary: 'Go back to an older version: it is published again under the next number',
    permission: 'campaigns:launch',
    params: id.extend({ number: VersionNumber }),
    body: Migration,
    reply: PublishedVersion,
    status: 201,
    etag: 'revision',
    ifMatch: true,
  }),
  validateSteps: route({
    ...campaign,
    method: 'POST',
    path: '/api/campaigns/{id}/steps/validate',
    summary: 'All problems of a sequence, without saving it',
    permission: 'campaigns:read',
    body: Sequence,
    reply: z.object({ problems: z.array(SequenceProblem), launchable: z.boolean() }),
    status: 200,
  }),
  reviewCampaign: route({
    ...campaign,
    method: 'GET',
    path: '/api/campaigns/{id}/review',
    summary: 'The pre-launch checklist',
    permission: 'campaigns:read',
    rate: 'read',
    reply: Review,
    status: 200,
    etag: 'content',
  }),
  previewStep: route({
    ...campaign,
    area: 'previews',
    method: 'POST',
    path: '/api/campaigns/{id}/preview',
    summary: 'A mail as a contact would get it',
    permission: 'campaigns:read',
    body: z.strictObject({
      stepId: z.string().max(64).optional(),
      contactId: z.string().max(80).optional(),
      variant: z.string().max(16).optional(),
    }),
    reply: Preview,
    status: 200,
  }),
  testSend: route({
    ...campaign,
    area: 'previews',
    method: 'POST',
    path: '/api/campaigns/{id}/test-send',
    summary: 'Send a mail of the campaign to yourself',
    body: z.strictObject({
      to: z.array(EmailAddress).min(1).max(5),
      stepId: z.string().max(64).optional(),
      contactId: z.string().max(80).optional(),
      variant: z.string().max(16).optional(),
    }),
    reply: z.object({ sent: z.array(z.object({ to: z.string(), messageId: z.string() })) }),
    status: 200,
  }),
  launchCampaign: route({
    ...launch,
    method: 'POST',
    path: '/api/campaigns/{id}/launch',
    summary: 'Launch now, or at an instant',
    body: z.strictObject({ at: Instant.optional() }),
  }),
  pauseCampaign: route({ ...launch, method: 'POST', path: '/api/campaigns/{id}/pause', summary: 'Pause', body: empty }),
  resumeCampaign: route({
    ...launch,
    method: 'POST',
    path: '/api/campaigns/{id}/resume',
    summary: 'Resume',
    body: z.strictObject({
      policy: z.enum(resumePolicies).default('shift'),
      acknowledge: z.boolean().default(false).meta({
        description: 'true: what the guardrail found was seen. A campaign that one paused runs on with it only.',
      }),
    }),
  }),
} as const;
