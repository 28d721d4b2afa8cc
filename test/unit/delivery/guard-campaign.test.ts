import { describe, expect, it } from 'vitest';
import type { CounterName } from '../../../src/contracts/analytics.ts';
import type { Campaign } from '../../../src/contracts/campaign.ts';
import type { Guardrail } from '../../../src/contracts/guardrail.ts';
import type { Notice } from '../../../src/contracts/webhook.ts';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import { guardCampaign } from '../../../src/usecases/delivery/guard-campaign.ts';
import type { SendingDay } from '../../../src/usecases/ports/sending-days.ts';
import { aCampaign, at } from '../../support/builders.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };
const now = at('2026-11-25T09:00Z');

const stage = (over: { campaign?: Campaign; counters?: Partial<Record<CounterName, number>>; days?: SendingDay[] }) => {
  const world = {
    campaign: over.campaign ?? aCampaign(),
    counters: over.counters ?? {},
    days: over.days ?? [],
    byAddress: {} as Readonly<Record<string, SendingDay[]>>,
    told: [] as Guardrail[],
    notices: [] as Notice[],
    metrics: [] as string[],
    /** Somebody else changes the campaign while it is judged. */
    rivals: 0,
  };
  const guard = guardCampaign({
    campaigns: {
      get: async () => world.campaign,
      save: async (campaign, seenRev) => {
        if (world.rivals > 0) {
          world.rivals -= 1;
          world.campaign = { ...world.campaign, rev: world.campaign.rev + 1 };
        }
        if (world.campaign.rev !== seenRev) return false;
        world.campaign = campaign;
        return true;
      },
    },
    stats: {
      read: async () => [
        { day: '2026-11-25', stepId: 'a', variant: '-', counters: addCounters(world.counters), mills: {} },
      ],
    },
    sendingDays: {
      read: async (_, email, fromDay) => (world.byAddress[email] ?? world.days).filter(({ day }) => day >= fromDay),
    },
    metrics: { count: (name) => void world.metrics.push(name) },
    clock: { now: () => now },
    tell: async (_, notices) => void world.notices.push(...notices),
    tellTeam: async (_, __, guardrail) => void world.told.push(guardrail),
  });
  return { world, guard: (...from: string[]) => guard(scope, 'cmp_1', new Set(from)) };
};

const bad = { emailsSent: 1000, emailsBounced: 60 };

describe('a look at a campaign after a bounce', () => {
  it('changes nothing while all is well', async () => {
    const { world, guard } = stage({ counters: { emailsSent: 1000, emailsBounced: 10 } });
    await guard();
    expect(world.campaign).toEqual(aCampaign());
  });

  it('pauses it once, tells the people once and alarms the owner once, however often it is repeated', async () => {
    const { world, guard } = stage({ counters: bad });
    for (let i = 0; i < 3; i++) await guard();
    expect(world.campaign).toMatchObject({
      status: 'paused',
      pauseReason: 'guardrail',
      epoch: 1,
      pauses: [{ from: now, to: null, policy: null }],
      guardrail: { level: 'pause', of: 'campaign', rate: 'bounce' },
    });
    expect(world.told).toHaveLength(1);
    expect(world.notices[0]).toMatchObject({ type: 'campaign.paused', at: now, data: { reason: 'guardrail' } });
    expect(new Set(world.notices.map(({ noticeId }) => noticeId)).size).toBe(1);
    expect(world.metrics).toEqual(['GuardrailPauses']);
  });

  it('only warns of soft bounces', async () => {
    const { world, guard } = stage({ counters: { ...bad, softBounces: 55 } });
    await guard();
    expect(world.campaign).toMatchObject({ status: 'active', guardrail: { level: 'warn' } });
    expect(world.notices).toEqual([]);
  });

  it('judges the address that the bad mails came from, and no other', async () => {
    const { world, guard } = stage({});
    const days = [{ day: '2026-11-25', sent: 1000, bounced: 60, soft: 0, complained: 0 }];
    world.byAddress = { 'team@example.com': days };
    await guard('news@example.com', 'other@example.com');
    expect(world.campaign.guardrail).toBeNull();
    await guard('news@example.com', 'team@example.com');
    expect(world.campaign.guardrail).toMatchObject({ of: 'sender', sender: 'team@example.com', level: 'pause' });
  });

  it('only warns between the limits', async () => {
    const { world, guard } = stage({ counters: { emailsSent: 1000, emailsBounced: 35 } });
    await guard();
    expect(world.campaign).toMatchObject({ status: 'active', guardrail: { level: 'warn' } });
    expect(world.metrics).toEqual([]);
  });

  it('lets a graver finding take the place of one before, without a second pause', async () => {
    const { world, guard } = stage({ counters: bad });
    await guard();
    world.counters = { emailsSent: 1000, emailsBounced: 150 };
    await guard();
    expect(world.campaign).toMatchObject({ guardrail: { level: 'stop' }, epoch: 1 });
    expect(world.campaign.pauses).toHaveLength(1);
  });

  it('keeps a campaign that somebody paused from being resumed without a word', async () => {
    const { world, guard } = stage({ counters: bad, campaign: aCampaign({ status: 'paused', pauseReason: 'user' }) });
    await guard();
    expect(world.campaign).toMatchObject({ status: 'paused', pauseReason: 'guardrail', guardrail: { level: 'pause' } });
  });

  it('judges an acknowledged campaign by what came after', async () => {
    const acknowledged = {
      at: at('2026-11-25T08:00Z'),
      campaign: { sent: 1000, bounced: 60, soft: 0, complained: 0 },
      sendersToday: { 'news@example.com': { sent: 1000, bounced: 60, soft: 0, complained: 0 } },
    };
    const days = [
      { day: '2026-11-24', sent: 5000, bounced: 900, soft: 0, complained: 0 },
      { day: '2026-11-25', sent: 1300, bounced: 63, soft: 0, complained: 0 },
    ];
    const { world, guard } = stage({
      campaign: aCampaign({ acknowledged }),
      counters: { emailsSent: 1300, emailsBounced: 63 },
      days,
    });
    await guard();
    expect(world.campaign.guardrail).toBeNull();
    world.counters = { emailsSent: 1300, emailsBounced: 84 };
    await guard();
    expect(world.campaign.guardrail).toMatchObject({ level: 'pause', of: 'campaign', sent: 300, count: 24 });
  });

  it('pauses it for its sender, by the last seven days and none before', async () => {
    const day = (name: string, bounced: number): SendingDay => ({
      day: name,
      sent: 500,
      bounced,
      soft: 0,
      complained: 0,
    });
    const { world, guard } = stage({ days: [day('2026-11-18', 500), day('2026-11-19', 10), day('2026-11-25', 10)] });
    await guard();
    expect(world.campaign.guardrail).toBeNull();
    world.days = [day('2026-11-19', 100), day('2026-11-25', 100)];
    await guard();
    expect(world.campaign.guardrail).toMatchObject({ level: 'stop', of: 'sender', sent: 1000, count: 200 });
  });

  it('looks again when the campaign changed meanwhile', async () => {
    const { world, guard } = stage({ counters: bad });
    world.rivals = 2;
    await guard();
    expect(world.campaign.status).toBe('paused');
  });
});
