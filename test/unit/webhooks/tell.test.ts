import { describe, expect, it } from 'vitest';
import { type Notice, type Webhook, WebhookNotices } from '../../../src/contracts/webhook.ts';
import { type WebhookEvent, webhookEvents } from '../../../src/contracts/webhook-event.ts';
import { creationNotice } from '../../../src/domain/webhooks/contact-notices.ts';
import { tellAskers } from '../../../src/usecases/webhooks/tell.ts';
import { tellOfStop } from '../../../src/usecases/webhooks/tell-of-stop.ts';
import { tellWebhooks } from '../../../src/usecases/webhooks/tell-webhooks.ts';
import { aContact, aMessage, at } from '../../support/builders.ts';
import { aWebhook } from '../../support/webhooks.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };
const now = at('2026-11-25T09:00Z');

const told = (...webhooks: Webhook[]) => {
  const messages: WebhookNotices[] = [];
  const tell = tellAskers({
    webhooks: { list: async () => webhooks },
    queues: { webhooks: async (work) => void messages.push(...work.map((one) => WebhookNotices.parse(one))) },
  });
  return { messages, tell };
};

const created = Array.from({ length: 120 }, (_, i) => creationNotice(aContact({ id: `con_${i}` })));

describe('what happened', () => {
  it.each([
    ['nobody has a webhook', []],
    ['no webhook asks for it', [aWebhook(['email.sent'])]],
    ['the webhook is switched off', [aWebhook(['contact.created'], { enabled: false })]],
    ['the webhook asks for another campaign', [aWebhook(['contact.created'], { campaignId: 'cmp_2' })]],
  ])('costs no message where %s', async (_, webhooks) => {
    const { messages, tell } = told(...webhooks);
    await tell(scope, created);
    expect(messages).toEqual([]);
  });

  it('travels in batches that one message of SQS holds', async () => {
    const { messages, tell } = told(aWebhook(['contact.created']));
    await tell(scope, created);
    expect(messages.map(({ notices }) => notices.length)).toEqual([50, 50, 20]);
    expect(messages.flatMap(({ notices }) => notices)).toEqual(created);
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(256 * 1024);
  });

  it('is one delivery for each webhook that asks, however often it is told', async () => {
    const all = [
      aWebhook(['contact.created']),
      aWebhook([...webhookEvents], { id: 'whk_2' }),
      aWebhook(['email.sent']),
    ];
    const kept = new Map<string, string>();
    const run = tellWebhooks({
      webhooks: { list: async () => all },
      deliveries: { add: async (_, { id, webhookId }) => void kept.set(id, webhookId) },
      queues: { webhooks: async () => undefined },
    });
    for (let i = 0; i < 2; i++) await run(scope, created.slice(0, 3));
    expect([...kept.values()].toSorted()).toEqual(['whk_1', 'whk_1', 'whk_1', 'whk_2', 'whk_2', 'whk_2']);
  });
});

describe('who left', () => {
  const leaving = (facts: object, over: Partial<Parameters<typeof tellOfStopFor>[0]> = {}) =>
    tellOfStopFor({ stop: { suppress: 'bounced' }, facts, ...over });

  async function tellOfStopFor(given: {
    stop: Parameters<ReturnType<typeof tellOfStop>>[1]['stop'];
    facts: object;
    category?: string | null;
    consent?: object;
    asks?: readonly WebhookEvent[];
  }) {
    const notices: Notice[] = [];
    let reads = 0;
    const contact = aContact();
    await tellOfStop({
      webhooks: { list: async () => [aWebhook(given.asks ?? ['contact.suppressed', 'contact.unsubscribed'])] },
      suppressionList: {
        entriesOf: async () => {
          reads += 1;
          return [{ id: 'hash', category: given.category ?? null, facts: given.facts }];
        },
      },
      tell: async (_, some) => void notices.push(...some),
      clock: { now: () => now },
    })(scope, {
      stop: given.stop,
      contact: { ...contact, consent: { ...contact.consent, ...given.consent } },
      mail: aMessage('one', { campaignId: 'cmp_1', sendId: 'snd_1' }),
    });
    return { notices, reads };
  }

  it('by a bounce is suppressed, with the mail that bounced', async () => {
    const { notices } = await leaving({ bounced: now });
    expect(notices).toMatchObject([
      { type: 'contact.suppressed', at: now, data: { reason: 'bounced', campaignId: 'cmp_1', sendId: 'snd_1' } },
    ]);
  });

  it('was told of with the first of its bounces, and not with those of later days', async () => {
    expect((await leaving({ bounced: at('2026-11-23T09:00Z') })).notices).toEqual([]);
  });

  it('by itself is unsubscribed and not suppressed', async () => {
    const consent = { status: 'unsubscribed', source: 'one_click', at: now };
    const stop = { suppress: 'unsubscribed', unsubscribe: { source: 'one_click' } } as const;
    const { notices } = await leaving({ unsubscribed: now }, { stop, consent });
    expect(notices.map(({ type, data }) => [type, data.source])).toEqual([['contact.unsubscribed', 'one_click']]);
  });

  it('by a complaint is both, named alike by a stop that is repeated', async () => {
    const consent = { status: 'unsubscribed', source: 'complaint', at: at('2026-11-25T08:55Z') };
    const stop = { suppress: 'complained', unsubscribe: { source: 'complaint' } } as const;
    const first = await leaving({ complained: at('2026-11-25T08:55Z') }, { stop, consent });
    expect(first.notices.map(({ type }) => type)).toEqual(['contact.unsubscribed', 'contact.suppressed']);
    expect((await leaving({ complained: at('2026-11-25T08:55Z') }, { stop, consent })).notices).toEqual(first.notices);
  });

  it('declines a category and is told of with it', async () => {
    const stop = { suppress: 'unsubscribed', categories: ['news'] } as const;
    const { notices } = await leaving({ unsubscribed: now }, { stop, category: 'news' });
    expect(notices).toMatchObject([{ type: 'contact.unsubscribed', data: { category: 'news' } }]);
    expect((await leaving({ unsubscribed: now }, { stop, category: 'offers' })).notices).toEqual([]);
  });

  it('is not looked up where no webhook asks', async () => {
    expect((await leaving({ bounced: now }, { asks: ['email.bounced'] })).reads).toBe(0);
  });
});
