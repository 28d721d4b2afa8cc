import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/contracts/message.ts';
import { Rotation } from '../../../src/contracts/rotation.ts';
import { addressOfThread, senderOrder } from '../../../src/domain/delivery/rotation.ts';
import { aMessage, at } from '../../support/builders.ts';

const thread = (n: number) => ({ campaignId: 'cmp_1', contactId: `con_${n}`, entry: 1 });
const senders = [
  { senderId: 'snd_a', weight: 3 },
  { senderId: 'snd_b', weight: 1 },
  { senderId: 'snd_c', weight: 1 },
];
const firstOf = (n: number, all = senders) => senderOrder(thread(n), all)[0]?.senderId ?? '';
const people = Array.from({ length: 5000 }, (_, n) => n);
const shares = (all = senders) => {
  const counts = Map.groupBy(people, (n) => firstOf(n, all));
  return Object.fromEntries([...counts].map(([id, mine]) => [id, mine.length / people.length]));
};

describe('the senders of a rotation', () => {
  it('share the contacts by their weights', () => {
    const { snd_a = 0, snd_b = 0, snd_c = 0 } = shares();
    expect(snd_a).toBeCloseTo(0.6, 1);
    expect(snd_b).toBeCloseTo(0.2, 1);
    expect(snd_c).toBeCloseTo(0.2, 1);
  });

  it('keep their own contacts when one is left out, and share its contacts by their weights', () => {
    const rest = senders.filter(({ senderId }) => senderId !== 'snd_b');
    for (const n of people) if (firstOf(n) !== 'snd_b') expect(firstOf(n, rest)).toBe(firstOf(n));
    const orphans = people.filter((n) => firstOf(n) === 'snd_b');
    const toFirst = orphans.filter((n) => firstOf(n, rest) === 'snd_a').length / orphans.length;
    expect(toFirst).toBeCloseTo(0.75, 1);
  });

  it('are the same for a contact in whatever order they are named', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.shuffledSubarray(senders, { minLength: 3 }), (n, shuffled) => {
        expect(senderOrder(thread(n), shuffled).map(({ senderId }) => senderId)).toEqual(
          senderOrder(thread(n), senders).map(({ senderId }) => senderId),
        );
      }),
    );
  });

  it('are ten at most, each named once', () => {
    expect(Rotation.safeParse([{ senderId: 'snd_a' }, { senderId: 'snd_a', weight: 2 }]).success).toBe(false);
    const many = Array.from({ length: 11 }, (_, n) => ({ senderId: `snd_${n}` }));
    expect(Rotation.safeParse(many).success).toBe(false);
    expect(Rotation.parse(many.slice(1))[0]).toEqual({ senderId: 'snd_1', weight: 1 });
  });
});

describe('the address of a thread', () => {
  const own = { campaignId: 'cmp_1', contactId: 'con_1', entry: 1 };
  const mail = (over: Partial<Message>) => aMessage('a', { from: 'a@one.example', ...over });

  it.each<[string, Message, string | undefined]>([
    ['is that of a mail that was sent', mail({}), 'a@one.example'],
    ['is that of a mail on its way', mail({ status: 'claimed' }), 'a@one.example'],
    ['is that of a mail that may have left', mail({ status: 'unknown' }), 'a@one.example'],
    ['is not bound by a mail that was given back', mail({ status: 'planned' }), undefined],
    ['is not bound by a mail that SES refused', mail({ status: 'failed' }), undefined],
    ['is not bound by a mail of another campaign', mail({ campaignId: 'cmp_2' }), undefined],
    ['is not bound by a mail of another enrollment', mail({ entry: 2 }), undefined],
    ['is the usual one for a mail that does not say', mail({ from: null }), 'usual@one.example'],
  ])('%s', (_, message, address) => {
    expect(addressOfThread(own, [message], 'usual@one.example')).toBe(address);
  });

  it('is that of the first mail', () => {
    const later = mail({ sendId: 'later', from: 'b@one.example', claimedAt: at('2026-11-27T09:00Z') });
    const first = mail({ claimedAt: at('2026-11-25T09:00Z') });
    expect(addressOfThread(own, [later, first], null)).toBe('a@one.example');
  });
});
