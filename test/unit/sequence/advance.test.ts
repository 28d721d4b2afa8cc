import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/contracts/step.ts';
import { maxVisits } from '../../../src/domain/sequence/advance.ts';
import { now, run } from '../../support/advance.ts';
import { aContact, aMessage, anEmail, anEnrollment, anExit, aSequence, at, aWait } from '../../support/builders.ts';

describe('advance', () => {
  it('plans the first mail at once and waits the days that follow it', () => {
    const decision = run([anEmail('welcome', 'w'), aWait('w', 'overview'), anEmail('overview', null)]);
    expect(decision.messages.map((message) => [message.stepId, message.status])).toEqual([['welcome', 'planned']]);
    expect(decision.next).toEqual({ do: 'wait', until: at('2026-11-27T09:00:00Z') });
    expect(decision.enrollment).toMatchObject({
      status: 'active',
      cursor: 'overview',
      currentStepId: 'w',
      stepsCompleted: 2,
    });
  });

  it('walks on from its cursor after a wait and completes behind the last mail', () => {
    const sequence = aSequence(anEmail('welcome', 'w'), aWait('w', 'overview'), anEmail('overview', null));
    const decision = run(sequence.steps, {
      enrollment: anEnrollment(sequence, { status: 'active', cursor: 'overview', dueAt: now }),
    });
    expect(decision.messages.map((message) => message.stepId)).toEqual(['overview']);
    expect(decision.enrollment).toMatchObject({ status: 'completed', completedAt: now, cursor: null, dueAt: null });
    expect(decision.next).toEqual({ do: 'done' });
  });

  it('never falls from the branch taken into its sibling', () => {
    const steps: Step[] = [
      {
        id: 'c',
        kind: 'condition',
        arms: [{ when: { contact: { field: 'industry', op: 'eq', value: 'SaaS' } }, next: 'a' }],
        else: 'b',
      },
      anEmail('a', null),
      anEmail('b', null),
    ];
    expect(run(steps).messages.map((message) => message.stepId)).toEqual(['a']);
    expect(run(steps, { contact: aContact({ industry: 'Retail' }) }).messages.map((message) => message.stepId)).toEqual(
      ['b'],
    );
  });

  it('judges "opened" by the preceding mail and not by any mail of the campaign', () => {
    const sequence = aSequence(
      {
        id: 'c',
        kind: 'condition',
        arms: [{ when: { engagement: { email: 'previous', event: 'opened' } }, next: 'yes' }],
        else: 'no',
      },
      anExit('yes', 'opened'),
      anExit('no', 'not_opened'),
    );
    const opened = { ...aMessage('first').flags, opened: now };
    const first = aMessage('first', { flags: opened });
    const second = aMessage('second');
    const decide = (previousSendId: string) =>
      run(sequence.steps, { enrollment: anEnrollment(sequence, { previousSendId }), messages: [first, second] })
        .enrollment.exitReason;
    expect(decide(second.sendId)).toBe('not_opened');
    expect(decide(first.sendId)).toBe('opened');
  });

  it('does not let a machine open take the opened arm', () => {
    const sequence = aSequence(
      {
        id: 'c',
        kind: 'condition',
        arms: [{ when: { engagement: { email: 'any', event: 'opened' } }, next: 'yes' }],
        else: 'no',
      },
      anExit('yes', 'opened'),
      anExit('no', 'not_opened'),
    );
    const machine = aMessage('first', { flags: { ...aMessage('first').flags, machineOpened: now } });
    expect(run(sequence.steps, { messages: [machine] }).enrollment.exitReason).toBe('not_opened');
  });

  it('lets a condition see what an action changed before it', () => {
    const steps: Step[] = [
      { id: 'a', kind: 'action', action: { type: 'adjust_score', by: 50 }, next: 'c' },
      {
        id: 'c',
        kind: 'condition',
        arms: [{ when: { contact: { field: 'leadScore', op: 'gt', value: 50 } }, next: 'hot' }],
        else: null,
      },
      anExit('hot', 'move_to_sales'),
    ];
    const decision = run(steps);
    expect(decision.enrollment.exitReason).toBe('move_to_sales');
    expect(decision.contact.leadScore).toBe(60);
  });

  it('skips the mails of a stale wake and still walks on', () => {
    const decision = run([anEmail('late', 'w'), aWait('w', null)], { stale: true });
    expect(decision.messages).toMatchObject([{ status: 'skipped', reason: 'stale' }]);
    expect(decision.next.do).toBe('wait');
  });

  it('plans nothing after the end date of the campaign', () => {
    const decision = run([anEmail('late', null)], { endDate: at('2026-11-25T08:59:59Z') });
    expect(decision.messages).toEqual([]);
    expect(decision.enrollment).toMatchObject({ status: 'exited', exitReason: 'campaign_ended' });
  });

  it('counts days of a wait in the zone of the contact', () => {
    const decision = run([aWait('w', null)], {
      contact: aContact({ timezone: 'America/New_York' }),
      now: at('2026-03-07T14:00:00Z'),
    });
    expect(decision.next).toEqual({ do: 'wait', until: at('2026-03-09T13:00:00Z') });
  });

  it('gives a mail of a second visit its own send id', () => {
    const loop = [anEmail('again', 'w'), aWait('w', 'again')];
    const sequence = aSequence(...loop);
    const first = run(loop);
    const second = run(sequence.steps, { enrollment: first.enrollment, messages: first.messages });
    expect(second.messages[0]?.sendId).not.toBe(first.messages[0]?.sendId);
    expect(second.messages[0]?.visit).toBe(2);
  });

  it('ends a loop that was walked too often', () => {
    const sequence = aSequence(aWait('w', 'w', 1, 'hours'));
    const decision = run(sequence.steps, { enrollment: anEnrollment(sequence, { visits: { w: maxVisits } }) });
    expect(decision.enrollment).toMatchObject({ status: 'exited', exitReason: 'visit_limit' });
  });

  it('says the same for the same input, always ends, and raises the revision by one', () => {
    const ids = ['s0', 's1', 's2', 's3', 's4'];
    const target = fc.oneof(fc.constantFrom(...ids), fc.constant(null));
    const step = (id: string): fc.Arbitrary<Step> =>
      fc.oneof(
        fc.record({ next: target }).map(({ next }): Step => anEmail(id, next)),
        fc.record({ next: target }).map(({ next }): Step => aWait(id, next)),
        fc.record({ yes: target, no: target }).map(
          ({ yes, no }): Step => ({
            id,
            kind: 'condition',
            arms: [{ when: { percent: 50 }, next: yes }],
            else: no,
          }),
        ),
      );
    fc.assert(
      fc.property(fc.tuple(...ids.map(step)), (steps) => {
        const decision = run(steps);
        expect(run(steps)).toEqual(decision);
        expect(decision.enrollment.rev).toBe(1);
        expect(new Set(decision.messages.map((message) => message.sendId)).size).toBe(decision.messages.length);
      }),
      { numRuns: 300 },
    );
  });
});
