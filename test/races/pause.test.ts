import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseDrainMs, senderCacheMs } from '../../src/usecases/cached-stores.ts';
import { archiveCampaign, pauseCampaign } from '../../src/usecases/campaigns/change-status.ts';
import { anEnrolled, type Cast, onlyMail } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectConsistent, expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';
import { pauseNow, resumeAndRelease, resumeNow } from './support/verbs.ts';
import { workersOf } from './support/workers.ts';

/** A sender that claims by a campaign older than this would break the promise of a pause; a Lambda is not held up so long. */
const readToClaimMs = pauseDrainMs - senderCacheMs - 1;
const mails = 3;

const settings = fc.record({
  callMs: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
  startsMs: fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: mails, maxLength: mails }),
  pausesMs: fc.integer({ min: 0, max: 1_000 }),
});
type Setting = typeof settings extends fc.Arbitrary<infer T> ? T : never;
type Stopping = typeof pauseCampaign;

/** Mails come to one warm container one after the other while somebody stops the campaign. */
async function stopWhileSending(
  stage: Stage,
  scheduler: Scheduler,
  setting: Setting,
  stopping: Stopping,
  drainMs: number,
): Promise<Cast> {
  const { clock, common, scope } = stage;
  const cast = await anEnrolled(stage, { sequence: onlyMail, contacts: mails });
  const { campaignId } = cast;
  let calls = 0;
  clock.callMs = () => setting.callMs[calls++ % setting.callMs.length] ?? 1;
  const warm = workersOf(stage, { readToClaimMs });
  const senders = takeMessages(stage, 'outbox').map((message, i) => async () => {
    await clock.sleep(setting.startsMs[i] ?? 0);
    await deliver(stage, message, warm);
  });
  await stage.gate.race(scheduler, ...senders, async () => {
    await clock.sleep(setting.pausesMs);
    const stopped = await stopping({ ...common, drained: () => clock.sleep(drainMs) })(scope, campaignId);
    expect(stopped).toMatchObject({ ok: true });
    stage.acknowledge({ campaignId });
  });
  return cast;
}

const claimsAfter = async (stage: Stage, scheduler: Scheduler, setting: Setting, drainMs: number) => {
  await stopWhileSending(stage, scheduler, setting, pauseCampaign, drainMs);
  return stage.claimsAfterStop();
};

describe('race 4: a pause and mails on their way', () => {
  const engine = useEngine();

  it('no claim is committed after an acknowledged pause, and a resume sends the rest once', () =>
    explore(engine, 25, settings, async (stage, scheduler, setting) => {
      const cast = await stopWhileSending(stage, scheduler, setting, pauseCampaign, pauseDrainMs);
      await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
      const paused = await rowsOf(stage, cast);
      expectConsistent(stage, paused);
      const unsent = paused.messages.filter(({ status }) => status !== 'sent');
      expect(unsent.every(({ status, held }) => status === 'planned' && held)).toBe(true);
      stage.notes.length = 0;
      await resumeNow(stage, cast.campaignId);
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted).toHaveLength(mails);
    }));

  it('no claim is committed after an acknowledged archive, and the rest is skipped', () =>
    explore(engine, 25, settings, async (stage, scheduler, setting) => {
      const cast = await stopWhileSending(stage, scheduler, setting, archiveCampaign, pauseDrainMs);
      await runUntilQuiet(stage);
      const { messages } = await expectGoodEnd(stage, cast);
      for (const { status, reason } of messages)
        expect(status === 'sent' || reason === 'campaign_archived', `${status} ${reason}`).toBe(true);
    }));

  it('a mail that is held beside the resume is not forgotten', () =>
    explore(engine, 20, orders, async (stage, scheduler) => {
      const cast = await anEnrolled(stage, { sequence: onlyMail });
      await pauseNow(stage, cast.campaignId);
      const [mail] = takeMessages(stage, 'outbox');
      await stage.gate.race(
        scheduler,
        () => deliver(stage, mail!),
        () => resumeAndRelease(stage, cast.campaignId),
      );
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted).toHaveLength(1);
    }));

  it('would be broken by a pause that is acknowledged without draining: the check finds it', async () => {
    let broken = 0;
    await explore(engine, 25, settings, async (stage, scheduler, setting) => {
      broken += (await claimsAfter(stage, scheduler, setting, 0)).length;
    });
    expect(broken).toBeGreaterThan(0);
  });
});
