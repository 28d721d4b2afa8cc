import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveCampaign, pauseCampaign } from '../../src/usecases/campaigns/change-status.ts';
import { launchCampaign } from '../../src/usecases/campaigns/launch-campaign.ts';
import { resumeCampaign } from '../../src/usecases/campaigns/resume-campaign.ts';
import { aDraft } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectConsistent, expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';

const startDate = '2026-11-25T10:00:00.000Z';

/** What the Scheduler does when a launch is due: it may fire twice. */
async function fire(stage: Stage, times: number): Promise<readonly (() => Promise<void>)[]> {
  const [schedule] = stage.outside.schedules.values();
  stage.clock.moveTo(Date.parse(startDate));
  for (let i = 0; i < times; i++) await stage.outside.queues.plan(schedule!.work);
  return takeMessages(stage, 'plan').map((message) => () => deliver(stage, message));
}

describe('race 2: launches at once', () => {
  const engine = useEngine();

  it('of 50 parallel launches one wins and 49 are conflicts', () =>
    explore(engine, 2, orders, async (stage, scheduler) => {
      const cast = await aDraft(stage);
      const launches = Array.from(
        { length: 50 },
        () => () => launchCampaign(stage.common)(stage.scope, cast.campaignId),
      );
      const results = await stage.gate.race(scheduler, ...launches);
      const won = results.filter((result) => result.ok);
      expect(won).toHaveLength(1);
      for (const result of results) if (!result.ok) expect(result.error.code).toBe('conflict');
      expect(takeMessages(stage, 'plan')).toHaveLength(1);
      expect(await stage.stores.campaigns.listVersions(stage.scope, cast.campaignId)).toHaveLength(1);
      expect(await stage.stores.campaigns.get(stage.scope, cast.campaignId)).toMatchObject({
        version: 1,
        status: 'active',
      });
    }));

  it('a launch beside another, now or later, enrolls everybody once', () =>
    explore(engine, 18, fc.constantFrom(undefined, startDate), async (stage, scheduler, at) => {
      const cast = await aDraft(stage, { contacts: 2 });
      const launch = (when?: string) => () => launchCampaign(stage.common)(stage.scope, cast.campaignId, when);
      const results = await stage.gate.race(scheduler, launch(), launch(at));
      expect(results.filter((result) => result.ok).length).toBeGreaterThan(0);
      const launched = await stage.stores.campaigns.get(stage.scope, cast.campaignId);
      if (launched?.status === 'scheduled') for (const work of await fire(stage, 2)) await work();
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
    }));

  it('a scheduled launch that fires twice beside a launch by hand enrolls everybody once', () =>
    explore(engine, 18, orders, async (stage, scheduler) => {
      const cast = await aDraft(stage, { contacts: 2 });
      await launchCampaign(stage.common)(stage.scope, cast.campaignId, startDate);
      const firings = await fire(stage, 2);
      await stage.gate.race(scheduler, ...firings, () => launchCampaign(stage.common)(stage.scope, cast.campaignId));
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted).toHaveLength(4);
    }));

  it('a scheduled launch that fires beside a pause waits for the resume and loses nobody', () =>
    explore(engine, 18, orders, async (stage, scheduler) => {
      const cast = await aDraft(stage, { contacts: 2 });
      await launchCampaign(stage.common)(stage.scope, cast.campaignId, startDate);
      const firings = await fire(stage, 1);
      const drained = () => stage.clock.sleep(1_000);
      const pause = () => pauseCampaign({ ...stage.common, drained })(stage.scope, cast.campaignId);
      const [paused] = (await stage.gate.race(scheduler, pause, ...firings)) as [Awaited<ReturnType<typeof pause>>];
      await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
      if (paused.ok) {
        expectConsistent(stage, await rowsOf(stage, cast));
        await resumeCampaign(stage.common)(stage.scope, cast.campaignId, {
          policy: 'shift',
          acknowledge: false,
        });
      }
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
    }));

  it('a launch beside an archive never brings the campaign back', () =>
    explore(engine, 20, orders, async (stage, scheduler) => {
      const cast = await aDraft(stage);
      const drained = () => stage.clock.sleep(1_000);
      const [, archived] = await stage.gate.race(
        scheduler,
        () => launchCampaign(stage.common)(stage.scope, cast.campaignId),
        () => archiveCampaign({ ...stage.common, drained })(stage.scope, cast.campaignId),
      );
      await runUntilQuiet(stage);
      const campaign = await stage.stores.campaigns.get(stage.scope, cast.campaignId);
      if (archived.ok) expect(campaign?.status).toBe('archived');
      expectConsistent(stage, await rowsOf(stage, cast));
    }));
});
