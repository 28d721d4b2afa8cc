import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../src/contracts/segment.ts';
import type { SplitStep, Step, WaitStep } from '../../../src/contracts/step.ts';
import type { AdvanceInput } from '../../../src/domain/sequence/walk.ts';
import { now, run } from '../../support/advance.ts';
import { aContact, aMessage, anEmail, anEnrollment, anExit, aSequence, at, aWait } from '../../support/builders.ts';

const days = (value: number) => ({ value, unit: 'days' as const });

/** The same contact at its next wake. */
const wake = (steps: Step[], enrollment: ReturnType<typeof run>['enrollment'], over: Partial<AdvanceInput> = {}) =>
  run(steps, { enrollment, now: enrollment.dueAt ?? now, ...over });

describe('a wait until a local time', () => {
  const until = (time: string, weekdays?: NonNullable<WaitStep['until']>['weekdays']): Step => ({
    id: 'w',
    kind: 'wait',
    until: { localTime: time, ...(weekdays ? { weekdays } : {}) },
    next: null,
  });

  it('ends today where the time is still to come, in the zone of the contact', () => {
    const contact = aContact({ timezone: 'America/New_York' });
    expect(run([until('09:00')], { contact }).next).toEqual({ do: 'wait', until: at('2026-11-25T14:00:00Z') });
  });

  it('ends tomorrow where the time has passed, or is this very instant', () => {
    expect(run([until('08:59')]).next).toEqual({ do: 'wait', until: at('2026-11-26T08:59:00Z') });
    expect(run([until('09:00')]).next).toEqual({ do: 'wait', until: at('2026-11-26T09:00:00Z') });
  });

  it('ends on the next of its weekdays', () => {
    expect(run([until('10:00', ['mon', 'tue'])]).next).toEqual({ do: 'wait', until: at('2026-11-30T10:00:00Z') });
    expect(run([until('08:00', ['wed'])]).next).toEqual({ do: 'wait', until: at('2026-12-02T08:00:00Z') });
  });
});

describe('a wait until a date of the contact', () => {
  const renewal = (offsetDays: number, localTime?: string): Step => ({
    id: 'w',
    kind: 'wait',
    untilDateField: { field: 'custom.renewal', offsetDays, ...(localTime ? { localTime } : {}) },
    next: 'e',
  });
  const on = (value: string | number | null) => ({ contact: aContact({ country: null, custom: { renewal: value } }) });

  it('ends days before the date, at nine where no time is given', () => {
    const steps = [renewal(-3), anEmail('e', null)];
    expect(run(steps, on('2026-12-24')).next).toEqual({ do: 'wait', until: at('2026-12-21T09:00:00Z') });
    expect(run([renewal(0, '18:30'), anEmail('e', null)], on('2026-12-24')).next).toEqual({
      do: 'wait',
      until: at('2026-12-24T18:30:00Z'),
    });
  });

  it.each([['2026-11-01'], ['soon'], [null], [7]])('goes on at once where the date is past or missing: %s', (value) => {
    const decision = run([renewal(0), anEmail('e', null)], on(value));
    expect(decision.messages).toHaveLength(1);
    expect(decision.enrollment.status).toBe('completed');
  });

  it('is waited for in stretches where it lies further ahead than an execution lives', () => {
    const steps = [renewal(0), anEmail('e', null)];
    const first = run(steps, on('2028-06-01'));
    expect(first.next).toMatchObject({ do: 'wait' });
    expect(first.enrollment).toMatchObject({ cursor: 'w', pending: { for: 'date' } });
    let { enrollment } = first;
    let wakes = 1;
    while (enrollment.status === 'active') {
      ({ enrollment } = wake(steps, enrollment, on('2028-06-01')));
      wakes += 1;
    }
    expect(wakes).toBe(3);
    expect(enrollment.visits['w']).toBe(1);
    expect(enrollment.completedAt).toBe(at('2028-06-01T09:00:00Z'));
  });
});

describe('an arm with a wait of its own', () => {
  const notOpened = { not: { engagement: { email: 'previous' as const, event: 'opened' as const } } };
  const steps: Step[] = [
    anEmail('intro', 'w'),
    aWait('w', 'c'),
    {
      id: 'c',
      kind: 'condition',
      arms: [
        { when: { engagement: { email: 'previous', event: 'opened' } }, next: 'engaged' },
        { when: notOpened, wait: days(1), next: 'again' },
      ],
      else: null,
    },
    anEmail('engaged', null),
    anEmail('again', null),
  ];
  const atCondition = () => {
    const first = run(steps);
    return { first, second: wake(steps, first.enrollment, { messages: first.messages }) };
  };

  it('waits, and is taken where it still holds', () => {
    const { first, second } = atCondition();
    expect(second.next).toEqual({ do: 'wait', until: at('2026-11-28T09:00:00Z') });
    const third = wake(steps, second.enrollment, { messages: first.messages });
    expect(third.messages.map(({ stepId }) => stepId)).toEqual(['again']);
  });

  it('gives way to the arm that holds when the wait is over', () => {
    const { first, second } = atCondition();
    const opened = first.messages.map((message) => ({
      ...message,
      flags: { ...message.flags, opened: at('2026-11-28T01:00:00Z') },
    }));
    const third = wake(steps, second.enrollment, { messages: opened });
    expect(third.messages.map(({ stepId }) => stepId)).toEqual(['engaged']);
    expect(third.enrollment.visits['c']).toBe(1);
  });
});

