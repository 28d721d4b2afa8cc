import { expect } from 'vitest';
import * as z from 'zod';
import { dayMs, untilMonday } from '../../support/calendar.ts';
import { booksOf, sender } from '../../support/campaigns.ts';
import type { TestCloud } from '../../support/cloud.ts';

const Created = z.object({ id: z.string() });

const Journey = z.object({
  enrollment: z.object({ status: z.string(), exitReason: z.string().nullable() }),
  messages: z.array(
    z.object({
      stepId: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      sentAt: z.string().nullable(),
      timing: z.object({ shifts: z.array(z.object({ rule: z.string() })) }).nullable(),
    }),
  ),
});
const Person = z.object({ tags: z.array(z.string()), leadScore: z.number().nullable() });

/** A campaign of a pre-built template that runs with its people since a Monday at ten. */
export class LibraryRun<Name extends string> {
  readonly cloud: TestCloud;
  readonly campaignId: string;
  private readonly startedAt: number;
  private readonly ids: Readonly<Record<Name, string>>;

  private constructor(cloud: TestCloud, campaignId: string, startedAt: number, ids: Readonly<Record<Name, string>>) {
    this.cloud = cloud;
    this.campaignId = campaignId;
    this.startedAt = startedAt;
    this.ids = ids;
  }

  /** `people` are contacts by a name of their own, in UTC unless they say otherwise. */
  static async start<Name extends string>(
    cloud: TestCloud,
    templateId: string,
    people: Readonly<Record<Name, object>>,
  ): Promise<LibraryRun<Name>> {
    const { api } = cloud;
    const startedAt = await untilMonday(cloud);
    await api.send('POST', '/api/senders', sender, Created);
    const segment = await api.send('POST', '/api/segments', { name: 'Everybody' }, Created);
    const ids: Record<string, string> = {};
    for (const [name, over] of Object.entries<object>(people)) {
      const contact = { email: `${name}@library.example`, firstName: name, timezone: 'UTC', ...over };
      ids[name] = (await api.send('POST', '/api/contacts', contact, Created)).id;
    }
    const members = { contactIds: Object.values(ids) };
    await api.send('POST', `/api/segments/${segment.id}/members`, members, z.unknown());
    const input = { segmentId: segment.id, fromEmail: sender.email, fromName: sender.name, timezone: 'UTC' };
    const campaign = await api.send('POST', `/api/campaign-templates/${templateId}/instantiate`, input, Created);
    await api.send('POST', `/api/campaigns/${campaign.id}/launch`, {}, z.object({ success: z.literal(true) }));
    await cloud.advanceBy('PT5M');
    return new LibraryRun(cloud, campaign.id, startedAt, ids as Record<Name, string>);
  }

  emailOf(name: Name): string {
    return `${name}@library.example`;
  }

  mailsOf(name: Name) {
    return this.cloud
      .mailsTo(this.emailOf(name))
      .then((mails) => mails.filter(({ direction }) => direction === 'outbound'));
  }

  /** What somebody does with the newest mail. */
  async does(name: Name, type: 'Open' | 'Click' | 'Reply' | 'Complaint'): Promise<void> {
    const messageId = (await this.mailsOf(name)).at(-1)?.messageId;
    expect(messageId).toBeDefined();
    const more = { Click: { link: 'https://example.com/' }, Reply: { text: 'Tell me more, please.' } };
    await this.cloud.events({ messageId, type, ...(type === 'Click' || type === 'Reply' ? more[type] : {}) });
    await this.cloud.advanceBy('PT1M');
  }

  /** Something that happens elsewhere, in the shop or in the product. */
  async happens(name: Name, event: string, properties: object = {}): Promise<void> {
    await this.cloud.api.send(
      'POST',
      '/api/events',
      { name: event, email: this.emailOf(name), properties },
      z.unknown(),
    );
    await this.cloud.advanceBy('PT1M');
  }

  /** Goes on to ten o'clock and five minutes of a day since the start. */
  async untilDay(day: number): Promise<void> {
    const to = this.startedAt + day * dayMs + 300_000;
    const seconds = Math.ceil((to - this.cloud.cloud.clock.now()) / 1000);
    await this.cloud.advanceBy(`PT${seconds}S`);
  }

  /** Each mail as "step day", and how it ended. */
  async journeyOf(name: Name) {
    const path = `/api/campaigns/${this.campaignId}/enrollments/${this.ids[name]}`;
    const { enrollment, messages } = await this.cloud.api.get(path, Journey);
    const mails = messages.map(({ stepId, status, reason, sentAt }) =>
      sentAt === null
        ? `${stepId} ${status} ${reason}`
        : `${stepId} ${Math.floor((Date.parse(sentAt) - this.startedAt) / dayMs)}`,
    );
    const moved = messages.map(({ timing }) => timing?.shifts.map(({ rule }) => rule) ?? []);
    return { mails, moved, end: enrollment.exitReason ?? enrollment.status };
  }

  person(name: Name) {
    return this.cloud.api.get(`/api/contacts/${this.ids[name]}`, Person);
  }

  /** The books: they balance, and nothing is on its way. Answers with the enrollments, and the mails sent by step. */
  async settledBooks() {
    const books = await booksOf(this.cloud, this.campaignId);
    expect(books).toMatchObject({ balanced: true, settled: true, drift: [] });
    const sent = Object.fromEntries(books.steps.map((step) => [step.stepId, step.sent]));
    return { enrollments: books.enrollments, sent };
  }
}
