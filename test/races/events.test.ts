import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackingEvent, TrackingType } from '../../src/domain/analytics/tracking-event.ts';
import { askForRecount } from '../../src/usecases/analytics/get-analytics.ts';
import { anEmail, aSequence, aWait } from '../support/builders.ts';
import { anEnrolled, type Cast, onlyMail } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import { Stage } from './support/stage.ts';
import { workersOf } from './support/workers.ts';

const secondMs = 1_000;
const dayMs = 86_400_000;

async function eventOf(stage: Stage, cast: Cast, type: TrackingType, atMs: number): Promise<TrackingEvent> {
  const { messages } = await rowsOf(stage, cast);
  const { tenantId, contactId, sendId, sesMessageId } = messages[0]!;
  const at = new Date(atMs).toISOString();
  return { ref: { tenantId, contactId, sendId }, id: `${type}-${at}`, type, at, sesMessageId: sesMessageId ?? '' };
}

describe('race 13: events of a mail after its campaign is completed', () => {
  const engine = useEngine();
  const late = fc.record({
    type: fc.constantFrom<TrackingType>('delivered', 'opened', 'clicked', 'replied', 'complained'),
    afterMs: fc.integer({ min: secondMs, max: 400 * dayMs }),
    copies: fc.integer({ min: 1, max: 3 }),
  });

  it('are recorded and counted once, 1 s to 400 days late, and bring nobody back', () =>
    explore(engine, 18, fc.array(late, { minLength: 1, maxLength: 3 }), async (stage, scheduler, happenings) => {
      const cast = await anEnrolled(stage, { sequence: onlyMail });
      await runUntilQuiet(stage);
      await askForRecount(stage.common)(stage.scope, cast.campaignId);
      const [recount] = takeMessages(stage, 'plan');
      const sentMs = stage.clock.ms;
      const events = await Promise.all(
        happenings.map(({ type, afterMs }) => eventOf(stage, cast, type, sentMs + afterMs)),
      );
      const deliveries = happenings.flatMap(({ copies }, i) =>
        Array.from({ length: copies }, () => () => workersOf(stage).record([events[i]!])),
      );
      await stage.gate.race(scheduler, () => deliver(stage, recount!), ...deliveries);
      await runUntilQuiet(stage);
      const { enrollments, messages } = await expectGoodEnd(stage, cast);
      expect(enrollments.map(({ status }) => status)).toEqual(['completed']);
      expect(messages[0]?.events).toHaveLength(1 + new Set(events.map(({ id }) => id)).size);
      expect(stage.outside.accepted).toHaveLength(1);
      expect((await stage.stores.campaigns.get(stage.scope, cast.campaignId))?.status).toBe('completed');
    }));
});

describe('race 18: a Send event that may wait for a later event of its mail', () => {
  const engine = useEngine();
  const orderOf = fc.shuffledSubarray(['sent', 'delivered', 'again'] as const, { minLength: 3, maxLength: 3 });

  it('is left to its copy while only the mark is known, and counted once in any order', () =>
    explore(engine, 12, orderOf, async (stage, _, order) => {
      const cast = await anEnrolled(stage, { sequence: onlyMail });
      for (const message of takeMessages(stage, 'outbox')) await deliver(stage, message);
      const [send] = stage.outside.events.splice(0);
      const waiting = { ...send!, comesAgain: true } as const;
      const delivered = await eventOf(stage, cast, 'delivered', stage.clock.ms + secondMs);
      const events = { sent: [waiting], delivered: [send!, delivered], again: [send!] };
      let provedBefore = false;
      for (const name of order) {
        const left = await workersOf(stage).record(events[name]);
        expect(left).toEqual(name === 'sent' && !provedBefore ? [waiting] : []);
        provedBefore ||= name !== 'sent';
      }
      await runUntilQuiet(stage);
      const { messages } = await expectGoodEnd(stage, cast);
      expect(messages[0]?.events).toEqual([send!.id, delivered.id]);
      expect(messages[0]?.flags).toMatchObject({ sent: send!.at, delivered: delivered.at });
    }));

  it('is the evidence for a mail that was claimed and never marked, at once', () =>
    explore(engine, 1, orders, async (stage) => {
      const cast = await anEnrolled(stage, { sequence: onlyMail });
      const { messages } = await rowsOf(stage, cast);
      const { contactId, sendId, tenantId } = messages[0]!;
      const now = new Date(stage.clock.ms).toISOString();
      const leases = { now, leaseUntil: now, takeOverBefore: now };
      await stage.stores.ledger.claim(stage.scope, { contactId, sendId, from: 'news@one.example', ...leases });
      const ref = { tenantId, contactId, sendId };
      const send = { ref, id: 'send', type: 'sent', at: now, sesMessageId: 'ses-1', comesAgain: true } as const;
      expect(await workersOf(stage).record([send])).toEqual([]);
      expect((await rowsOf(stage, cast)).messages[0]).toMatchObject({ status: 'sent', sesMessageId: 'ses-1' });
    }));
});

