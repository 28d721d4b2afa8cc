import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { crowdStore } from '../../src/adapters/dynamo/crowd-store.ts';
import { addCounters, metricsOf } from '../../src/domain/analytics/metrics.ts';
import { sendIdOf, shardOf } from '../../src/domain/ids.ts';
import { getAnalytics } from '../../src/usecases/analytics/get-analytics.ts';
import { recountBooks } from '../../src/usecases/engine/recount-books.ts';
import { leaveAll } from '../../src/usecases/tracking/leave-list.ts';
import { lookAtOnlookers } from '../../src/usecases/tracking/look-at-onlookers.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import { stopContact } from '../../src/usecases/tracking/stop-contact.ts';
import { aContact, aMessage, anEnrollment } from '../support/builders.ts';
import { aPlanned, onlyMail } from './support/arrange.ts';
import { useEngine } from './support/engine.ts';
import { recordBodies, site } from './support/record-bodies.ts';
import { Stage } from './support/stage.ts';

const sentMs = Date.parse('2026-11-25T09:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

/** Numbers in [0, 1) that are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Every fifth twice, and all of them in random order. */
function mixed<T>(all: readonly T[], roll: () => number): T[] {
  const copies = [...all, ...all.filter((_, i) => i % 5 === 0)];
  for (let i = copies.length - 1; i > 0; i--) {
    const j = Math.floor(roll() * (i + 1));
    [copies[i], copies[j]] = [copies[j]!, copies[i]!];
  }
  return copies;
}

const browsers = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
];
const machines = ['Mozilla/5.0', 'curl/8.9.1', 'Barracuda Sentinel (EE)'];

