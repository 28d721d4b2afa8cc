import * as z from 'zod';
import { Analytics, Books, SendTimeReport } from '../analytics.ts';
import { resumePolicies } from '../campaign.ts';
import { Comparison } from '../comparison.ts';
import { EnrollmentView, enrollmentStatuses, LogEntry } from '../enrollment.ts';
import { MessageView } from '../message.ts';
import { Day, PageQuery, PathId, pageOf, StoredInstant } from '../primitives.ts';
import { Reply, ReplyClass } from '../reply.ts';
import { CampaignReport } from '../report.ts';
import { Simulation, SimulationRequest } from '../simulation.ts';
import { Why } from '../why.ts';
import { empty, id, route } from './route.ts';

const enrollmentId = z.object({ id: PathId, contactId: PathId });

const readCampaign = { area: 'engagement', permission: 'campaigns:read', rate: 'read', params: id } as const;

const ResumePreview = z
  .object({
    policies: z.array(
      z.object({
        policy: z.enum(resumePolicies),
        leaveWithinHour: z.number().int(),
        skipped: z.number().int(),
        later: z.number().int(),
      }),
    ),
    held: z.number().int(),
  })
  .meta({ id: 'ResumePreview' });

const Timeline = z
  .object({ enrollment: EnrollmentView, timeline: z.array(LogEntry), messages: z.array(MessageView) })
  .meta({ id: 'Timeline' });

const AudienceReport = z
  .object({
    members: z.number().int().meta({ description: 'Contacts in the segment when it was read.' }),
    enrolled: z.number().int(),
    excluded: z.record(z.string(), z.number().int()).meta({ description: 'Contacts left out, by reason.' }),
    excludedLater: z.record(z.string(), z.number().int()).meta({
      description: 'Contacts who joined the segment after the launch and were left out, each once, by reason.',
    }),
    complete: z.boolean().meta({ description: 'The segment is read and everybody who should be is enrolled.' }),
    zones: z
      .array(z.object({ zone: z.string(), beginsAt: StoredInstant }))
      .meta({ description: 'With startLocal: when the contacts of each zone begin.' }),
  })
  .meta({ id: 'AudienceReport' });

/** What a campaign did and does: numbers, enrollments, messages. */
export const engagementRoutes = {
  previewResume: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/resume-preview',
    summary: 'What each way of resuming would do',
    reply: ResumePreview,
    status: 200,
  }),
  getAnalytics: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/analytics',
    summary: 'Numbers, overall, by step and by day',
    query: z
      .strictObject({ startDate: Day.optional(), endDate: Day.optional() })
      .refine((q) => !q.startDate || !q.endDate || q.startDate <= q.endDate, {
        error: 'endDate must not be before startDate.',
        path: ['endDate'],
      }),
    reply: Analytics,
    status: 200,
    etag: 'content',
  }),
  getReport: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/report',
    summary: 'The funnel in words, and numbers by hour, link, domain, provider, segment and day of entry',
    reply: CampaignReport,
    status: 200,
    etag: 'content',
  }),
  compareCampaigns: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/compare',
    summary: 'The campaign beside one to four others: rates with intervals, and what differs by more than chance',
    query: z.strictObject({
      with: z
        .string()
        .regex(/^[^,]{1,80}(,[^,]{1,80}){0,3}$/, {
          error: 'Give the ids of one to four other campaigns, with commas between.',
        })
        .meta({ description: 'Ids of one to four other campaigns, with commas between.' }),
    }),
    reply: Comparison,
    status: 200,
    etag: 'content',
  }),
  getAudience: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/audience',
    summary: 'Who of the audience was enrolled, who was left out and why, and when each zone begins',
    reply: AudienceReport,
    status: 200,
    etag: 'content',
  }),
  getSendTimes: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/send-times',
    summary: 'What send-time optimization brought, measured against random times',
    reply: SendTimeReport,
    status: 200,
    etag: 'content',
  }),
  getBooks: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/books',
    summary: 'The last count of the ledger',
    reply: Books,
    status: 200,
    etag: 'content',
  }),
  recount: route({
    ...readCampaign,
    method: 'POST',
    path: '/api/campaigns/{id}/recount',
    summary: 'Count the ledger again',
    body: empty,
    rate: 'bulk',
    reply: z.object({ recountId: z.string() }),
    status: 202,
  }),
  simulateCampaign: route({
    ...readCampaign,
    method: 'POST',
    path: '/api/campaigns/{id}/simulate',
    summary: 'What a launch would do, without sending: mails by day and zone, exclusions, dead ends, cost',
    body: SimulationRequest,
    rate: 'bulk',
    reply: Simulation,
    status: 200,
  }),
  listEnrollments: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/enrollments',
    summary: 'Enrollments',
    query: PageQuery.extend({ status: z.enum(enrollmentStatuses).optional() }),
    reply: pageOf(EnrollmentView),
    status: 200,
  }),
  getEnrollment: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/enrollments/{contactId}',
    summary: 'One enrollment and everything that happened to it',
    params: enrollmentId,
    reply: Timeline,
    status: 200,
  }),
  explainContact: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/contacts/{id}/why',
    summary: 'For every step, what happened or will happen to a contact, and on which facts, times and rules',
    query: z.strictObject({ campaign: PathId.meta({ description: 'The id of the campaign.' }) }),
    reply: Why,
    status: 200,
  }),
  listReplies: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/replies',
    summary: 'Replies to the mails of a campaign, the newest first',
    query: PageQuery.extend({ class: ReplyClass.optional() }),
    reply: pageOf(Reply),
    status: 200,
  }),
  listContactReplies: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/contacts/{id}/replies',
    summary: 'What a contact replied, the newest first',
    permission: 'contacts:read',
    query: PageQuery,
    reply: pageOf(Reply),
    status: 200,
  }),
  listMessages: route({
    ...readCampaign,
    method: 'GET',
    path: '/api/campaigns/{id}/messages',
    summary: 'Messages, or those that need attention',
    query: PageQuery.extend({ issues: z.enum(['true', 'false']).default('false') }),
    reply: pageOf(MessageView),
    status: 200,
  }),
} as const;
