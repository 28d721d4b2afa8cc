import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askForRecount } from '../../src/usecases/analytics/get-analytics.ts';
import { anEnrolled, onlyMail } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import { workersOf } from './support/workers.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const twoDaysMs = 48 * hourMs;

describe('races 1 and 3: repairs beside what they repair', () => {
  const engine = useEngine();

  it('of a swept enrollment and the late wake of its old execution exactly one goes on', () =>
    explore(engine, 25, fc.nat({ max: 2 }), async (stage, scheduler, sweeps) => {
      const cast = await anEnrolled(stage);
      await runUntilQuiet(stage, stage.clock.ms + hourMs);
      const [late] = stage.stepFunctions.running();
      stage.clock.moveTo(Date.parse(late!.input.waitUntil) + 16 * minuteMs);
      const sweepers = Array.from(
        { length: 1 + sweeps },
        () => () => workersOf(stage).job('sweep_campaigns', cast.campaignId),
      );
      await stage.gate.race(scheduler, () => wake(stage, late!), ...sweepers);
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted.map(({ subject }) => subject)).toEqual(['Subject of first', 'Subject of second']);
      expect(stage.stepFunctions.running()).toEqual([]);
    }));

  it('a recount that puts a stranded mail on the queue again beside its sender sends it once', () =>
    explore(
      engine,
      25,
      fc.constantFrom('accepts', 'accepts_and_hangs_up', 'throttles' as const),
      async (stage, scheduler, fate) => {
        const cast = await anEnrolled(stage, { sequence: onlyMail });
        const fates = [fate];
        stage.outside.fate = () => fates.pop() ?? 'accepts';
        stage.clock.moveTo(stage.clock.ms + 2 * hourMs);
        await askForRecount(stage.common)(stage.scope, cast.campaignId);
        await askForRecount(stage.common)(stage.scope, cast.campaignId);
        const queued = takeMessages(stage).map((message) => () => deliver(stage, message));
        await stage.gate.race(scheduler, ...queued);
        const again = takeMessages(stage, 'outbox').map((message) => () => deliver(stage, message));
        await stage.gate.race(scheduler, ...again, () => workersOf(stage).record(stage.outside.events.splice(0)));
        await runUntilQuiet(stage);
        await expectGoodEnd(stage, cast);
        expect(stage.outside.accepted).toHaveLength(1);
      },
    ));

  it('a claim whose Send event never came is taken over by one of two senders', () =>
    explore(engine, 18, orders, async (stage, scheduler) => {
      const cast = await anEnrolled(stage, { sequence: onlyMail });
      const [mail] = takeMessages(stage, 'outbox');
      const fates = ['hangs_up' as const];
      stage.outside.fate = () => fates.pop() ?? 'accepts';
      await deliver(stage, mail!);
      takeMessages(stage, 'outbox');
      stage.clock.moveTo(stage.clock.ms + hourMs);
      await stage.gate.race(
        scheduler,
        () => deliver(stage, mail!),
        () => deliver(stage, mail!),
      );
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted).toHaveLength(1);
    }));

  it('a wait is kept by one execution although the reply of its start was lost', () =>
    explore(engine, 18, fc.integer({ min: 1, max: 3 }), async (stage, scheduler, lost) => {
      stage.stepFunctions.repliesToLose = lost;
      const cast = await anEnrolled(stage, { contacts: 2 });
      const again = [1, 2].map(() => ({ queue: 'enrol', body: JSON.stringify(cast.chunk), visibleAt: 0 }) as const);
      await stage.gate.race(scheduler, ...again.map((message) => () => deliver(stage, message)));
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.stepFunctions.executions).toHaveLength(2);
      expect(stage.outside.accepted).toHaveLength(4);
    }));

  it.each([
    { when: 'while its name is taken', forgotten: false },
    { when: 'after 90 days, when its name is free', forgotten: true },
  ])('a start repeated after its execution ended, $when, mails nobody again', ({ forgotten }) =>
    explore(engine, 10, orders, async (stage, scheduler) => {
      const cast = await anEnrolled(stage);
      await runUntilQuiet(stage);
      if (forgotten) stage.stepFunctions.forgetClosed();
      const again = { queue: 'enrol', body: JSON.stringify(cast.chunk), visibleAt: 0 } as const;
      const { tenantId, campaignId } = cast.chunk;
      const contactId = cast.contactIds[0]!;
      const wait = { tenantId, campaignId, contactId, entry: 1, generation: 1, waitUntil: stage.clock.now() };
      await stage.gate.race(
        scheduler,
        () => deliver(stage, again),
        () => stage.common.executions.start(wait),
      );
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted).toHaveLength(2);
      expect(stage.stepFunctions.running()).toEqual([]);
    }),
  );

  it('an execution that died is replaced by the sweeper, once, and its wait goes on', () =>
    explore(engine, 15, orders, async (stage, scheduler) => {
      const cast = await anEnrolled(stage);
      await runUntilQuiet(stage, stage.clock.ms + hourMs);
      for (const execution of stage.stepFunctions.running()) execution.running = false;
      stage.clock.moveTo(stage.clock.ms + twoDaysMs + 16 * minuteMs);
      const sweep = () => workersOf(stage).job('sweep_campaigns', cast.campaignId);
      await stage.gate.race(scheduler, sweep, sweep);
      const { enrollments } = await rowsOf(stage, cast);
      const alive = stage.stepFunctions
        .running()
        .filter(({ input }) => input.generation === enrollments[0]?.generation);
      expect(alive).toHaveLength(1);
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted).toHaveLength(2);
    }));
});