describe('a flood of events', () => {
  const engine = useEngine();

  /** A campaign with mails that were handed to SES, and what works on their events. */
  async function aSending(mails: number) {
    const stage = new Stage(engine());
    const { campaignId } = await aPlanned(stage, { sequence: onlyMail, contacts: 0 });
    const campaign = await stage.stores.campaigns.get(stage.scope, campaignId);
    if (!campaign) throw new Error('no campaign');
    const { tenantId } = stage.scope;
    const ledger = Array.from({ length: mails }, (_, n) => {
      const key = { tenantId, campaignId, contactId: `con_${n}`, entry: 1 };
      const sendId = sendIdOf(key, 'only', 1);
      return aMessage('only', { ...key, sendId, sesMessageId: `ses-${n}`, sentAt: iso(sentMs) });
    });
    const { shards } = campaign;
    for (let from = 0; from < mails; from += 100)
      await stage.stores.journeys.begin(
        ledger.slice(from, from + 100).map((message) => {
          const { contactId } = message;
          const shard = shardOf(contactId, shards);
          const enrollment = anEnrollment(onlyMail, { tenantId, campaignId, contactId, status: 'completed', shard });
          return { enrollment, messages: [message] };
        }),
      );
    const look = lookAtOnlookers({
      contacts: stage.stores.contacts,
      hashAddress: async (tenant, address) =>
        createHash('sha256').update(`${tenant}${address}`).digest('hex').slice(0, 8),
      crowds: crowdStore(stage.stores.table),
    });
    const record = recordEvents({ ...stage.common, look });
    const consume = (bodies: readonly string[]) => recordBodies(record, bodies);
    const recount = async () => {
      const work = { kind: 'recount', tenantId, campaignId, recountId: stage.ids.next('recount') } as const;
      const again: unknown[] = [];
      const queues = { ...stage.common.queues, plan: async (one: unknown) => void again.push(one) };
      const run = recountBooks({ ...stage.common, queues, record });
      do {
        again.length = 0;
        await run(work);
      } while (again.length > 0);
      return stage.stores.stats.getBooks(stage.scope, campaignId);
    };
    const counters = async () =>
      addCounters(
        ...(await stage.stores.stats.read(stage.scope, campaignId, shards, null, null)).map((row) => row.counters),
      );
    return { stage, campaignId, ledger, consume, recount, counters };
  }

  type Ledger = Awaited<ReturnType<typeof aSending>>['ledger'];

  const bodyOf = ({ tenantId, campaignId, contactId, sendId, sesMessageId }: Ledger[number], event: object): string => {
    const tags = { tenantId: [tenantId], campaignId: [campaignId], contactId: [contactId], sendId: [sendId] };
    return JSON.stringify({ ...event, mail: { timestamp: iso(sentMs), messageId: sesMessageId, tags } });
  };

  it('of 20,000, every fifth twice and in random order, leaves counters that a recount finds right', async () => {
    const mails = 1_000;
    const { ledger, consume, recount, counters, stage } = await aSending(mails);
    const roll = dice(7);
    const one = <T>(all: readonly T[]): T => all[Math.floor(roll() * all.length)]!;
    let opens = 0;
    let clicks = 0;
    const all = ledger.flatMap((message, n) => {
      const address = n % 20 === 0 ? '81.2.69.142' : `90.${n % 200}.${n >> 8}.7`;
      const seen = (afterMs: number) => ({
        timestamp: iso(sentMs + afterMs),
        ipAddress: address,
        userAgent: roll() < 0.3 ? one(machines) : one(browsers),
      });
      const events: object[] = [
        { eventType: 'Send' },
        { eventType: 'Delivery', delivery: { timestamp: iso(sentMs + 1_000) } },
        { eventType: 'DeliveryDelay', deliveryDelay: { timestamp: iso(sentMs + 500), delayType: 'MailboxFull' } },
      ];
      for (let i = 0; i < 14; i++) {
        opens += 1;
        events.push({ eventType: 'Open', open: seen(Math.floor(roll() * 3 * 86_400_000) + i) });
      }
      for (let i = 0; i < 3; i++) {
        clicks += 1;
        const link = roll() < 0.05 ? `${site}/h/x` : `https://shop.example/${one(['a', 'b', 'c', 'd'])}`;
        events.push({ eventType: 'Click', click: { ...seen(1_500 + Math.floor(roll() * 30_000) + i), link } });
      }
      return events.map((event) => bodyOf(message, event));
    });
    expect(all).toHaveLength(20_000);
    await consume(mixed(all, roll));
    const figures = await counters();
    expect(figures).toMatchObject({ emailsSent: mails, emailsDelivered: mails });
    expect(figures.totalOpens + figures.machineOpens).toBe(opens);
    expect(figures.totalClicks + figures.machineClicks).toBe(clicks);
    const reasons = new Set<string>();
    for (const { contactId } of ledger.slice(0, 300))
      for (const { seen } of await stage.stores.journeys.messagesOf(stage.scope, contactId))
        for (const sighting of seen) for (const reason of sighting.reasons) reasons.add(reason);
    expect([...reasons].toSorted()).toEqual(
      expect.arrayContaining(['apple_mpp', 'companion', 'crowd', 'honeypot', 'script', 'security_scanner', 'too_fast']),
    );
    expect((await recount())?.drift).toEqual([]);
  }, 300_000);

  it('of the specification’s example gives the numbers of its dashboard', async () => {
    const { stage, campaignId, ledger, consume, recount } = await aSending(500);
    const seen = (n: number, afterMs: number) => ({
      timestamp: iso(sentMs + afterMs),
      ipAddress: `90.${n % 200}.${n >> 8}.9`,
      userAgent: browsers[n % 2],
    });
    const { tenantId } = stage.scope;
    const all = ledger.flatMap((message, n) => {
      const events: object[] = [{ eventType: 'Send' }];
      const delivered = { timestamp: iso(sentMs + 1_000) };
      if (n < 485) events.push({ eventType: 'Delivery', delivery: delivered });
      else events.push({ eventType: 'Bounce', bounce: { ...delivered, bounceType: 'Transient' } });
      if (n < 242) events.push({ eventType: 'Open', open: seen(n, 60_000 + n) });
      if (n < 97) events.push({ eventType: 'Click', click: { ...seen(n, 90_000 + n), link: 'https://shop.example/' } });
      const reply = {
        notificationType: 'Reply',
        id: `reply-${n}`,
        type: 'replied',
        at: iso(sentMs + 200_000),
        tenantId,
        contactId: message.contactId,
        sendId: message.sendId,
        sesMessageId: 'in',
      };
      return [...events.map((event) => bodyOf(message, event)), ...(n < 23 ? [JSON.stringify(reply)] : [])];
    });
    await consume(mixed(all, dice(3)));
    for (const { contactId, sendId } of ledger.slice(0, 2)) {
      await stage.stores.contacts.create(stage.scope, aContact({ id: contactId, email: `${contactId}@left.example` }));
      for (let time = 0; time < 2; time++)
        await stopContact(stage.common)(stage.scope, leaveAll({ contactId, sendId }, 'one-click'));
    }
    const analytics = await getAnalytics(stage.common)(stage.scope, campaignId, {});
    const overall = analytics.ok ? analytics.value.overall : metricsOf(addCounters());
    expect(overall).toMatchObject({
      emailsSent: 500,
      emailsDelivered: 485,
      uniqueOpens: 242,
      uniqueClicks: 97,
      replies: 23,
      unsubscribes: 2,
    });
    const { deliveryRate, openRate, clickRate, replyRate, unsubscribeRate } = overall;
    const shown = [deliveryRate, openRate, clickRate, replyRate, unsubscribeRate].map((rate) => rate.toFixed(1));
    expect(shown).toEqual(['97.0', '49.9', '20.0', '4.7', '0.4']);
    expect((await recount())?.drift).toEqual([]);
  });
});
