import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactEvent } from '../../src/contracts/event.ts';
import { CampaignGoal } from '../../src/contracts/goal.ts';
import type { TrackingType } from '../../src/domain/analytics/tracking-event.ts';
import { noteConversions } from '../../src/usecases/events/note-conversions.ts';
import { anEnrolled, type Cast, onlyMail } from './support/arrange.ts';
import { runUntilQuiet } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore } from './support/explore.ts';
import { expectGoodEnd, rowsOf } from './support/judge.ts';
import type { Stage } from './support/stage.ts';
import { workersOf } from './support/workers.ts';

const goal = CampaignGoal.parse({ event: 'order.completed', valueProperty: 'total' });
/** So small that nobody is held out, and both sides are counted all the same. */
const holdoutPercent = 1e-6;

async function tell(stage: Stage, { contactIds }: Cast, id: string): Promise<void> {
  const [contactId = ''] = contactIds;
  const at = stage.clock.now();
  const properties = { total: 10, currency: 'EUR' };
  const event: ContactEvent = { id, contactId, name: goal.event, at, properties, receivedAt: at };
  const journey = await stage.stores.journeys.load(stage.scope, contactId);
  await noteConversions(stage.common, stage.scope, journey, event);
}

async function happens(stage: Stage, cast: Cast, type: TrackingType): Promise<void> {
  const { messages } = await rowsOf(stage, cast);
  const { tenantId, contactId, sendId, sesMessageId } = messages[0]!;
  const ref = { tenantId, contactId, sendId };
  const at = stage.clock.now();
  await workersOf(stage).record([{ ref, id: `${type}-1`, type, at, sesMessageId: sesMessageId ?? '' }]);
}

describe('race 19: goal events, with copies, beside events of the mail', () => {
  const engine = useEngine();
  const copies = fc.record({ first: fc.integer({ min: 1, max: 3 }), second: fc.integer({ min: 0, max: 2 }) });

  it('count once each, their contact reaches the goal once, and no counter drifts', () =>
    explore(engine, 15, copies, async (stage, scheduler, { first, second }) => {
      const cast = await anEnrolled(stage, { sequence: onlyMail, over: { goal, holdoutPercent } });
      await runUntilQuiet(stage);
      await happens(stage, cast, 'delivered');
      const told = [...Array(first).fill('one'), ...Array(second).fill('two')].map(
        (id: string) => () => tell(stage, cast, id),
      );
      await stage.gate.race(scheduler, () => happens(stage, cast, 'clicked'), ...told);
      await runUntilQuiet(stage);
      const { messages } = await expectGoodEnd(stage, cast);
      const events = second > 0 ? 2 : 1;
      expect(messages[0]?.conversions).toBe(events);
      const rows = await stage.stores.stats.read(stage.scope, cast.campaignId, 1, null, null);
      expect(rows.reduce((sum, { counters }) => sum + counters.conversions, 0)).toBe(events);
      expect(rows.reduce((sum, { mills }) => sum + (mills['EUR'] ?? 0), 0)).toBe(events * 10_000);
      const { campaign } = await stage.stores.holdouts.figures(stage.scope, cast.campaignId, 1);
      expect(campaign).toEqual({ people: 0, goals: 1, mills: { EUR: events * 10_000 } });
    }));
});
