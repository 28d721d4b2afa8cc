import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askForRecount } from '../../src/usecases/analytics/get-analytics.ts';
import type { Cast } from './support/arrange.ts';
import { anEnrolled, aPlanned, onlyMail, twoMails } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';
import { workersOf } from './support/workers.ts';

const open = new Set(['enrolled', 'active', 'held']);
const unsettled = new Set(['planned', 'claimed']);
const hourMs = 3_600_000;

/** Compares the campaign with its rows: one that is completed has nobody on the way and no mail to send. */
async function expectNotTooEarly(stage: Stage, cast: Cast): Promise<void> {
  const campaign = await stage.stores.campaigns.get(stage.scope, cast.campaignId);
  if (campaign?.status !== 'completed') return;
  const { enrollments, messages } = await rowsOf(stage, cast);
  expect(enrollments.length, 'completed before everybody was enrolled').toBe(cast.contactIds.length);
  expect(
    enrollments.filter(({ status }) => open.has(status)),
    'completed with a live enrollment',
  ).toEqual([]);
  expect(
    messages.filter(({ status }) => unsettled.has(status)),
    'completed with an open mail',
  ).toEqual([]);
}

async function expectCompletedInTheEnd(stage: Stage, cast: Cast): Promise<void> {
  await expectNotTooEarly(stage, cast);
  await runUntilQuiet(stage);
  await expectNotTooEarly(stage, cast);
  await expectGoodEnd(stage, cast);
  await workersOf(stage).job('complete_campaigns', cast.campaignId);
  await runUntilQuiet(stage);
  expect((await stage.stores.campaigns.get(stage.scope, cast.campaignId))?.status).toBe('completed');
}

describe('race 16: the completion of a campaign', () => {
  const engine = useEngine();

  it('never comes before everybody is enrolled, however a recount runs beside the enrolment', () =>
    explore(engine, 20, fc.constantFrom(onlyMail, twoMails), async (stage, scheduler, sequence) => {
      const cast = await aPlanned(stage, { sequence, contacts: 2 });
      await askForRecount(stage.common)(stage.scope, cast.campaignId);
      await stage.outside.queues.enrol([cast.chunk]);
      const both = takeMessages(stage).map((message) => () => deliver(stage, message));
      await stage.gate.race(scheduler, ...both, () => workersOf(stage).job('complete_campaigns', cast.campaignId));
      await expectCompletedInTheEnd(stage, cast);
    }));

  it('never comes while a contact is on the way or a mail is open, however a recount runs beside step and sender', () =>
    explore(engine, 20, orders, async (stage, scheduler) => {
      const cast = await anEnrolled(stage, { sequence: twoMails, contacts: 2 });
      await runUntilQuiet(stage, stage.clock.ms + hourMs);
      stage.clock.ms += 48 * hourMs;
      const [first, second] = stage.stepFunctions.running();
      await wake(stage, first!);
      await askForRecount(stage.common)(stage.scope, cast.campaignId);
      const queued = takeMessages(stage).map((message) => () => deliver(stage, message));
      await stage.gate.race(
        scheduler,
        ...queued,
        () => wake(stage, second!),
        () => workersOf(stage).job('complete_campaigns', cast.campaignId),
      );
      await expectCompletedInTheEnd(stage, cast);
    }));
});
