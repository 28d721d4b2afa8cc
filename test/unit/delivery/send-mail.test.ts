import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../src/contracts/campaign.ts';
import type { Contact } from '../../../src/contracts/contact.ts';
import type { Message, SkipReason } from '../../../src/contracts/message.ts';
import { graceMs, leaseMs } from '../../../src/domain/delivery/claim.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Picked } from '../../../src/usecases/delivery/pick-sender.ts';
import { type Deps, sendMail } from '../../../src/usecases/delivery/send-mail.ts';
import type { Turn } from '../../../src/usecases/delivery/send-turns.ts';
import type { Refusal } from '../../../src/usecases/delivery/sender-allowance.ts';
import type { OutgoingMail, SendOutcome } from '../../../src/usecases/ports/effects.ts';
import { aCampaign, aContact, aMessage, at } from '../../support/builders.ts';
import { fromCampaign, nothingHeld } from '../../support/senders.ts';

const start = Date.parse('2026-11-25T09:00:00Z');
const mail = { subject: 'Hello', from: { name: 'News', email: 'news@example.com' } } as OutgoingMail;
const planned = aMessage('a', { status: 'planned', sentAt: null, sesMessageId: null, fence: 0, rev: 0 });
const work = { tenantId: 'ten_1', campaignId: 'cmp_1', contactId: 'con_1', sendId: planned.sendId };

interface World {
  row: Message | undefined;
  campaign: Campaign | undefined;
  /** What the sender still has in mind of the campaign. */
  seenCampaign: Campaign | undefined;
  contact: Contact | undefined;
  suppressed: boolean;
  now: number;
  outcome: SendOutcome;
  sent: number;
  counted: string[];
  metrics: string[];
  turn: Turn;
  /** What happens to the world while the mail waits for its turn. */
  meanwhile: () => void;
  holds: number;
  /** A stop that is acknowledged between the claim and the answer of SES. */
  stopWhileSending: SkipReason | undefined;
  renders: boolean;
}

/** The sender's world in memory, with the conditions of the real ledger. */
const aWorld = (over: Partial<World> = {}): World => ({
  row: planned,
  campaign: aCampaign(),
  seenCampaign: undefined,
  contact: aContact(),
  suppressed: false,
  now: start,
  outcome: { outcome: 'sent', sesMessageId: 'ses-1' },
  sent: 0,
  counted: [],
  metrics: [],
  turn: { granted: true },
  meanwhile: () => {},
  holds: 0,
  stopWhileSending: undefined,
  renders: true,
  ...over,
});

const iso = (ms: number): string => new Date(ms).toISOString();

function depsOf(world: World): Deps {
  const put = (row: Message, seenRev: number): boolean => {
    if (world.row?.rev !== seenRev) return false;
    world.row = row;
    return true;
  };
  return {
    campaigns: { get: async () => world.seenCampaign ?? world.campaign },
    currentCampaigns: { get: async () => world.campaign },
    reads: {
      message: async () => world.row,
      contact: async () => world.contact,
      isSuppressed: async () => world.suppressed,
    },
    journeys: {
      commit: async (_, write) => {
        const [change] = write.changedMessages ?? [];
        if (!change || !put(change.row, change.seenRev)) return false;
        world.counted.push(...(write.counts ?? []).flatMap((count) => Object.keys(count.counters)));
        return true;
      },
    },
    ledger: {
      claim: async (_, request) => {
        const { row } = world;
        const free =
          row?.status === 'planned' || (row?.status === 'claimed' && (row.leaseUntil ?? '') < request.takeOverBefore);
        if (!row || row.held || row.reason !== null || !free) return { claimed: false, message: row };
        world.row = {
          ...row,
          status: 'claimed',
          leaseUntil: request.leaseUntil,
          fence: row.fence + 1,
          rev: row.rev + 1,
        };
        return { claimed: true, message: world.row };
      },
      markSent: async (message, sesMessageId) => {
        if (world.row?.status === 'claimed' && world.row.fence === message.fence)
          world.row = { ...world.row, status: 'sent', sesMessageId };
      },
      release: async (message) => {
        if (world.row?.status === 'claimed' && world.row.fence === message.fence)
          world.row = { ...world.row, status: 'planned', leaseUntil: null };
      },
    },
    turns: {
      turn: async () => {
        world.meanwhile();
        return world.turn;
      },
      hold: async () => {
        world.holds += 1;
        return { granted: false, retryAfterSeconds: 900 };
      },
    },
    metrics: { count: (name) => world.metrics.push(name) },
    random: () => 0.5,
    mailer: {
      send: async () => {
        world.sent += 1;
        if (world.stopWhileSending && world.row)
          world.row = { ...world.row, reason: world.stopWhileSending, rev: world.row.rev + 1 };
        return world.outcome;
      },
    },
    sender: fromCampaign,
    holds: nothingHeld,
    lateMail: async () => undefined,
    compose: async () => (world.renders ? ok(mail) : fail('render_error')),
    clock: { now: () => iso(world.now) },
  };
}

