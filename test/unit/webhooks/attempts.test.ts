import { describe, expect, it } from 'vitest';
import type { Delivery, Notice, Webhook } from '../../../src/contracts/webhook.ts';
import { failsPersistently, secondsToNext, secretsAt, verdictOn } from '../../../src/domain/webhooks/attempts.ts';
import { wants } from '../../../src/domain/webhooks/wants.ts';
import type { WebhookReply } from '../../../src/usecases/ports/effect-store.ts';
import { deliverWebhook } from '../../../src/usecases/webhooks/deliver-webhook.ts';
import { aWebhook } from '../../support/webhooks.ts';

const start = '2026-11-25T09:00:00.000Z';
const hoursMs = 3_600_000;

const asking = (over: Partial<Webhook> = {}): Webhook => aWebhook(['email.clicked', 'webhook.disabled'], over);

const aNotice = (data: Notice['data'] = {}): Notice => ({
  noticeId: 'n',
  type: 'email.clicked',
  at: start,
  data,
});

describe('attempts at a webhook', () => {
  it('go on for more than a day and end', () => {
    const waits = Array.from({ length: 8 }, (_, n) => secondsToNext(n + 1, 0));
    expect(waits).toEqual([60, 300, 1_800, 7_200, 18_000, 36_000, 36_000, undefined]);
    expect(secondsToNext(7, 0.999)).toBeLessThan(43_200);
  });

  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'again'],
    [400, 'again'],
    [410, 'gone'],
    [503, 'again'],
  ] as const)('take %i for "%s"', (status, verdict) => {
    expect(verdictOn(status)).toBe(verdict);
  });

  it('fail persistently after more than a day of nothing else', () => {
    const failing = asking({ failingSince: start });
    expect(failsPersistently(failing, '2026-11-26T09:00:00.000Z')).toBe(false);
    expect(failsPersistently(failing, '2026-11-26T09:00:00.001Z')).toBe(true);
    expect(failsPersistently(asking(), '2027-01-01T00:00:00.000Z')).toBe(false);
  });

  it('are signed with the older secret as long as it is good', () => {
    const webhook = asking({
      secrets: [
        { secret: 'new', until: null },
        { secret: 'old', until: '2026-11-26T09:00:00.000Z' },
      ],
    });
    expect(secretsAt(webhook, start)).toEqual(['new', 'old']);
    expect(secretsAt(webhook, '2026-11-26T09:00:00.000Z')).toEqual(['new']);
  });

  it('are made for what a webhook asks for', () => {
    const machine: Notice['data'] = { actor: { class: 'machine', score: 0.9, reasons: ['script'] } };
    expect(wants(asking(), aNotice())).toBe(true);
    expect(wants(asking({ enabled: false }), aNotice())).toBe(false);
    expect(wants(asking({ events: ['email.sent'] }), aNotice())).toBe(false);
    expect(wants(asking({ campaignId: 'cmp_2' }), aNotice({ campaignId: 'cmp_1' }))).toBe(false);
    expect(wants(asking(), aNotice(machine))).toBe(false);
    expect(wants(asking({ includeMachine: true }), aNotice(machine))).toBe(true);
  });

  /** A receiver that answers so, asked until it is settled, on a clock that skips; so many copies of the message at once. */
  async function until(answers: (n: number) => WebhookReply, together = 1) {
    let webhook = asking();
    let delivery: Delivery = {
      id: 'dlv_1',
      webhookId: 'whk_1',
      type: 'email.clicked',
      at: start,
      body: '{}',
      status: 'pending',
      attempts: [],
      nextAttemptAt: null,
    };
    let nowMs = Date.parse(start);
    const ids: string[] = [];
    const toldTeam: string[] = [];
    const now = (): string => new Date(nowMs).toISOString();
    const run = deliverWebhook({
      webhooks: {
        list: async () => [webhook],
        get: async () => webhook,
        noteFailure: async (_, __, at) => {
          webhook = { ...webhook, failingSince: webhook.failingSince ?? at };
          return webhook;
        },
        noteSuccess: async () => {
          webhook = { ...webhook, failingSince: null };
        },
        disable: async (_, __, reason) => {
          const { enabled } = webhook;
          webhook = { ...webhook, enabled: false, disabledReason: reason };
          return enabled;
        },
      },
      deliveries: {
        get: async () => delivery,
        add: async () => undefined,
        save: async (_, changed) => {
          delivery = changed;
        },
      },
      queues: { webhooks: async () => undefined },
      sender: {
        send: async ({ id }) => {
          ids.push(id);
          return answers(ids.length);
        },
      },
      metrics: { count: () => undefined },
      tellTeam: async (_, { id }, reason) => void toldTeam.push(`${id}: ${reason}`),
      clock: { now },
      random: () => 0,
    });
    const work = { tenantId: 'ten_1', webhookId: 'whk_1', deliveryId: 'dlv_1' };
    for (let received = 1; ; received++) {
      const [seconds] = await Promise.all(Array.from({ length: together }, () => run(work, received)));
      if (seconds === undefined)
        return { webhook, delivery, ids, toldTeam, hours: (nowMs - Date.parse(start)) / hoursMs };
      nowMs += seconds * 1000;
    }
  }

  it('of a receiver that never answers are given up after 27 hours, and it is switched off', async () => {
    const { webhook, delivery, ids, toldTeam, hours } = await until(() => ({ kind: 'unreachable', detail: 'Nobody.' }));
    expect(ids).toEqual(Array(8).fill('dlv_1'));
    expect(hours).toBeGreaterThan(27);
    expect(toldTeam).toEqual([expect.stringMatching(/^whk_1: .*more than a day/)]);
    expect(delivery).toMatchObject({ status: 'failed', nextAttemptAt: null });
    expect(webhook).toMatchObject({ enabled: false, disabledReason: expect.stringContaining('more than a day') });
  });

  it('of a receiver that wants no more end, and its people are told of it once, though deliveries were under way', async () => {
    const { delivery, ids, toldTeam } = await until(() => ({ kind: 'answered', status: 410 }), 2);
    expect(delivery.status).toBe('failed');
    expect(ids).toHaveLength(2);
    expect(toldTeam).toHaveLength(1);
  });

  it('end with the first that is taken, and forget the failures before', async () => {
    const { webhook, delivery } = await until((n) => ({ kind: 'answered', status: n < 3 ? 500 : 200 }));
    expect(delivery.attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(webhook).toMatchObject({ enabled: true, failingSince: null });
  });

  it('end at once where the address may not be called', async () => {
    const { webhook, delivery } = await until(() => ({ kind: 'refused', detail: 'Not public.' }));
    expect(delivery).toMatchObject({ status: 'failed' });
    expect(delivery.attempts).toHaveLength(1);
    expect(webhook.enabled).toBe(true);
  });
});