describe('a split', () => {
  const splitOf = (...percents: number[]): SplitStep => ({
    id: 's',
    kind: 'split',
    arms: percents.map((percent, i) => ({ percent, next: `x${i}` })),
  });
  const exits = (count: number) => Array.from({ length: count }, (_, i) => anExit(`x${i}`, `arm_${i}`));
  const armOf = (contactId: string, version: number, ...percents: number[]) => {
    const sequence = aSequence(splitOf(...percents), ...exits(percents.length));
    return run(sequence.steps, { enrollment: anEnrollment(sequence, { contactId, version }) }).enrollment.exitReason;
  };

  it('sends about its share of contacts each way', () => {
    const counts = { arm_0: 0, arm_1: 0, arm_2: 0 } as Record<string, number>;
    for (let i = 0; i < 2000; i++) {
      const arm = armOf(`con_${i}`, 1, 10, 30, 60) ?? '';
      counts[arm] = (counts[arm] ?? 0) + 1;
    }
    expect(counts['arm_0']).toBeGreaterThan(150);
    expect(counts['arm_0']).toBeLessThan(250);
    expect(counts['arm_1']).toBeGreaterThan(520);
    expect(counts['arm_1']).toBeLessThan(680);
  });

  it('keeps a contact on its way within a version, and never takes an arm of nothing', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 9 }), (id, version) => {
        expect(armOf(id, version, 50, 50)).toBe(armOf(id, version, 50, 50));
        expect(armOf(id, version, 0, 100)).toBe('arm_1');
        expect(armOf(id, version, 100, 0)).toBe('arm_0');
      }),
    );
  });
});

describe('a wait for an event', () => {
  const steps: Step[] = [
    { id: 'w', kind: 'wait_for_event', event: 'order.completed', timeout: days(3), onEvent: 'yes', onTimeout: 'no' },
    anExit('yes', 'ordered'),
    anExit('no', 'gave_up'),
  ];

  it('awaits its event until the time-out', () => {
    const decision = run(steps);
    expect(decision.next).toEqual({ do: 'await', until: at('2026-11-28T09:00:00Z') });
    expect(decision.enrollment).toMatchObject({ cursor: 'w', pending: { for: 'event', eventId: null, token: null } });
  });

  it('goes the way of the event where it came, and remembers which it was', () => {
    const waiting = run(steps).enrollment;
    const came = { ...waiting, pending: { for: 'event' as const, eventId: 'evt_1', token: 'token' } };
    expect(wake(steps, came).enrollment).toMatchObject({ exitReason: 'ordered', eventId: 'evt_1', pending: null });
  });

  it('goes the way of the time-out where it did not', () => {
    expect(wake(steps, run(steps).enrollment).enrollment.exitReason).toBe('gave_up');
  });
});

describe('actions outside the contact', () => {
  const hook = { type: 'webhook', url: 'https://example.com/hook' } as const;

  it('are planned once for each visit, under a name of their own', () => {
    const steps: Step[] = [{ id: 'a', kind: 'action', action: hook, next: 'w' }, aWait('w', 'a', 1, 'hours')];
    const first = run(steps);
    const second = wake(steps, first.enrollment);
    expect(first.effects).toMatchObject([{ stepId: 'a', visit: 1, action: hook, status: 'pending' }]);
    expect(second.effects).toMatchObject([{ stepId: 'a', visit: 2 }]);
    expect(second.effects[0]?.id).not.toBe(first.effects[0]?.id);
    expect(run(steps).effects).toEqual(first.effects);
  });

  it('move the contact from one list to another', () => {
    const list = { id: 'seg_b', name: 'B', type: 'static' } as Segment;
    const steps: Step[] = [
      { id: 'a', kind: 'action', action: { type: 'move_to_list', list: 'seg_b', from: 'seg_a' }, next: null },
    ];
    const contact = aContact({ segments: ['seg_a', 'seg_c'] });
    expect(run(steps, { contact, lists: new Map([['seg_b', list]]) }).contact.segments).toEqual(['seg_c', 'seg_b']);
  });

  it('leave the contact where it is when the list was deleted', () => {
    const steps: Step[] = [{ id: 'a', kind: 'action', action: { type: 'move_to_list', list: 'seg_x' }, next: null }];
    const decision = run(steps);
    expect(decision.contact.segments).toEqual([]);
    expect(decision.enrollment.status).toBe('completed');
  });
});

describe('a mail that must not leave yet', () => {
  const steps: Step[] = [anEmail('e', null)];
  const timing = (instant: string) => ({
    at: instant,
    zone: 'UTC',
    zoneSource: 'campaign' as const,
    arm: null,
    shifts: [{ rule: 'quiet_hours', to: instant, detail: 'It is night.' }],
  });

  it('is waited for on its step and planned when its time has come, with the reason', () => {
    const morning = at('2026-11-26T08:00:00Z');
    const first = run(steps, { planSendTime: () => timing(morning) });
    expect(first).toMatchObject({ messages: [], next: { do: 'wait', until: morning } });
    expect(first.enrollment.log.at(-1)?.detail).toBe('It is night.');
    const second = wake(steps, first.enrollment, { planSendTime: ({ chosen }) => chosen ?? undefined });
    expect(second.messages).toMatchObject([{ stepId: 'e', timing: { at: morning } }]);
    expect(second.enrollment.visits['e']).toBe(1);
  });

  it('leaves at once where nothing holds it back', () => {
    expect(run(steps, { planSendTime: () => undefined }).messages).toMatchObject([{ timing: null }]);
    expect(run(steps, { messages: [aMessage('x')] }).messages).toHaveLength(1);
  });
});