const settle = (world: World) => sendMail(depsOf(world))(work);

describe('the sender', () => {
  it('claims, sends and marks, once however often the message comes', async () => {
    const world = aWorld();
    for (let i = 0; i < 3; i++) expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 1, row: { status: 'sent', sesMessageId: 'ses-1', fence: 1 } });
  });

  it('drops a message of the queue that was given up for lost and replaced', async () => {
    const world = aWorld();
    world.row = world.row && { ...world.row, copy: 2 };
    for (const copy of [undefined, 1]) {
      expect(await sendMail(depsOf(world))({ ...work, ...(copy ? { copy } : {}) })).toEqual({ done: true });
    }
    expect(world).toMatchObject({ sent: 0, row: { status: 'planned' } });
    expect(await sendMail(depsOf(world))({ ...work, copy: 2 })).toEqual({ done: true });
    expect(world.sent).toBe(1);
  });

  it('gives a throttled mail back to the queue and to the ledger', async () => {
    const world = aWorld({ outcome: { outcome: 'throttled', detail: 'rate' } });
    expect(await settle(world)).toMatchObject({ done: false, by: 'requeue', retryAfterSeconds: 5 });
    expect(world.row).toMatchObject({ status: 'planned', leaseUntil: null });
    world.outcome = { outcome: 'sent', sesMessageId: 'ses-2' };
    expect(await settle(world)).toEqual({ done: true });
    expect(world.row).toMatchObject({ status: 'sent', sesMessageId: 'ses-2' });
  });

  it('keeps the claim of a mail that may be out, and never acknowledges it meanwhile', async () => {
    const world = aWorld({ outcome: { outcome: 'unknown', detail: 'time-out' } });
    expect(await settle(world)).toMatchObject({ done: false, by: 'return' });
    expect(await settle(world)).toMatchObject({ done: false, by: 'return' });
    expect(world).toMatchObject({ sent: 1, row: { status: 'claimed' } });
  });

  it('sends such a mail again only after the lease and the grace period, if no Send event came', async () => {
    const world = aWorld({ outcome: { outcome: 'unknown', detail: 'time-out' } });
    await settle(world);
    world.outcome = { outcome: 'sent', sesMessageId: 'ses-2' };
    world.now = start + leaseMs + graceMs - 1;
    expect(await settle(world)).toMatchObject({ done: false });
    world.now = start + leaseMs + graceMs + 1;
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 2, row: { status: 'sent', fence: 2 } });
  });

  it('does not send it again when the Send event came', async () => {
    const world = aWorld({ outcome: { outcome: 'unknown', detail: 'time-out' } });
    await settle(world);
    world.row = { ...(world.row as Message), status: 'sent' };
    world.now = start + 10 * graceMs;
    expect(await settle(world)).toEqual({ done: true });
    expect(world.sent).toBe(1);
  });

  it('gives it up as unknown where the campaign says at most once', async () => {
    const world = aWorld({
      outcome: { outcome: 'unknown', detail: 'time-out' },
      campaign: aCampaign({ atMostOnce: true }),
    });
    await settle(world);
    world.now = start + leaseMs + graceMs + 1;
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({
      sent: 1,
      row: { status: 'unknown' },
      counted: ['emailsUnknown'],
      metrics: ['UnknownSends'],
    });
  });

  it('never takes over a claim that was stopped meanwhile', async () => {
    const stopped = aMessage('a', {
      status: 'claimed',
      reason: 'unsubscribed',
      leaseUntil: iso(start),
      fence: 1,
      rev: 2,
    });
    const world = aWorld({ row: stopped, now: start + leaseMs + graceMs + 1 });
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 0, row: { status: 'unknown', reason: 'unsubscribed' } });
  });

  it('skips a mail that was stopped while SES had no room for it', async () => {
    const world = aWorld({ outcome: { outcome: 'throttled', detail: 'rate' } });
    world.stopWhileSending = 'replied';
    await settle(world);
    expect(world.row).toMatchObject({ status: 'planned', reason: 'replied' });
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 1, row: { status: 'skipped', reason: 'replied' }, counted: ['emailsSkipped'] });
  });

  it.each<[string, Partial<World>, string]>([
    ['an archived campaign', { campaign: aCampaign({ status: 'archived' }) }, 'campaign_archived'],
    ['a deleted campaign', { campaign: undefined }, 'campaign_archived'],
    ['a deleted contact', { contact: undefined }, 'contact_deleted'],
    ['a suppressed address', { suppressed: true }, 'suppressed'],
    [
      'a contact without consent',
      { contact: aContact({ consent: { ...aContact().consent, status: 'none' } }) },
      'no_consent',
    ],
    [
      'a contact who unsubscribed',
      { contact: aContact({ consent: { ...aContact().consent, status: 'unsubscribed' } }) },
      'unsubscribed',
    ],
  ])('skips the mail of %s and says why', async (_, over, reason) => {
    const world = aWorld(over);
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 0, row: { status: 'skipped', reason } });
  });

  it('counts a skip and a failure with the row that records it', async () => {
    const skipped = aWorld({ suppressed: true });
    await settle(skipped);
    const refused = aWorld({ outcome: { outcome: 'refused', reason: 'rejected', detail: 'virus' } });
    await settle(refused);
    expect([skipped.counted, refused.counted]).toEqual([['emailsSkipped'], ['emailsFailed']]);
    expect(refused.row).toMatchObject({ status: 'failed', reason: 'rejected' });
  });

  it('fails a mail that cannot be rendered without claiming it', async () => {
    const world = aWorld({ renders: false });
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 0, row: { status: 'failed', reason: 'render_error', fence: 0 } });
  });

  it('holds the mail of a paused campaign', async () => {
    const world = aWorld({ campaign: aCampaign({ status: 'paused' }) });
    expect(await settle(world)).toEqual({ done: true });
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 0, row: { status: 'planned', held: true } });
  });

  it('gives a mail back that it held for a pause that was over already', async () => {
    const world = aWorld({ seenCampaign: aCampaign({ status: 'paused' }) });
    expect(await settle(world)).toMatchObject({ done: false });
    expect(world.row).toMatchObject({ status: 'planned', held: false });
  });

  it('holds the mail of a campaign that was paused while the mail waited for its turn', async () => {
    const world = aWorld();
    world.meanwhile = () => {
      world.campaign = aCampaign({ status: 'paused' });
    };
    expect(await settle(world)).toEqual({ done: true });
    expect(world).toMatchObject({ sent: 0, row: { status: 'planned', held: true, fence: 0 } });
  });

  it('skips the mail of a campaign that was archived while the mail waited for its turn', async () => {
    const world = aWorld();
    world.meanwhile = () => {
      world.campaign = aCampaign({ status: 'archived' });
    };
    await settle(world);
    expect(world).toMatchObject({ sent: 0, row: { status: 'skipped', reason: 'campaign_archived', fence: 0 } });
  });

  it('puts a mail without a turn on the queue again, unclaimed', async () => {
    const world = aWorld({ turn: { granted: false, retryAfterSeconds: 40 } });
    expect(await settle(world)).toMatchObject({ done: false, by: 'requeue', retryAfterSeconds: 40 });
    expect(world).toMatchObject({ sent: 0, row: { status: 'planned', fence: 0 } });
  });

  it('holds every sender when SES takes no mail of anybody', async () => {
    const world = aWorld({ outcome: { outcome: 'stopped', detail: 'Daily message quota exceeded.' } });
    expect(await settle(world)).toMatchObject({ done: false, by: 'requeue', retryAfterSeconds: 900 });
    expect(world).toMatchObject({ holds: 1, row: { status: 'planned' } });
  });

  it('holds nobody else when SES takes no mail of one tenant', async () => {
    const world = aWorld({ outcome: { outcome: 'tenant_stopped', detail: 'Sending is paused for tenant ten_1.' } });
    expect(await settle(world)).toMatchObject({ done: false, by: 'requeue', retryAfterSeconds: 900 });
    expect(world).toMatchObject({ holds: 0, row: { status: 'planned' } });
  });

  it('lets a mail wait whose provider is held, and says why once', async () => {
    const wait = { rule: 'provider_hold', until: at('2026-11-25T09:05Z'), why: 'Held.' } as const;
    const world = aWorld();
    const held = () => sendMail({ ...depsOf(world), holds: { holdOf: async () => wait } })(work);
    for (let i = 0; i < 2; i++)
      expect(await held()).toEqual({ done: false, by: 'requeue', retryAfterSeconds: 300, why: 'Held.' });
    expect(world).toMatchObject({ sent: 0, row: { status: 'planned' } });
    expect(world.row?.timing?.shifts).toEqual([{ rule: 'provider_hold', to: wait.until, detail: 'Held.' }]);
  });

  it('still sends the last mails of a campaign that is completed', async () => {
    const world = aWorld({ campaign: aCampaign({ status: 'completed', completedAt: at('2026-11-25') }) });
    await settle(world);
    expect(world.sent).toBe(1);
  });
});

