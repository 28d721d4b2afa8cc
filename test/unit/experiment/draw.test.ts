import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawVariant } from '../../../src/domain/experiment/draw.ts';
import { mailsToGoal } from '../../../src/domain/experiment/goal.ts';
import type { AdvanceInput } from '../../../src/domain/sequence/walk.ts';
import { now, run as runSteps } from '../../support/advance.ts';
import { aMessage, anEmail, anEnrollment, aSequence, at } from '../../support/builders.ts';

const variants = [
  { key: 'a', subject: 'One' },
  { key: 'b', subject: 'Two', weight: 3 },
];
const step = (share?: number) => ({
  ...anEmail('offer', null, share === undefined ? {} : { experiment: { share } }),
  variants,
});
const people = Array.from({ length: 4_000 }, (_, i) => `con_${i}`);
const draw = (contactId: string, share?: number, outcome: string | null = null) =>
  drawVariant(step(share), { campaignId: 'cmp_1', contactId, state: { outcome, decideAt: null }, now });
const keyOf = (contactId: string, share?: number, outcome: string | null = null): string => {
  const drawn = draw(contactId, share, outcome);
  return drawn?.do === 'send' ? `${drawn.role}:${drawn.variant.key}` : 'hold';
};
const shareOf = (what: string, share?: number): number =>
  people.filter((id) => keyOf(id, share) === what).length / people.length;

describe('the draw of a variant', () => {
  it('gives everybody a variant by weight where everybody takes part', () => {
    expect(shareOf('test:a')).toBeCloseTo(0.25, 1);
    expect(shareOf('test:b')).toBeCloseTo(0.75, 1);
  });

  it('lets those wait who do not take part, and changes no draw of those who do with the share', () => {
    expect(shareOf('hold', 20)).toBeCloseTo(0.8, 1);
    fc.assert(
      fc.property(fc.constantFrom(...people), fc.integer({ min: 1, max: 99 }), (id, share) => {
        const small = keyOf(id, share);
        expect(small === 'hold' || small === keyOf(id)).toBe(true);
        if (small !== 'hold') expect(keyOf(id, share + 1)).toBe(small);
      }),
    );
  });

  it('is the outcome for everybody once there is one, and the control where the step lost that variant', () => {
    expect(new Set(people.slice(0, 50).map((id) => keyOf(id, 20, 'b')))).toEqual(new Set(['outcome:b']));
    expect(keyOf('con_1', 20, 'gone')).toBe('outcome:a');
  });

  it('gives who took part before the same variant again, which does not count in the test', () => {
    const again = (id: string) =>
      drawVariant(step(), { campaignId: 'cmp_1', contactId: id, state: undefined, again: true, now });
    for (const id of people.slice(0, 50)) {
      const [first, second] = [draw(id), again(id)];
      expect(second).toMatchObject({ role: 'again', variant: first?.do === 'send' ? first.variant : undefined });
    }
  });

  it('lets who waits look again an hour after the decision is due, and daily once that is over', () => {
    const id = people.find((one) => keyOf(one, 1) === 'hold') ?? '';
    const until = (decideAt: string | null) =>
      drawVariant(step(1), { campaignId: 'cmp_1', contactId: id, state: { outcome: null, decideAt }, now });
    expect(until(at('2026-11-26T09:00:00Z'))).toMatchObject({ do: 'hold', until: at('2026-11-26T10:00:00Z') });
    expect(until(null)).toMatchObject({ until: at('2026-11-26T09:00:00Z') });
    expect(until(at('2026-11-25T07:00:00Z'))).toMatchObject({ until: at('2026-11-26T09:00:00Z') });
  });
});

