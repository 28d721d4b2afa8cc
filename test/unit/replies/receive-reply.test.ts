import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/contracts/reply.ts';
import { newSettings } from '../../../src/contracts/resources.ts';
import type { ReplyNotice, SesReceived } from '../../../src/contracts/ses-event.ts';
import type { Forward, ForwardedMail } from '../../../src/usecases/ports/reply-store.ts';
import { ForwardLater } from '../../../src/usecases/replies/forward-reply.ts';
import { type Deps, receiveReply } from '../../../src/usecases/replies/receive-reply.ts';
import { aCampaign, aContact, aMessage } from '../../support/builders.ts';

const now = '2026-11-23T09:00:00.000Z';
const mailbox = 'anna@penguin.example';
const message = aMessage('first', { status: 'sent' });

interface World {
  readonly deps: Deps;
  readonly replies: Map<string, Reply>;
  readonly notices: ReplyNotice[];
  readonly forwarded: ForwardedMail[];
  outcome: 'sent' | 'throttled' | 'unknown' | 'refused';
  claim: 'claimed' | 'again' | 'busy' | 'settled';
  settled: Forward | undefined;
}

const unused = (): never => {
  throw new Error('not part of this test');
};

function aWorld(over: Partial<Deps> = {}, replyToEmail: string | null = mailbox): World {
  const replies = new Map<string, Reply>();
  const notices: ReplyNotice[] = [];
  const forwarded: ForwardedMail[] = [];
  const deps: Deps = {
    addresses: {
      read: async (localPart) =>
        localPart === 'r-known'
          ? { purpose: 'reply', tenantId: 'ten_1', contactId: message.contactId, sendIdStart: message.sendId }
          : undefined,
    },
    contacts: { get: async () => aContact(), findByEmail: async () => undefined },
    journeys: { messagesOf: async () => [message], load: unused, commit: unused },
    campaigns: { get: async () => aCampaign({ replyToEmail }) },
    senders: { ownerOf: async () => undefined, findByEmail: async () => undefined },
    settings: { get: async () => newSettings({ organization: '', postalAddress: '', timezone: 'UTC' }, 1) },
    readSequence: unused,
    inbound: { read: async () => new Uint8Array([1]) },
    readMail: async (_, receivedAt) => ({
      headers: [],
      from: 'mara@one.example',
      fromName: 'Mara',
      subject: 'Re: Hello',
      text: 'Yes, please.',
      deliveryStatus: null,
      returnedHeaders: null,
      receivedAt,
    }),
    replies: {
      add: async (_, reply) => {
        if (!replies.has(reply.id)) replies.set(reply.id, reply);
        return true;
      },
      claimForward: async () => world.claim,
      doubtForward: async () => {
        world.claim = 'again';
      },
      settleForward: async (_, __, forward) => {
        world.claim = 'settled';
        world.settled = forward;
      },
      countForward: async () => 1,
    },
    forwarder: {
      send: async (mail) => {
        if (world.outcome === 'throttled') return { outcome: 'throttled', detail: 'slower' };
        forwarded.push(mail);
        if (world.outcome === 'unknown') return { outcome: 'unknown', detail: 'time-out' };
        if (world.outcome === 'refused') return { outcome: 'refused', reason: 'rejected', detail: 'no' };
        return { outcome: 'sent', sesMessageId: 'f-1' };
      },
    },
    replyDomain: 'reply.penguin.example',
    queues: { tracking: async (sent) => void notices.push(...sent) },
    executions: { start: unused },
    clock: { now: () => now },
    ...over,
  };
  const world: World = { deps, replies, notices, forwarded, outcome: 'sent', claim: 'claimed', settled: undefined };
  return world;
}

const aNotice = (over: Partial<SesReceived['receipt']> = {}, source = 'mara@one.example'): SesReceived => ({
  notificationType: 'Received',
  mail: { timestamp: now, messageId: 'in-1', source, headers: [] },
  receipt: {
    timestamp: now,
    recipients: ['r-known@reply.penguin.example'],
    action: { objectKey: 'inbound/in-1' },
    ...over,
  },
});