describe('the sender, for a From address with a daily cap', () => {
  const until = at('2026-11-26T00:00Z');
  const why = 'Used up.';
  const full: Refusal = { granted: false, rule: 'sender_cap', until, why };
  const capped = (world: World, picked: Picked, known?: Refusal) =>
    sendMail({ ...depsOf(world), sender: { pick: async () => picked, refusal: async () => known } })(work);

  it('keeps a mail beyond it on the queue, and the mail says why', async () => {
    const world = aWorld();
    expect(await capped(world, full)).toEqual({ done: false, by: 'requeue', retryAfterSeconds: 900, why });
    expect(world.sent).toBe(0);
    expect(world.row?.timing?.shifts).toEqual([{ rule: 'sender_cap', to: until, detail: why }]);
    const rev = world.row?.rev;
    await capped(world, full, full);
    expect(world.row?.rev).toBe(rev);
  });

  it('counts what was sent, and gives back what did not leave', async () => {
    let returned = 0;
    const free: Picked = {
      granted: true,
      from: { email: 'news@example.com', name: null, sesTenant: false },
      giveBack: async () => {
        returned += 1;
      },
    };
    expect(await capped(aWorld(), free)).toEqual({ done: true });
    expect(returned).toBe(0);
    await capped(aWorld({ turn: { granted: false, retryAfterSeconds: 5 } }), free);
    await capped(aWorld({ outcome: { outcome: 'throttled', detail: 'Maximum sending rate exceeded' } }), free);
    await capped(aWorld({ renders: false }), free);
    expect(returned).toBe(3);
  });
});
