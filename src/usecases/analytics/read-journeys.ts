import type { Enrollment, EnrollmentStatus, EnrollmentView, LogEntry } from '../../contracts/enrollment.ts';
import type { Message, MessageView } from '../../contracts/message.ts';
import { ok } from '../../domain/result.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'listEnrollments' | 'listIssues' | 'messagesOf'>;
}

export const enrollmentView = (row: Enrollment): EnrollmentView => ({ ...row, nextStepAt: row.dueAt });

/** The state of a mail as people name it: the worst that happened to a sent one. */
function stateOf({ status, flags }: Message): MessageView['status'] {
  if (flags.complained) return 'complained';
  if (flags.bounced) return 'bounced';
  return flags.delivered ? 'delivered' : status;
}

export const messageView = (message: Message): MessageView => ({ ...message, status: stateOf(message) });

export const listEnrollments =
  ({ campaigns, journeys }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    page: PageRequest & { status?: EnrollmentStatus | undefined },
  ): Outcome<Page<EnrollmentView>> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const rows = await journeys.listEnrollments(scope, id, { ...page, shards: campaign.shards });
    return ok({ ...rows, items: rows.items.map(enrollmentView) });
  };

/** The latest enrollment of a contact in a campaign, what was decided for it and why, and its mails. */
export const getEnrollment =
  ({ campaigns, journeys }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    contactId: string,
  ): Outcome<{ enrollment: EnrollmentView; timeline: LogEntry[]; messages: MessageView[] }> => {
    if (!(await campaigns.get(scope, id))) return notFound('campaign');
    const journey = await journeys.load(scope, contactId);
    const enrollment = journey.enrollments.findLast((row) => row.campaignId === id);
    if (!enrollment) return notFound('enrollment');
    const messages = journey.messages
      .filter((message) => message.campaignId === id && message.entry === enrollment.entry)
      .toSorted((a, b) => (a.plannedAt < b.plannedAt ? -1 : 1));
    return ok({
      enrollment: enrollmentView(enrollment),
      timeline: enrollment.log,
      messages: messages.map(messageView),
    });
  };

/** Messages of a campaign, contact by contact, so a page may hold more rows than enrollments; or only those that need attention. */
export const listMessages =
  ({ campaigns, journeys }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    page: PageRequest & { issues: 'true' | 'false' },
  ): Outcome<Page<MessageView>> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    if (page.issues === 'true') {
      const rows = await journeys.listIssues(scope, id, page);
      return ok({ ...rows, items: rows.items.map(messageView) });
    }
    const enrollments = await journeys.listEnrollments(scope, id, {
      limit: page.limit,
      cursor: page.cursor,
      shards: campaign.shards,
    });
    const messages = await inParallel(enrollments.items, 25, async (row) =>
      (await journeys.messagesOf(scope, row.contactId)).filter(
        (message) => message.campaignId === id && message.entry === row.entry,
      ),
    );
    return ok({ items: messages.flat().map(messageView), nextCursor: enrollments.nextCursor });
  };
