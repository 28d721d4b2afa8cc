import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteContact, unsubscribeContact } from '../../src/usecases/contacts/leave-contact.ts';
import { decline } from '../../src/usecases/tracking/leave-list.ts';
import { type Stop, stopContact } from '../../src/usecases/tracking/stop-contact.ts';
import { anEnrolled, aPlanned } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages, wake } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';

type Leave = (stage: Stage, contactId: string, campaignId: string) => Promise<unknown>;

const stopFor =
  (stop: Omit<Stop, 'contactId' | 'campaignId'>): Leave =>
  ({ common, scope }, contactId) =>
    stopContact(common)(scope, { contactId, ...stop });

const leaves: { readonly [name: string]: Leave } = {
  unsubscribe: ({ common, scope }, contactId) => unsubscribeContact(common)(scope, contactId),
  bounce: stopFor({ reason: 'bounced', suppress: 'bounced' }),
  reply: ({ common, scope }, contactId, campaignId) =>
    stopContact(common)(scope, { contactId, reason: 'replied', campaignId }),
  erase: ({ common, scope }, contactId) => deleteContact(common)(scope, contactId),
  'category opt-out': ({ common, scope }, contactId) => stopContact(common)(scope, decline(contactId, ['newsletter'])),
};

describe('race 7: a stop and a send', () => {
  const engine = useEngine();

  it.each(Object.keys(leaves))('no claim is committed after an acknowledged %s', async (name) => {
    const fates = fc.constantFrom('accepts', 'throttles', 'accepts_and_hangs_up' as const);
    await explore(engine, 30, fates, async (stage, scheduler, fate) => {
      const cast = await anEnrolled(stage, { over: { category: 'newsletter' } });
      const [contactId = ''] = cast.contactIds;
      const fateful = [fate];
      stage.outside.fate = () => fateful.pop() ?? 'accepts';
      const [mail] = takeMessages(stage, 'outbox');
      await stage.gate.race(
        scheduler,
        () => deliver(stage, mail!),
        () => deliver(stage, mail!),
        async () => {
          await leaves[name]!(stage, contactId, cast.campaignId);
          stage.acknowledge({ contactId });
        },
      );
      await runUntilQuiet(stage);
      const { enrollments } = await expectGoodEnd(stage, cast);
      expect(enrollments.map(({ status }) => status)).toEqual(['exited']);
    });
  });

  it.each(['unsubscribe', 'erase', 'category opt-out'])(
    'an %s beside the enrolment leaves nobody on the way and mails nobody',
    async (name) => {
      await explore(engine, 15, orders, async (stage, scheduler) => {
        const cast = await aPlanned(stage, { over: { category: 'newsletter' } });
        const [contactId = ''] = cast.contactIds;
        await stage.outside.queues.enrol([cast.chunk]);
        const [chunk] = takeMessages(stage, 'enrol');
        await stage.gate.race(
          scheduler,
          () => deliver(stage, chunk!),
          async () => {
            await leaves[name]!(stage, contactId, cast.campaignId);
            stage.acknowledge({ contactId });
          },
        );
        await runUntilQuiet(stage);
        expect(stage.outside.accepted).toEqual([]);
        const { enrollments, messages } = await rowsOf(stage, cast);
        expect(messages.filter(({ status }) => status !== 'skipped')).toEqual([]);
        expect(enrollments.filter(({ status }) => status === 'active')).toEqual([]);
      });
    },
  );

  it.each(Object.keys(leaves))(
    'an %s beside a step ends the enrollment before or after it, and its mails with it',
    async (name) => {
      await explore(engine, 15, orders, async (stage, scheduler) => {
        const cast = await anEnrolled(stage, { over: { category: 'newsletter' } });
        const [contactId = ''] = cast.contactIds;
        await runUntilQuiet(stage, stage.clock.ms + 60_000);
        stage.clock.moveTo(stage.clock.ms + 3 * 86_400_000);
        const [execution] = stage.stepFunctions.running();
        await stage.gate.race(
          scheduler,
          () => wake(stage, execution!),
          async () => {
            await leaves[name]!(stage, contactId, cast.campaignId);
            stage.acknowledge({ contactId });
          },
        );
        await runUntilQuiet(stage);
        const { enrollments } = await expectGoodEnd(stage, cast);
        expect(['exited', 'completed']).toContain(enrollments[0]?.status);
        expect(stage.stepFunctions.running()).toEqual([]);
      });
    },
  );
});