const within = { value: 2, unit: 'days' } as const;
const branching = aSequence(
  anEmail('ask', 'w'),
  aWait('w', 'judge', within.value),
  {
    id: 'judge',
    kind: 'condition',
    arms: [{ when: { engagement: { email: 'previous', event: 'opened', within } }, next: 'yes' }],
    else: 'no',
  },
  anEmail('yes', null),
  anEmail('no', null),
);

describe('race 14: a branch on "opened?" is judged when its time is over', () => {
  const engine = useEngine();

  async function atTheDeadline(stage: Stage) {
    const cast = await anEnrolled(stage, { sequence: branching });
    await runUntilQuiet(stage, stage.clock.ms + 60 * secondMs);
    const { messages } = await rowsOf(stage, cast);
    const deadlineMs = Date.parse(messages[0]!.sentAt!) + 2 * dayMs;
    stage.clock.moveTo(deadlineMs + 60 * secondMs);
    return { cast, deadlineMs, execution: stage.stepFunctions.running()[0]! };
  }
  const branchOf = async (stage: Stage, cast: Cast) =>
    (await rowsOf(stage, cast)).messages.map(({ stepId }) => stepId).filter((id) => id !== 'ask');

  it.each([
    { offset: -1, type: 'opened', branch: 'yes' },
    { offset: 0, type: 'opened', branch: 'yes' },
    { offset: 1, type: 'opened', branch: 'no' },
    { offset: -1, type: 'opened', branch: 'no', by: { ip: null, agent: null, reasons: ['apple_mpp'] } },
    { offset: -2 * dayMs, type: 'opened', branch: 'yes' },
  ] as const)('$type $offset ms from the deadline takes "$branch"', async ({ offset, type, branch, ...seen }) => {
    const stage = new Stage(engine());
    const { cast, deadlineMs, execution } = await atTheDeadline(stage);
    await workersOf(stage).record([{ ...(await eventOf(stage, cast, type, deadlineMs + offset)), ...seen }]);
    await wake(stage, execution);
    expect(await branchOf(stage, cast)).toEqual([branch]);
  });

  it('an open recorded beside the wake takes one branch, and the event is counted on either', () =>
    explore(engine, 18, orders, async (stage, scheduler) => {
      const { cast, deadlineMs, execution } = await atTheDeadline(stage);
      const opened = await eventOf(stage, cast, 'opened', deadlineMs - 1);
      await stage.gate.race(
        scheduler,
        () => wake(stage, execution),
        () => workersOf(stage).record([opened]),
      );
      const judged = await branchOf(stage, cast);
      expect([['yes'], ['no']]).toContainEqual(judged);
      await wake(stage, { ...execution, running: true });
      await runUntilQuiet(stage);
      const { messages } = await expectGoodEnd(stage, cast);
      expect(await branchOf(stage, cast)).toEqual(judged);
      expect(messages.find(({ stepId }) => stepId === 'ask')?.flags.opened).toBe(opened.at);
    }));
});
