import { describe, expect, it } from 'vitest';
import { sendIdOf, shardOf } from '../../src/domain/ids.ts';
import { getAnalytics } from '../../src/usecases/analytics/get-analytics.ts';
import { getReport } from '../../src/usecases/analytics/get-report.ts';
import { recountBooks } from '../../src/usecases/engine/recount-books.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import { aContact, aMessage, anEmail, anEnrollment, aSequence, aWait } from '../support/builders.ts';
import { aPlanned } from './support/arrange.ts';
import { useEngine } from './support/engine.ts';
import { recordBodies } from './support/record-bodies.ts';
import { Stage } from './support/stage.ts';

const dayMs = 86_400_000;
const firstMs = Date.parse('2026-11-25T09:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** The step performance of the specification: 500, 350 and 200 sent; 50, 45 and 40 % open; 20, 18 and 15 % click. */
const recorded = [
  { id: 'welcome', day: 0, sent: 500, delivered: 485, opened: 242, clicked: 97 },
  { id: 'overview', day: 2, sent: 350, delivered: 340, opened: 153, clicked: 61 },
  { id: 'offer', day: 5, sent: 200, delivered: 200, opened: 80, clicked: 30 },
] as const;
const html = '<a href="https://shop.example/{{company}}">Look</a> <a href="{{unsubscribeUrl}}">Unsubscribe</a>';
const series = aSequence(
  anEmail('welcome', 'w1', { name: 'Email 1', html }),
  aWait('w1', 'overview'),
  anEmail('overview', 'w2', { name: 'Email 2', html }),
  aWait('w2', 'offer', 3),
  anEmail('offer', null, { name: 'Email 3', html }),
);

describe('the recorded events of the specification’s welcome series', () => {
  const engine = useEngine();

  /** People 0 to 499; of the second mail only the first 350 got one, of the third 200. */
  async function aLedger() {
    const stage = new Stage(engine());
    const { campaignId } = await aPlanned(stage, { sequence: series, contacts: 0 });
    const campaign = await stage.stores.campaigns.get(stage.scope, campaignId);
    if (!campaign) throw new Error('no campaign');
    const { tenantId } = stage.scope;
    const people = Array.from({ length: 500 }, (_, n) => {
      const contactId = `con_${n}`;
      const key = { tenantId, campaignId, contactId, entry: 1 };
      const messages = recorded
        .filter(({ sent }) => n < sent)
        .map(({ id, day }) => {
          const at = iso(firstMs + day * dayMs);
          const sendId = sendIdOf(key, id, 1);
          return aMessage(id, { ...key, sendId, sesMessageId: `ses-${n}-${id}`, plannedAt: at, sentAt: at });
        });
      const state = n < 200 ? { status: 'completed' as const } : { status: 'exited' as const, exitReason: 'replied' };
      const shard = shardOf(contactId, campaign.shards);
      return { enrollment: anEnrollment(series, { ...key, ...state, shard }), messages };
    });
    for (let from = 0; from < people.length; from += 100)
      await stage.stores.journeys.begin(people.slice(from, from + 100));
    for (const [n, { enrollment }] of people.entries())
      await stage.stores.contacts.create(
        stage.scope,
        aContact({ id: enrollment.contactId, email: `p${n}@${n % 5 === 0 ? 'gmail.com' : `firm${n % 7}.example`}` }),
      );
    return { stage, campaignId, people };
  }

  type People = Awaited<ReturnType<typeof aLedger>>['people'];

  function eventsOf(people: People): string[] {
    return recorded.flatMap(({ id, day, sent, delivered, opened, clicked }) =>
      people.slice(0, sent).flatMap(({ messages }, n) => {
        const message = messages.find(({ stepId }) => stepId === id);
        if (!message) throw new Error(`Person ${n} has no mail ${id}`);
        const sentMs = firstMs + day * dayMs;
        const { tenantId, campaignId, contactId, sendId } = message;
        const tags = { tenantId: [tenantId], campaignId: [campaignId], contactId: [contactId], sendId: [sendId] };
        const mail = { timestamp: iso(sentMs), messageId: message.sesMessageId, tags };
        const seen = (afterMs: number) => ({
          timestamp: iso(sentMs + afterMs),
          ipAddress: `90.${n % 200}.${n >> 8}.9`,
          userAgent: agent,
        });
        const timestamp = iso(sentMs + 1_000);
        const link = 'https://shop.example/Acme%20Ltd';
        const events: object[] = [
          { eventType: 'Send' },
          n < delivered
            ? { eventType: 'Delivery', delivery: { timestamp } }
            : { eventType: 'Bounce', bounce: { timestamp, bounceType: 'Transient' } },
          ...(n < opened ? [{ eventType: 'Open', open: seen(3_600_000 + n) }] : []),
          ...(n < clicked ? [{ eventType: 'Click', click: { ...seen(3_700_000 + n), link } }] : []),
        ];
        return events.map((event) => JSON.stringify({ ...event, mail }));
      }),
    );
  }

  it('give the numbers of its dashboard, step by step, and a report that agrees with them', async () => {
    const { stage, campaignId, people } = await aLedger();
    const record = recordEvents(stage.common);
    await recordBodies(record, eventsOf(people));
    const again: unknown[] = [];
    const queues = { ...stage.common.queues, plan: async (work: unknown) => void again.push(work) };
    const { tenantId } = stage.scope;
    const recount = recountBooks({ ...stage.common, queues, record });
    // The second is a copy of the first: it finds the sum finished, and adds nothing.
    for (let copy = 0; copy < 2; copy++) await recount({ kind: 'recount', tenantId, campaignId, recountId: 'rec_1' });
    expect(again).toEqual([]);
    expect((await stage.stores.stats.getBooks(stage.scope, campaignId))?.drift).toEqual([]);

    const analytics = await getAnalytics(stage.common)(stage.scope, campaignId, {});
    const report = await getReport(stage.common)(stage.scope, campaignId);
    if (!analytics.ok || !report.ok) throw new Error('no numbers');
    const { byStep } = analytics.value;
    expect(
      byStep.map(({ name, metrics: m }) => [name, m.emailsSent, Math.round(m.openRate), Math.round(m.clickRate)]),
    ).toEqual([
      ['Email 1', 500, 50, 20],
      ['Email 2', 350, 45, 18],
      ['Email 3', 200, 40, 15],
    ]);
    expect(
      report.value.funnel.map(({ name, reached, wentOn, dropOff, sentence }) => [
        name,
        reached,
        wentOn,
        dropOff,
        sentence,
      ]),
    ).toEqual([
      ['Entry', 500, 500, 0, 'Of 500 people who entered: 500 (100.0 %) got a mail.'],
      [
        'Email 1',
        500,
        350,
        150,
        'Of 500 people who got this mail: 350 (70.0 %) got another mail; 150 (30.0 %) left: replied.',
      ],
      [
        'Email 2',
        350,
        200,
        150,
        'Of 350 people who got this mail: 200 (57.1 %) got another mail; 150 (42.9 %) left: replied.',
      ],
      ['Email 3', 200, 0, 0, 'Of 200 people who got this mail: 200 (100.0 %) came to the end.'],
    ]);
    const { domains, providers, hours, links, cohorts } = report.value;
    const opens = (rows: readonly { metrics: { uniqueOpens: number } }[]) =>
      rows.reduce((sum, { metrics }) => sum + metrics.uniqueOpens, 0);
    expect([opens(domains), opens(providers)]).toEqual([475, 475]);
    expect(providers.map(({ provider, metrics }) => [provider, metrics.emailsSent])).toEqual([
      ['other', 840],
      ['google', 210],
    ]);
    expect(
      hours.map(({ weekday, hour, sent, opened, opens: inHour }) => [weekday, hour, sent, opened, inHour]),
    ).toEqual([
      [1, 9, 200, 80, 0],
      [1, 10, 0, 0, 80],
      [3, 9, 500, 242, 0],
      [3, 10, 0, 0, 242],
      [5, 9, 350, 153, 0],
      [5, 10, 0, 0, 153],
    ]);
    expect(links.map(({ stepId, href, clicked, share }) => [stepId, href, clicked, share])).toEqual(
      recorded.map(({ id, clicked }) => [id, 'https://shop.example/{{company}}', clicked, 100]),
    );
    expect(cohorts.byDay).toMatchObject([
      { date: '2026-11-25', entered: 500, mailed: 500, opened: 242, clicked: 97, completed: 200 },
    ]);
  });
});
