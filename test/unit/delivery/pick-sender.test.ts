import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/contracts/message.ts';
import { Sender } from '../../../src/contracts/resources.ts';
import { senderOrder } from '../../../src/domain/delivery/rotation.ts';
import { pickSender } from '../../../src/usecases/delivery/pick-sender.ts';
import type { Refusal } from '../../../src/usecases/delivery/sender-allowance.ts';
import { aCampaign, aMessage, at } from '../../support/builders.ts';

const scope = { tenantId: 'ten_1', principal: 'system' };
const now = at('2026-11-25T09:00Z');
const aSender = (id: string, over: Partial<Sender> = {}) =>
  Sender.parse({
    id,
    email: `${id}@one.example`,
    name: id,
    status: 'verified',
    createdAt: now,
    updatedAt: now,
    ...over,
  });

const rotation = ['a', 'b', 'c'].map((senderId) => ({ senderId, weight: 1 }));
const campaign = aCampaign({ fromEmail: null, senders: rotation });
const next = aMessage('b', { status: 'planned', from: null, sentAt: null });
const [mine, second, third] = senderOrder(next, rotation).map(({ senderId }) => senderId);

interface Stage {
  readonly senders?: readonly Sender[];
  readonly mails?: readonly Message[];
  /** Ids of senders whose day is full, and when it ends. */
  readonly full?: Readonly<Record<string, string>>;
}

function stage({ senders = ['a', 'b', 'c'].map((id) => aSender(id)), mails = [], full = {} }: Stage = {}) {
  const world = { reads: 0, taken: [] as string[], known: false };
  const refusalOf = (email: string): Refusal | undefined => {
    const until = full[email.split('@')[0] ?? ''];
    return until ? { granted: false, rule: 'sender_cap', until, why: `${email} is full.` } : undefined;
  };
  const pick = pickSender({
    senders: {
      get: async (_, id) => senders.find((one) => one.id === id),
      findByEmail: async (_, email) => senders.find((one) => one.email === email),
    },
    journeys: {
      messagesOf: async () => {
        world.reads += 1;
        return mails;
      },
    },
    allowance: {
      refusal: (_, email) => (world.known ? refusalOf(email) : undefined),
      take: async (_, email) => {
        world.taken.push(email);
        return refusalOf(email) ?? { granted: true, giveBack: async () => {} };
      },
    },
  });
  return { world, pick };
}

const addressIn = async (over: Stage, of = campaign) => {
  const picked = await stage(over).pick.pick(scope, of, next);
  return picked?.granted ? picked.from.email : picked?.why;
};
const without = (id: string | undefined, over: Partial<Sender>) =>
  ['a', 'b', 'c'].map((one) => aSender(one, one === id ? over : {}));

describe('a contact without a mail of the campaign', () => {
  it('gets the sender of its hash, with its name', async () => {
    const { pick } = stage();
    expect(await pick.pick(scope, campaign, next)).toMatchObject({
      granted: true,
      from: { email: `${mine}@one.example`, name: mine },
    });
  });

  it.each<[string, Stage]>([
    ['is paused', { senders: without(mine, { paused: true }) }],
    ['lost its verification', { senders: without(mine, { status: 'failed' }) }],
    ['was deleted', { senders: without(mine, {}).filter(({ id }) => id !== mine) }],
    ['has used up its day', { full: { [mine ?? '']: at('2026-11-26') } }],
  ])('gets the next one when that %s', async (_, over) => {
    expect(await addressIn(over)).toBe(`${second}@one.example`);
  });

  it('waits for the one that may send first when the days of all are used up', async () => {
    const days = [at('2026-11-27'), at('2026-11-28'), at('2026-11-26')];
    const full = Object.fromEntries([mine, second, third].map((id, i) => [id ?? '', days[i] ?? '']));
    expect(await addressIn({ full })).toBe(`${third}@one.example is full.`);
  });

  it('gets its own when none may send, as with one sender', async () => {
    const senders = ['a', 'b', 'c'].map((id) => aSender(id, { status: 'failed' }));
    expect(await addressIn({ senders })).toBe(`${mine}@one.example`);
  });

  it('gets nobody when there are no senders any more', async () => {
    expect(await addressIn({ senders: [] })).toBeUndefined();
  });
});

describe('a contact that had a mail of the campaign', () => {
  const mails = [aMessage('a', { from: `${third}@one.example` })];

  it('stays with its sender, whatever the weights are now', async () => {
    const heavy = rotation.map((one) => ({ ...one, weight: one.senderId === third ? 1 : 1000 }));
    expect(await addressIn({ mails }, { ...campaign, senders: heavy })).toBe(`${third}@one.example`);
    const others = rotation.filter(({ senderId }) => senderId !== third);
    expect(await addressIn({ mails }, { ...campaign, senders: others })).toBe(`${third}@one.example`);
  });

  it('waits for it when its day is used up', async () => {
    expect(await addressIn({ mails, full: { [third ?? '']: at('2026-11-26') } })).toBe(`${third}@one.example is full.`);
  });

  it('gets another one when the address is not of the organization any more', async () => {
    const senders = without(third, {}).filter(({ id }) => id !== third);
    expect(await addressIn({ mails, senders })).toBe(`${mine}@one.example`);
  });
});

describe('a campaign with one From address', () => {
  it('costs no read of its mails', async () => {
    const { world, pick } = stage({ senders: [aSender('news', { sesTenant: true })] });
    const picked = await pick.pick(scope, aCampaign({ fromEmail: 'news@one.example' }), next);
    expect(picked).toMatchObject({ from: { email: 'news@one.example', name: null, sesTenant: true } });
    expect(world.reads).toBe(0);
  });
});

describe('a refusal of a moment ago', () => {
  it('counts for a rotation only when every sender refused', async () => {
    const some = stage({ full: { a: at('2026-11-26'), b: at('2026-11-26') } });
    some.world.known = true;
    expect(await some.pick.refusal(scope, campaign)).toBeUndefined();
    const all = stage({ full: { a: at('2026-11-27'), b: at('2026-11-26'), c: at('2026-11-28') } });
    all.world.known = true;
    expect(await all.pick.refusal(scope, campaign)).toMatchObject({ until: at('2026-11-26') });
  });
});
