import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askForRecount } from '../../src/usecases/analytics/get-analytics.ts';
import { launchCampaign } from '../../src/usecases/campaigns/launch-campaign.ts';
import { aDraft, twoMails } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore } from './support/explore.ts';
import { expectGoodEnd } from './support/judge.ts';
import { Stage } from './support/stage.ts';
import { pauseNow, resumeNow } from './support/verbs.ts';
import { workersOf } from './support/workers.ts';

const hourMs = 3_600_000;
const copies = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 });

type Run = (stage: Stage, works: readonly (() => Promise<unknown>)[]) => Promise<unknown>;

/** Everything that is due now, each delivery as often as the next of `times` says, until nothing is due any more. */
async function workOffCopies(stage: Stage, next: () => number, run: Run): Promise<void> {
  const workers = workersOf(stage);
  const repeated = (work: () => Promise<unknown>) => Array.from({ length: next() }, () => work);
  for (let rounds = 0; rounds < 20; rounds++) {
    const messages = takeMessages(stage);
    const events = stage.outside.events.splice(0);
    const due = stage.stepFunctions.running().filter(({ input }) => Date.parse(input.waitUntil) <= stage.clock.ms);
    const works = [
      ...messages.flatMap((message) => repeated(() => deliver(stage, message, workers))),
      ...due.flatMap((execution) => repeated(() => wake(stage, execution, workers))),
      ...(events.length > 0 ? repeated(() => workers.record(events)) : []),
    ];
    if (works.length === 0) return;
    await run(stage, works);
  }
}

/** A campaign from launch over pause and resume to its end, with a recount on the way. */
async function live(stage: Stage, next: () => number, run: Run) {
  const { common, clock, scope } = stage;
  const cast = await aDraft(stage, { sequence: twoMails, contacts: 2 });
  const id = cast.campaignId;
  await launchCampaign(common)(scope, id);
  await workOffCopies(stage, next, run);
  await pauseNow(stage, id);
  clock.ms += 50 * hourMs;
  await workOffCopies(stage, next, run);
  await resumeNow(stage, id);
  await askForRecount(common)(scope, id);
  clock.ms += hourMs;
  await workOffCopies(stage, next, run);
  await runUntilQuiet(stage);
  const { enrollments, messages } = await expectGoodEnd(stage, cast);
  const books = await common.stats.getBooks(scope, id);
  const campaign = await common.campaigns.get(scope, id);
  const plan = await common.plans.get(scope, id, campaign?.launchId ?? '');
  return {
    enrollments: enrollments.map(({ status, stepsCompleted, visits, held }) => ({
      status,
      stepsCompleted,
      visits,
      held,
    })),
    messages: messages.map(({ stepId, visit, status, reason }) => `${stepId} ${visit} ${status} ${reason}`).toSorted(),
    steps: books?.steps,
    accepted: stage.outside.accepted.map(({ subject }) => subject).toSorted(),
    campaign: [campaign?.status, campaign?.totalContacts],
    plan: [plan?.done, (plan?.chunks ?? 0) - (plan?.chunksDone ?? 0), plan?.planned],
  };
}

const oneByOne: Run = async (_, works) => {
  for (const work of works) await work();
};

describe('race 1: messages that come more than once', () => {
  const engine = useEngine();

  it('plans, enrolments, mails, steps, resumes, recounts and events, 1 to 5 times each, shuffled and at once, end as once', async () => {
    const once = await live(new Stage(engine()), () => 1, oneByOne);
    expect(once.accepted).toHaveLength(4);
    await explore(engine, 6, copies, async (stage, scheduler, times) => {
      let i = 0;
      const shuffled: Run = (_, works) => stage.gate.race(scheduler, ...works);
      const often = await live(stage, () => times[i++ % times.length] ?? 1, shuffled);
      expect(often).toEqual(once);
    });
  });
});
