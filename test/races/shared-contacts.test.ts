import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exclusions } from '../../src/contracts/audience-rules.ts';
import { aPlanned, type Cast, onlyMail, twoMails } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore } from './support/explore.ts';
import type { Stage } from './support/stage.ts';

const dayMs = 86_400_000;
const shared = Exclusions.parse({ inOtherCampaign: 'pause_lower_priority', receivedWithinHours: 24 });

/** A second campaign for the contacts of the first, planned as that was. */
async function aRival(stage: Stage, first: Cast, priority: number): Promise<Cast> {
  const rival = await aPlanned(stage, { sequence: twoMails, contacts: 0, over: { priority, exclusions: shared } });
  await stage.outside.store.putJson(rival.chunk.key, { contactIds: first.contactIds });
  return { ...rival, contactIds: first.contactIds };
}

const activeOf = async (stage: Stage, contactId: string): Promise<readonly string[]> => {
  const { enrollments } = await stage.stores.journeys.load(stage.scope, contactId);
  return enrollments
    .filter(({ status, held }) => (status === 'active' || status === 'enrolled') && held.length === 0)
    .map(({ campaignId }) => campaignId);
};

describe('race 8: two campaigns and one contact', () => {
  const engine = useEngine();

  it.each([
    ['the higher one comes second', 10, 90],
    ['the higher one comes first', 90, 10],
    ['both are equal', 50, 50],
  ])('is active in one at a time, gets no two mails in a day, and finishes both: %s', (_, one, other) =>
    explore(engine, 10, fc.constant(undefined), async (stage, scheduler) => {
      const first = await aPlanned(stage, { sequence: twoMails, over: { priority: one, exclusions: shared } });
      const second = await aRival(stage, first, other);
      const [contactId = ''] = first.contactIds;
      await stage.outside.queues.enrol([first.chunk, second.chunk]);
      const chunks = takeMessages(stage, 'enrol').map((message) => () => deliver(stage, message));
      await stage.gate.race(scheduler, ...chunks);
      expect((await activeOf(stage, contactId)).length).toBeLessThanOrEqual(1);
      await runUntilQuiet(stage);
      const { enrollments, messages } = await stage.stores.journeys.load(stage.scope, contactId);
      expect(enrollments.map(({ status }) => status)).toEqual(['completed', 'completed']);
      const times = stage.outside.accepted.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
      expect(times).toHaveLength(4);
      for (const [i, at] of times.entries()) if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(dayMs);
      expect(messages.every(({ status }) => status === 'sent')).toBe(true);
    }),
  );

  it('a limit on mails alone holds too, where both may run at the same time', () =>
    explore(engine, 10, fc.constant(undefined), async (stage, scheduler) => {
      const limit = Exclusions.parse({ receivedWithinHours: 24 });
      const first = await aPlanned(stage, { sequence: onlyMail, over: { exclusions: limit } });
      const second = await aPlanned(stage, { sequence: onlyMail, contacts: 0, over: { exclusions: limit } });
      await stage.outside.store.putJson(second.chunk.key, { contactIds: first.contactIds });
      await stage.outside.queues.enrol([first.chunk, second.chunk]);
      await stage.gate.race(scheduler, ...takeMessages(stage, 'enrol').map((message) => () => deliver(stage, message)));
      await runUntilQuiet(stage);
      const [a = 0, b = 0, ...more] = stage.outside.accepted.map(({ atMs }) => atMs).toSorted((x, y) => x - y);
      expect(more).toEqual([]);
      expect(b - a).toBeGreaterThanOrEqual(dayMs);
    }));
});
