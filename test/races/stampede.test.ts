import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendRateStore } from '../../src/adapters/dynamo/send-rate-store.ts';
import type { Enrollment } from '../../src/contracts/enrollment.ts';
import { spreadAfter, startsPerSecond } from '../../src/domain/schedule/spread.ts';
import { sendTurns } from '../../src/usecases/delivery/send-turns.ts';
import { anEnrollment } from '../support/builders.ts';
import { aPlanned, type Cast, twoMails } from './support/arrange.ts';
import { deliver, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore } from './support/explore.ts';
import { Stage } from './support/stage.ts';
import { pauseNow, resumeNow } from './support/verbs.ts';

const secondMs = 1_000;
const hourMs = 3_600_000;
const now = '2026-11-25T09:00:00.000Z';

/** A contact whose wait ended while the campaign was paused. */
const aParked = (stage: Stage, { campaignId }: Cast, contactId: string): Enrollment => ({
  ...anEnrollment(twoMails),
  tenantId: stage.scope.tenantId,
  campaignId,
  contactId,
  status: 'held',
  held: ['campaign_paused'],
  cursor: 'second',
  dueAt: stage.clock.now(),
  waitingSince: stage.clock.now(),
});

/** The most of them in any stretch of so many milliseconds. */
function mostWithin(times: readonly number[], ms: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, time] of sorted.entries()) {
    while (time - (sorted[first] ?? time) >= ms) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe('race 6: a resume of many who are overdue', () => {
  const engine = useEngine();

  it('spreads 100 000 contacts over the time their number takes, at a steady pace', () => {
    const contacts = 100_000;
    const from = Date.parse(now);
    const dues = Array.from({ length: contacts }, (_, i) => Date.parse(spreadAfter(now, `con_${i}`, contacts)));
    expect(dues.every((due) => due >= from)).toBe(true);
    expect(mostWithin(dues, 10 * secondMs)).toBeLessThan(10 * startsPerSecond * 1.1);
    expect(dues.every((due) => due < from + (contacts / startsPerSecond) * secondMs)).toBe(true);
  });

  it('starts the executions of a long backlog page by page, slower than Step Functions takes them', async () => {
    const pageSize = 100;
    const parkedContacts = 250;
    const stage = new Stage(engine());
    const cast = await aPlanned(stage, { over: { totalContacts: parkedContacts } });
    await pauseNow(stage, cast.campaignId);
    for (let from = 0; from < parkedContacts; from += 50) {
      const rows = Array.from({ length: 50 }, (_, i) => aParked(stage, cast, `con_${from + i}`));
      await stage.stores.journeys.commit(stage.scope, { enrollments: rows.map((row) => ({ row, seenRev: null })) });
    }
    stage.clock.moveTo(stage.clock.ms + 72 * hourMs);
    await resumeNow(stage, cast.campaignId);
    for (let seconds = 0; seconds < 10; seconds++) {
      for (const message of takeMessages(stage, 'plan')) await deliver(stage, message);
      stage.clock.moveTo(stage.clock.ms + secondMs);
    }
    const { executions } = stage.stepFunctions;
    expect(executions).toHaveLength(parkedContacts);
    const starts = executions.map(({ startedMs }) => startedMs);
    expect(mostWithin(starts, secondMs)).toBeLessThanOrEqual(pageSize);
    const dues = executions.map(({ input }) => Date.parse(input.waitUntil));
    expect(dues.every((due, i) => due >= starts[i]!)).toBe(true);
    expect(new Set(dues).size).toBeGreaterThan(parkedContacts / 2);
  });

  it('gives each mail an instant of its own, spaced by the rate of SES, to senders that ask at once', () =>
    explore(engine, 25, fc.integer({ min: 1, max: 20 }), async (stage, scheduler, maxSendRate) => {
      const { clock, gate, common } = stage;
      const turns = [1, 2, 3].map(() =>
        sendTurns({
          store: sendRateStore(common.table, stage.scope.tenantId),
          account: {
            quota: () => gate.pass('GetAccount', async () => ({ maxSendRate, max24HourSend: -1, sentLast24Hours: 0 })),
          },
          metrics: common.metrics,
          nowMs: () => clock.ms,
          sleep: (ms) => clock.sleep(ms),
          random: () => 0.5,
        }),
      );
      const instants: number[] = [];
      const mails = turns.flatMap((container) =>
        [1, 2].map(() => async () => {
          const turn = await container.turn();
          if (turn.granted) instants.push(clock.ms);
        }),
      );
      await gate.race(scheduler, ...mails);
      expect(instants.length).toBeGreaterThan(0);
      const allowed = Math.ceil(maxSendRate * 0.9) + 1;
      expect(mostWithin(instants, secondMs)).toBeLessThanOrEqual(allowed);
    }));
});