describe('a received reply', () => {
  it('that is delivered twice is one reply, one event and one forward', async () => {
    const world = aWorld();
    await receiveReply(world.deps)(aNotice());
    await receiveReply(world.deps)(aNotice());
    expect(world.replies.size).toBe(1);
    expect(new Set(world.notices.map(({ id }) => id)).size).toBe(1);
    expect(world.forwarded).toMatchObject([{ to: mailbox, replyTo: 'mara@one.example' }]);
  });

  it('comes again while SES has no room or another worker forwards it', async () => {
    const world = aWorld();
    world.outcome = 'throttled';
    await expect(receiveReply(world.deps)(aNotice())).rejects.toThrow(ForwardLater);
    world.claim = 'busy';
    await expect(receiveReply(world.deps)(aNotice())).rejects.toThrow(ForwardLater);
  });

  it('is not forwarded to where it would come back from, nor when there are too many', async () => {
    const loop = aWorld({}, 'somebody@reply.penguin.example');
    await receiveReply(loop.deps)(aNotice());
    const { deps } = aWorld();
    let told: Forward | undefined;
    const settleForward: Deps['replies']['settleForward'] = async (_, __, forward) => {
      told = forward;
    };
    const flood = aWorld({ replies: { ...deps.replies, settleForward, countForward: async () => 501 } });
    await receiveReply(flood.deps)(aNotice());
    expect([...loop.forwarded, ...flood.forwarded]).toEqual([]);
    expect(flood.notices).toHaveLength(1);
    expect(loop.settled).toMatchObject({ forwarded: 'no', forwardReason: expect.stringContaining('would come back') });
    expect(told).toMatchObject({ forwarded: 'no', forwardReason: expect.stringContaining('500') });
  });

  it('is forwarded once more where SES did not say what became of it, and then told as failed', async () => {
    const world = aWorld();
    world.outcome = 'unknown';
    await expect(receiveReply(world.deps)(aNotice())).rejects.toThrow(ForwardLater);
    expect(world.settled).toBeUndefined();
    await receiveReply(world.deps)(aNotice());
    expect(world.forwarded).toHaveLength(2);
    expect(world.settled).toMatchObject({ forwarded: 'failed', forwardReason: expect.stringContaining('time-out') });
    await receiveReply(world.deps)(aNotice());
    expect(world.forwarded).toHaveLength(2);

    const lucky = aWorld();
    lucky.outcome = 'unknown';
    await expect(receiveReply(lucky.deps)(aNotice())).rejects.toThrow(ForwardLater);
    lucky.outcome = 'sent';
    await receiveReply(lucky.deps)(aNotice());
    expect(lucky.settled).toEqual({ forwarded: 'yes', forwardReason: null });
  });

  it('that SES refuses to forward says so', async () => {
    const world = aWorld();
    world.outcome = 'refused';
    await receiveReply(world.deps)(aNotice());
    expect(world.settled).toMatchObject({ forwarded: 'failed', forwardReason: expect.stringContaining('rejected') });
  });

  it('of a contact who is deleted while it is kept asks for nothing', async () => {
    const { deps } = aWorld();
    const world = aWorld({ replies: { ...deps.replies, add: async () => false } });
    await receiveReply(world.deps)(aNotice());
    expect([world.notices, world.forwarded]).toEqual([[], []]);
  });

  it('without a sender in its envelope is a machine’s', async () => {
    const world = aWorld();
    await receiveReply(world.deps)(aNotice({}, ''));
    expect([...world.replies.values()]).toMatchObject([{ class: 'auto_reply' }]);
    expect(world.notices).toMatchObject([{ type: 'autoReplied' }]);
    expect(world.forwarded).toEqual([]);
  });

  it('with a virus, or of a contact who was deleted, asks for nothing', async () => {
    const world = aWorld();
    await receiveReply(world.deps)(aNotice({ virusVerdict: { status: 'FAIL' } }));
    const gone = aWorld({ contacts: { get: async () => undefined, findByEmail: async () => undefined } });
    await receiveReply(gone.deps)(aNotice());
    for (const { replies, notices, forwarded } of [world, gone])
      expect([replies.size, notices.length, forwarded.length]).toEqual([0, 0, 0]);
  });

  it('whose source is missing is tried again', async () => {
    const world = aWorld({ inbound: { read: () => Promise.reject(new Error('NoSuchKey')) } });
    await expect(receiveReply(world.deps)(aNotice())).rejects.toThrow('NoSuchKey');
  });
});
