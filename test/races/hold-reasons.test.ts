import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enrollment, HoldReason } from '../../src/contracts/enrollment.ts';
import { holdReasons } from '../../src/contracts/enrollment.ts';
import { parked, released } from '../../src/domain/sequence/stop.ts';
import { startWaitOf } from '../../src/usecases/engine/move-enrollment.ts';
import { anEnrollment } from '../support/builders.ts';
import { anEnrolled, type Cast, twoMails } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';
import { pauseNow, resumeAndRelease, resumeNow } from './support/verbs.ts';
import { workersOf } from './support/workers.ts';

const hourMs = 3_600_000;
const now = '2026-11-25T09:00:00.000Z';

/** Somebody else's hold or release, written as every worker writes: on the revision it read, or not at all. */
async function change(stage: Stage, cast: Cast, to: (row: Enrollment) => Enrollment): Promise<void> {
  const { journeys } = stage.stores;
  for (let attempt = 0; attempt < 20; attempt++) {
    const row = await journeys.getEnrollment(stage.scope, cast.campaignId, cast.contactIds[0] ?? '', 1);
    if (!row) return;
    if (await journeys.commit(stage.scope, { enrollments: [{ row: to(row), seenRev: row.rev }] })) return;
  }
  throw new Error('The row changed too often');
}
const hold = (stage: Stage, cast: Cast, reason: HoldReason) =>
  change(stage, cast, (row) => parked(row, reason, stage.clock.now()));
const release = (stage: Stage, cast: Cast, reason: HoldReason) =>
  change(stage, cast, (row) => released(row, reason, row.dueAt ?? stage.clock.now(), stage.clock.now()));

describe('race 5: a resume and other reasons to wait', () => {
  const engine = useEngine();

  it('an enrollment runs exactly while no reason holds it, whatever comes in which order', () => {
    const commands = fc.array(fc.tuple(fc.constantFrom('hold', 'release'), fc.constantFrom(...holdReasons)));
    fc.assert(
      fc.property(commands, (list) => {
        const reasons = new Set<HoldReason>();
        let row: Enrollment = { ...anEnrollment(twoMails), status: 'active' };
        for (const [verb, reason] of list) {
          row = verb === 'hold' ? parked(row, reason, now) : released(row, reason, now, now);
          if (verb === 'hold') reasons.add(reason);
          else reasons.delete(reason);
          expect(new Set(row.held)).toEqual(reasons);
          expect(row.status).toBe(reasons.size === 0 ? 'active' : 'held');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a resume, or the sweep after one that lost the race, leaves whoever is held for another reason', () =>
    explore(
      engine,
      15,
      fc.constantFrom<HoldReason>('contact_paused', 'higher_priority'),
      async (stage, scheduler, reason) => {
        const cast = await anEnrolled(stage);
        await runUntilQuiet(stage, stage.clock.ms + hourMs);
        stage.clock.moveTo(stage.clock.ms + 48 * hourMs);
        await pauseNow(stage, cast.campaignId);
        const [execution] = stage.stepFunctions.running();
        await wake(stage, execution!);
        await resumeNow(stage, cast.campaignId);
        const resumes = takeMessages(stage, 'plan').map((message) => () => deliver(stage, message));
        await stage.gate.race(scheduler, () => hold(stage, cast, reason), ...resumes);
        await runUntilQuiet(stage);
        stage.clock.moveTo(stage.clock.ms + hourMs);
        await workersOf(stage).job('sweep_campaigns', cast.campaignId);
        await runUntilQuiet(stage);
        const { enrollments } = await rowsOf(stage, cast);
        expect(enrollments[0]).toMatchObject({ status: 'held', held: [reason] });
        expect(stage.outside.accepted).toHaveLength(1);
        await release(stage, cast, reason);
        stage.clock.moveTo(stage.clock.ms + hourMs);
        await startWaitOf(stage.common.executions, (await rowsOf(stage, cast)).enrollments[0]!);
        await runUntilQuiet(stage);
        await expectGoodEnd(stage, cast);
        expect(stage.outside.accepted).toHaveLength(2);
      },
    ));

  it('pause and resume beside the wake of a contact park and release it, and never forget it', () =>
    explore(
      engine,
      25,
      fc.constantFrom(['resume'], ['resume'], ['pause'], ['pause', 'resume'], ['resume', 'pause']),
      async (stage, scheduler, verbs) => {
        const cast = await anEnrolled(stage);
        await runUntilQuiet(stage, stage.clock.ms + hourMs);
        stage.clock.moveTo(stage.clock.ms + 48 * hourMs);
        const [execution] = stage.stepFunctions.running();
        if (verbs[0] === 'resume') await pauseNow(stage, cast.campaignId);
        await stage.gate.race(
          scheduler,
          () => wake(stage, execution!),
          async () => {
            for (const verb of verbs) await (verb === 'pause' ? pauseNow : resumeAndRelease)(stage, cast.campaignId);
          },
        );
        const queued = takeMessages(stage).map((message) => () => deliver(stage, message));
        await stage.gate.race(scheduler, ...queued);
        await resumeNow(stage, cast.campaignId);
        await runUntilQuiet(stage);
        await expectGoodEnd(stage, cast);
        expect(stage.outside.accepted).toHaveLength(2);
      },
    ));
});