describe('a mail under test', () => {
  const sequence = aSequence(step(1));
  const contactId = people.find((id) => keyOf(id, 1) === 'hold') ?? '';
  const enrollment = anEnrollment(sequence, { contactId });
  const run = (over: Partial<AdvanceInput> = {}) => runSteps(sequence.steps, { enrollment, ...over });

  it('parks who does not take part without an execution, and is entered once for all', () => {
    const held = run();
    expect(held).toMatchObject({
      messages: [],
      next: { do: 'done' },
      enrollment: { status: 'held', held: ['experiment'], cursor: 'offer', pending: { for: 'experiment' } },
    });
    const experiments = new Map([['offer', { outcome: 'b', decideAt: null }]]);
    const free = { ...held.enrollment, status: 'active' as const, held: [] };
    const sent = run({ enrollment: free, experiments });
    expect(sent.messages).toMatchObject([{ variant: { key: 'b', role: 'outcome' }, status: 'planned' }]);
    expect(sent.enrollment).toMatchObject({ status: 'completed', visits: { offer: 1 }, stepsCompleted: 1 });
  });

  it('counts a contact once: in a loop, and when it enters again', () => {
    const open = aSequence(step());
    const roleOf = (over: Partial<AdvanceInput>) =>
      run({ sequence: open, enrollment: anEnrollment(open), ...over }).messages[0]?.variant?.role;
    const first = { key: 'a', role: 'test' as const };
    expect(roleOf({})).toBe('test');
    expect(roleOf({ messages: [aMessage('offer', { variant: first })] })).toBe('again');
    expect(roleOf({ messages: [aMessage('other', { variant: first })] })).toBe('test');
    expect(roleOf({ testedBefore: new Set(['offer']) })).toBe('again');
  });

  it('says in the timeline which variant it is and why', () => {
    const { enrollment: after, messages } = run({
      sequence: aSequence(step()),
      enrollment: anEnrollment(aSequence(step())),
    });
    const key = messages[0]?.variant?.key;
    expect(after.log.at(-2)?.detail).toBe(`Handed to the sender. Variant "${key}", drawn by lot and kept for good.`);
  });

  it('waits for the time that its variant tests, and anew where it becomes another variant meanwhile', () => {
    const timed = aSequence({
      ...anEmail('offer', null),
      variants: [
        { key: 'a', localTime: '12:00' },
        { key: 'b', localTime: '18:00' },
      ],
    });
    const asked: unknown[] = [];
    const planSendTime: NonNullable<AdvanceInput['planSendTime']> = ({ localTime, chosen }) => {
      asked.push([localTime, chosen?.at ?? null]);
      return { at: at(`2026-11-25T${localTime}:00Z`), zone: 'UTC', zoneSource: 'campaign', arm: null, shifts: [] };
    };
    const first = run({ sequence: timed, enrollment: anEnrollment(timed), planSendTime });
    const mine = asked[0];
    const other = JSON.stringify(mine).includes('12:00') ? 'b' : 'a';
    expect(first.next.do).toBe('wait');
    const experiments = new Map([['offer', { outcome: other, decideAt: null }]]);
    run({ sequence: timed, enrollment: first.enrollment, planSendTime, experiments });
    run({ sequence: timed, enrollment: first.enrollment, planSendTime });
    const chosenAt = first.next.do === 'wait' ? first.next.until : '';
    expect(asked.slice(1)).toEqual([
      [other === 'b' ? '18:00' : '12:00', null],
      [other === 'b' ? '12:00' : '18:00', chosenAt],
    ]);
  });
});

describe('the goal of a test', () => {
  const sent = (stepId: string, sentAt: string, over: object = {}) =>
    aMessage(stepId, {
      sentAt: at(sentAt),
      variant: { key: 'a', role: 'test' },
      sendId: `${stepId}${sentAt}`,
      ...over,
    });
  const ids = (mails: Parameters<typeof mailsToGoal>[0]): string[] =>
    mailsToGoal(mails, at('2026-11-30T09:00:00Z')).map(({ sendId }) => sendId);

  it('counts for the last mail of each test before it, within thirty days', () => {
    expect(
      ids([
        sent('one', '2026-11-20T09:00:00Z'),
        sent('one', '2026-11-28T09:00:00Z'),
        sent('one', '2026-12-01T09:00:00Z'),
        sent('two', '2026-10-20T09:00:00Z'),
        sent('three', '2026-11-29T09:00:00Z', { variant: { key: 'a', role: 'outcome' } }),
        sent('four', '2026-11-29T09:00:00Z', { variant: null }),
      ]),
    ).toEqual(['one2026-11-28T09:00:00Z']);
  });

  it('counts once for a contact in a test', () => {
    const reached = { goalAt: at('2026-11-21T09:00:00Z') };
    expect(ids([sent('one', '2026-11-20T09:00:00Z', reached), sent('one', '2026-11-28T09:00:00Z')])).toEqual([]);
  });
});
