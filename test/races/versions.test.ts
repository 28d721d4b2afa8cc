import { describe, expect, it } from 'vitest';
import { replaceSteps } from '../../src/usecases/campaigns/steps.ts';
import { publishVersion } from '../../src/usecases/campaigns/versions.ts';
import { anEmail, aSequence, aWait } from '../support/builders.ts';
import { aPlanned } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectGoodEnd } from './support/judge.ts';

const minuteMs = 60_000;
const version = (n: number) =>
  aSequence(
    anEmail('first', 'w', { subject: `First of ${n}` }),
    aWait('w', 'second'),
    anEmail('second', null, { subject: `Second of ${n}` }),
  );

const stay = { migrate: 'stay', decisions: {} } as const;

describe('race 11: an edit while the campaign runs', () => {
  const engine = useEngine();

  it('a version published beside the enrolment: each contact keeps the one it began with, mail for mail', () =>
    explore(engine, 15, orders, async (stage, scheduler) => {
      const { common, scope } = stage;
      const cast = await aPlanned(stage, { sequence: version(1), contacts: 2 });
      const chunk = { queue: 'enrol', body: JSON.stringify(cast.chunk), visibleAt: 0 } as const;
      await stage.gate.race(
        scheduler,
        () => deliver(stage, chunk),
        () => deliver(stage, chunk),
        async () => {
          await replaceSteps(common)(scope, cast.campaignId, version(2), false);
          expect(await publishVersion(common)(scope, cast.campaignId, stay)).toMatchObject({ ok: true });
        },
      );
      await runUntilQuiet(stage);
      const { enrollments, messages } = await expectGoodEnd(stage, cast);
      for (const { contactId, version: pinned } of enrollments) {
        const mine = messages.filter((message) => message.contactId === contactId);
        const subjects = mine.map(
          ({ sendId }) => stage.outside.accepted.find((mail) => mail.sendId === sendId)?.subject,
        );
        expect(mine.map((message) => message.version)).toEqual([pinned, pinned]);
        expect(subjects.toSorted()).toEqual([`First of ${pinned}`, `Second of ${pinned}`]);
      }
    }));

  it('a version published beside steps and mails of the old one changes none of them', () =>
    explore(engine, 15, orders, async (stage, scheduler) => {
      const { common, scope } = stage;
      const cast = await aPlanned(stage, { sequence: version(1), contacts: 2 });
      await stage.outside.queues.enrol([cast.chunk]);
      await runUntilQuiet(stage, stage.clock.ms + minuteMs);
      stage.clock.moveTo(stage.clock.ms + 48 * 60 * minuteMs);
      const [first, second] = stage.stepFunctions.running();
      await wake(stage, first!);
      const [mail] = takeMessages(stage, 'outbox');
      await stage.gate.race(
        scheduler,
        () => wake(stage, second!),
        () => deliver(stage, mail!),
        async () => {
          await replaceSteps(common)(scope, cast.campaignId, version(2), false);
          await publishVersion(common)(scope, cast.campaignId, stay);
        },
      );
      await runUntilQuiet(stage);
      await expectGoodEnd(stage, cast);
      expect(stage.outside.accepted.map(({ subject }) => subject).toSorted()).toEqual([
        'First of 1',
        'First of 1',
        'Second of 1',
        'Second of 1',
      ]);
    }));

  it('of two versions published at once one gets the number, and the other is a conflict', () =>
    explore(engine, 15, orders, async (stage, scheduler) => {
      const { common, scope } = stage;
      const cast = await aPlanned(stage, { sequence: version(1) });
      await replaceSteps(common)(scope, cast.campaignId, version(2), false);
      const publish = () => publishVersion(common)(scope, cast.campaignId, stay);
      const results = await stage.gate.race(scheduler, publish, publish);
      expect(results.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
      const versions = await common.campaigns.listVersions(scope, cast.campaignId);
      expect(versions.map(({ number }) => number)).toEqual([1, 2]);
    }));
});
