import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newExperiment } from '../../src/domain/experiment/start.ts';
import { unsubscribeContact } from '../../src/usecases/contacts/leave-contact.ts';
import { decideExperiment } from '../../src/usecases/experiments/decide-experiment.ts';
import { anEmail, aSequence } from '../support/builders.ts';
import { anEnrolled, aPlanned, type Cast } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';
import { pauseNow, resumeNow } from './support/verbs.ts';
import { workersOf } from './support/workers.ts';

const dayMs = 86_400_000;
const tested = {
  ...anEmail('only', null, { experiment: { share: 40 } }),
  variants: [
    { key: 'a', subject: 'One' },
    { key: 'b', subject: 'Two' },
  ],
};
const setting = { sequence: aSequence(tested), contacts: 6 };

const begin = ({ stores, clock, scope }: Stage, { campaignId }: Cast) =>
  stores.experiments.create([
    newExperiment(tested, { tenantId: scope.tenantId, campaignId, audience: 6, startedAt: clock.now() }),
  ]);

const choose = ({ common, scope }: Stage, { campaignId }: Cast) =>
  decideExperiment(common)(scope, campaignId, 'only', 'b');

/** All that lies on the queues, each message as often as said, in any order. */
const copiesOf = (stage: Stage, times: number) => {
  const workers = workersOf(stage);
  return takeMessages(stage).flatMap((message) =>
    Array.from({ length: times }, () => () => deliver(stage, message, workers)),
  );
};

/** Who was forgotten is found by the sweeper when the test has been due for a while. */
async function end(stage: Stage, cast: Cast) {
  await runUntilQuiet(stage);
  stage.clock.ms += 3 * dayMs;
  await workersOf(stage).job('sweep_campaigns', cast.campaignId);
  await runUntilQuiet(stage);
  return expectGoodEnd(stage, cast);
}

describe('race 10: the winner of an A/B test', () => {
  const engine = useEngine();

  it('reaches everybody who waits once, however often and in which order its messages come', async () => {
    await explore(engine, 20, fc.integer({ min: 1, max: 3 }), async (stage, scheduler, times) => {
      const cast = await anEnrolled(stage, setting);
      await begin(stage, cast);
      await runUntilQuiet(stage);
      const waiting = (await rowsOf(stage, cast)).enrollments.filter(({ status }) => status === 'held');
      expect(waiting.length).toBeGreaterThan(0);
      await choose(stage, cast);
      await stage.gate.race(scheduler, ...copiesOf(stage, times));
      await stage.gate.race(scheduler, ...copiesOf(stage, times));
      await stage.gate.race(scheduler, ...copiesOf(stage, times));
      const { messages } = await end(stage, cast);
      expect(messages).toHaveLength(6);
      expect(messages.filter(({ variant }) => variant?.role === 'outcome')).toHaveLength(waiting.length);
      expect(stage.outside.accepted).toHaveLength(6);
    });
  });

  it('reaches who comes to the mail at the moment of the decision', async () => {
    await explore(engine, 20, orders, async (stage, scheduler) => {
      const cast = await aPlanned(stage, setting);
      await begin(stage, cast);
      await stage.outside.queues.enrol([cast.chunk]);
      const [chunk] = takeMessages(stage, 'enrol');
      await stage.gate.race(
        scheduler,
        () => deliver(stage, chunk!),
        async () => {
          await choose(stage, cast);
          for (const release of copiesOf(stage, 1)) await release();
        },
      );
      const { messages } = await end(stage, cast);
      expect(messages.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'sent'));
    });
  });

  it('mails nobody who has left, and nobody while the campaign is paused', async () => {
    await explore(engine, 20, orders, async (stage, scheduler) => {
      const cast = await anEnrolled(stage, setting);
      await begin(stage, cast);
      await runUntilQuiet(stage);
      const { enrollments } = await rowsOf(stage, cast);
      const leaver = enrollments.find(({ status }) => status === 'held')?.contactId ?? '';
      await choose(stage, cast);
      await stage.gate.race(
        scheduler,
        async () => {
          for (let round = 0; round < 3; round++) for (const work of copiesOf(stage, 1)) await work();
        },
        async () => {
          await unsubscribeContact(stage.common)(stage.scope, leaver);
          stage.acknowledge({ contactId: leaver });
        },
        async () => {
          await pauseNow(stage, cast.campaignId);
          stage.acknowledge({ campaignId: cast.campaignId });
        },
      );
      await runUntilQuiet(stage);
      expect(stage.claimsAfterStop()).toEqual([]);
      stage.notes.length = 0;
      await resumeNow(stage, cast.campaignId);
      const { enrollments: after } = await end(stage, cast);
      expect(after.find(({ contactId }) => contactId === leaver)?.status).toMatch(/exited|completed/);
      expect(after.filter(({ status }) => status === 'completed').length).toBeGreaterThanOrEqual(5);
    });
  });
});
