import { EnrollmentRules, Exclusions } from '../../src/contracts/audience-rules.ts';
import type { Campaign } from '../../src/contracts/campaign.ts';
import { type Contact, Contact as ContactSchema } from '../../src/contracts/contact.ts';
import type { Enrollment } from '../../src/contracts/enrollment.ts';
import { type Message, noFlags } from '../../src/contracts/message.ts';
import { type Segment, Segment as SegmentSchema } from '../../src/contracts/segment.ts';
import type { EmailStep, ExitStep, Sequence, Step, WaitStep } from '../../src/contracts/step.ts';
import { sendIdOf } from '../../src/domain/ids.ts';
import { newEnrollment } from '../../src/domain/sequence/enroll.ts';

export const at = (text: string): string => new Date(text).toISOString();

export const aContact = (over: Partial<Contact> = {}): Contact =>
  ContactSchema.parse({
    id: 'con_1',
    email: 'ann@example.com',
    firstName: 'Ann',
    lastName: 'Ash',
    company: 'Acme',
    industry: 'SaaS',
    companySize: 120,
    leadScore: 10,
    country: 'GB',
    timezone: null,
    tags: [],
    lifecycle: 'lead',
    custom: {},
    consent: { status: 'subscribed', source: 'test', at: at('2026-01-01'), tracking: true },
    segments: [],
    rev: 1,
    createdAt: at('2026-01-01'),
    updatedAt: at('2026-01-01'),
    ...over,
  });

export const aSegment = (over: Partial<Segment> = {}): Segment =>
  SegmentSchema.parse({
    id: 'seg_1',
    name: 'Everybody',
    type: 'static',
    memberCount: 0,
    shards: 1,
    createdAt: at('2026-01-01'),
    updatedAt: at('2026-01-01'),
    ...over,
  });

export const anEmail = (id: string, next: string | null, over: Partial<EmailStep> = {}): EmailStep => ({
  id,
  kind: 'email',
  subject: `Subject of ${id}`,
  next,
  html: '<p>Hello {{default firstName "there"}}</p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>',
  ...over,
});

export const aWait = (
  id: string,
  next: string | null,
  value = 2,
  unit: 'minutes' | 'hours' | 'days' | 'weeks' = 'days',
): WaitStep => ({
  id,
  kind: 'wait',
  for: { value, unit },
  next,
});

export const anExit = (id: string, reason = 'done'): ExitStep => ({ id, kind: 'exit', reason });

export const aSequence = (...steps: Step[]): Sequence => ({ steps });

export const anEnrollment = (sequence: Sequence, over: Partial<Enrollment> = {}): Enrollment => ({
  ...newEnrollment(
    { tenantId: 'ten_1', campaignId: 'cmp_1', contactId: 'con_1', entry: 1 },
    sequence,
    1,
    0,
    at('2026-11-25T09:00:00Z'),
  ),
  ...over,
});

export const aMessage = (stepId: string, over: Partial<Message> = {}): Message => ({
  sendId: sendIdOf({ tenantId: 'ten_1', campaignId: 'cmp_1', contactId: 'con_1', entry: 1 }, stepId, over.visit ?? 1),
  tenantId: 'ten_1',
  campaignId: 'cmp_1',
  contactId: 'con_1',
  entry: 1,
  stepId,
  visit: 1,
  version: 1,
  eventId: null,
  timing: null,
  variant: null,
  status: 'sent',
  reason: null,
  held: false,
  plannedAt: at('2026-11-25T09:00:00Z'),
  claimedAt: null,
  leaseUntil: null,
  fence: 1,
  sentAt: at('2026-11-25T09:00:01Z'),
  sesMessageId: 'ses-1',
  from: null,
  bounceType: null,
  bounceClass: null,
  flags: noFlags,
  links: {},
  seen: [],
  delay: null,
  copy: 0,
  goalAt: null,
  events: [],
  rev: 1,
  ...over,
});

export const aCampaign = (over: Partial<Campaign> = {}): Campaign => ({
  id: 'cmp_1',
  tenantId: 'ten_1',
  campaignType: 'drip',
  name: 'Welcome',
  description: '',
  segmentId: 'seg_1',
  fromEmail: 'news@example.com',
  senders: [],
  fromName: 'News',
  replyToEmail: null,
  startDate: null,
  endDate: null,
  timezone: 'UTC',
  sendStrategy: 'immediate',
  trackOpens: true,
  trackClicks: true,
  unsubscribeEnabled: true,
  stopOnReply: 'auto',
  holdOutOfOffice: false,
  goal: null,
  holdoutPercent: 0,
  atMostOnce: false,
  priority: 50,
  category: null,
  trigger: null,
  sendWindow: null,
  startLocal: null,
  exclusions: Exclusions.parse({}),
  enrollmentRules: EnrollmentRules.parse({}),
  status: 'active',
  totalContacts: 0,
  version: 1,
  rev: 1,
  shards: 1,
  epoch: 0,
  pauses: [],
  pauseReason: null,
  guardrail: null,
  acknowledged: null,
  launchId: 'lch_1',
  fromTemplate: null,
  createdBy: 'key:1',
  createdAt: at('2026-11-01'),
  updatedAt: at('2026-11-01'),
  launchedAt: at('2026-11-25'),
  completedAt: null,
  ...over,
});
