import { describe, expect, it } from 'vitest';
import { type CounterName, noVariant } from '../../../src/contracts/analytics.ts';
import type { ExperimentRow } from '../../../src/contracts/experiment.ts';
import type { Experiment } from '../../../src/contracts/variant.ts';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import { figuresOf } from '../../../src/domain/experiment/figures.ts';
import { begun, decidedByHand, judge } from '../../../src/domain/experiment/life.ts';
import { resultOf } from '../../../src/domain/experiment/result.ts';
import { newExperiment } from '../../../src/domain/experiment/start.ts';
import { stateOf } from '../../../src/domain/experiment/state.ts';
import { anEmail, at } from '../../support/builders.ts';

const start = at('2026-11-25T09:00:00Z');
const hoursOn = (hours: number): string => new Date(Date.parse(start) + hours * 3_600_000).toISOString();
const variants = [
  { key: 'a', subject: 'One' },
  { key: 'b', name: 'Bold', subject: 'Two' },
];
const aTest = (experiment: Experiment = {}): ExperimentRow =>
  newExperiment(
    { ...anEmail('email_1', null, { experiment }), variants },
    { tenantId: 'ten_1', campaignId: 'cmp_1', audience: 2_000, startedAt: start },
  );

const cell = (variant: string, counters: Partial<Record<CounterName, number>>, stepId = 'email_1') => ({
  stepId,
  variant,
  counters: addCounters(counters),
});
/** Delivered mails and clicks of each variant. */
const seen = (...arms: readonly (readonly [people: number, hits: number])[]) =>
  arms.map(([people, hits], i) =>
    cell(`test:${'ab'[i]}`, { emailsSent: people, emailsDelivered: people, uniqueClicks: hits }),
  );
const look = (row: ExperimentRow, hours: number, cells: ReturnType<typeof seen>, dueAt = row.decideAt) =>
  judge(row, { counts: figuresOf(row, cells), now: hoursOn(hours), dueAt });

describe('an experiment', () => {
  it('begins with its rule fixed, and looks eight times, but never more often than each quarter of an hour', () => {
    expect(aTest()).toMatchObject({
      status: 'running',
      rule: { metric: 'clicks', share: 100, winner: 'automatic', minimumPerVariant: 100, planned: 2_000 },
      decideAt: hoursOn(24),
      nextLookAt: hoursOn(3),
    });
    expect(aTest({ decideAfter: { value: 1, unit: 'hours' } }).nextLookAt).toBe(hoursOn(0.25));
    expect(aTest({ decideAfter: { value: 5, unit: 'minutes' } }).nextLookAt).toBe(hoursOn(5 / 60));
  });

  it('of a triggered campaign waits for its first mail, and then has its whole time', () => {
    const row = newExperiment(
      { ...anEmail('email_1', null), variants },
      { tenantId: 'ten_1', campaignId: 'cmp_1', audience: null, startedAt: start, waits: true },
    );
    expect(row).toMatchObject({ status: 'waiting', nextLookAt: null });
    expect(stateOf(row)).toEqual({ outcome: null, decideAt: null });
    const shown = resultOf({ row, stepName: 'x', cells: [], decideAt: row.decideAt });
    expect(shown).toMatchObject({ startedAt: null, decideAt: null });
    expect(shown.sentence).toContain('Its time begins with its first mail.');
    expect(begun(row, hoursOn(100))).toMatchObject({
      status: 'running',
      startedAt: hoursOn(100),
      decideAt: hoursOn(124),
      nextLookAt: hoursOn(103),
      rev: 1,
    });
  });

  it('asks for as many people as the difference to be seen needs', () => {
    expect(aTest({ baseline: 0.2, detect: 0.05 }).rule.minimumPerVariant).toBe(1031);
    expect(aTest({ baseline: 0.2, detect: 0.05, minimumPerVariant: 7 }).rule.minimumPerVariant).toBe(7);
  });

  it('goes on while nothing is sure, and keeps each look with the figures it went by', () => {
    const { row, next } = look(aTest(), 3, seen([200, 10], [200, 14]));
    expect(next).toBe('look_again');
    expect(row).toMatchObject({ status: 'running', decision: null, nextLookAt: hoursOn(6), rev: 1 });
    expect(row.looks).toEqual([
      {
        at: hoursOn(3),
        look: 'early',
        counts: [
          { key: 'a', assigned: 200, people: 200, hits: 10 },
          { key: 'b', assigned: 200, people: 200, hits: 14 },
        ],
        outcome: 'undecided:no_difference',
      },
    ]);
  });

  it('ends early with a winner that is sure at any number of looks', () => {
    const { row, next } = look(aTest(), 3, seen([1000, 20], [1000, 200]));
    expect(next).toBe('release');
    expect(row).toMatchObject({
      status: 'decided',
      decision: { variant: 'b', by: 'confidence_sequence', why: null, likeliest: { key: 'b' }, at: hoursOn(3) },
      nextLookAt: null,
    });
  });

  it('sends the control where nobody has won in time, with the likeliest beside it', () => {
    const { row, next } = look(aTest(), 24, seen([1000, 50], [1000, 60]));
    expect(next).toBe('release');
    expect(row.decision).toMatchObject({ variant: 'a', by: 'nobody', why: 'no_difference', likeliest: { key: 'b' } });
    expect(look(aTest(), 24, []).row.decision).toMatchObject({ variant: 'a', by: 'nobody', why: 'few_people' });
  });

  it('decides nothing by figures whose split does not fit, and sends the control in the end', () => {
    const broken = seen([1500, 30], [500, 100]);
    expect(look(aTest(), 3, broken)).toMatchObject({ next: 'look_again', row: { decision: null } });
    expect(look(aTest({ extend: { by: { value: 1, unit: 'days' }, times: 2 } }), 24, broken)).toMatchObject({
      next: 'release',
      row: { decision: { variant: 'a', by: 'nobody', why: 'sample_ratio' } },
    });
  });

  it('is extended as often as its rule says, and then takes the final look no second time', () => {
    const close = seen([1000, 50], [1000, 65]);
    const first = look(aTest({ extend: { by: { value: 8, unit: 'hours' }, times: 1 } }), 24, close);
    const strong = seen([1000, 50], [1000, 73]);
    expect(look(aTest(), 24, strong).row.decision).toMatchObject({ variant: 'b', by: 'final_test' });
    expect(first).toMatchObject({
      next: 'look_again',
      row: { status: 'extended', extensions: 1, decideAt: hoursOn(32), nextLookAt: hoursOn(25) },
    });
    const last = look(first.row, 32, strong);
    expect(last.row.looks.map((one) => one.look)).toEqual(['final', 'late']);
    expect(last).toMatchObject({ next: 'release', row: { decision: { variant: 'a', by: 'nobody' } } });
  });

  it('leaves a manual test to a person, however sure it is', () => {
    const clear = seen([1000, 20], [1000, 200]);
    expect(look(aTest({ winner: 'manual' }), 3, clear)).toMatchObject({ next: 'look_again', row: { decision: null } });
    const { row, next } = look(aTest({ winner: 'manual' }), 24, clear);
    expect([next, row.status, row.nextLookAt]).toEqual(['done', 'awaiting', null]);
    const decided = decidedByHand(row, 'a', { counts: figuresOf(row, clear), now: hoursOn(30), person: 'key:1' });
    expect(decided).toMatchObject({
      status: 'decided',
      decision: { variant: 'a', by: 'person', person: 'key:1', likeliest: { key: 'b' } },
      rev: row.rev + 1,
    });
  });

  it('decides by the time that pauses have moved it to', () => {
    const { row, next } = look(aTest(), 24, seen([1000, 50], [1000, 60]), hoursOn(30));
    expect([next, row.nextLookAt]).toEqual(['look_again', hoursOn(27)]);
  });

  it('keeps the last fifty looks', () => {
    let row = aTest({ decideAfter: { value: 100, unit: 'days' } });
    for (let hour = 1; hour <= 60; hour++) ({ row } = look(row, hour, []));
    expect([row.looks.length, row.looks[0]?.at, row.looks.at(-1)?.at]).toEqual([50, hoursOn(11), hoursOn(60)]);
  });
});

describe('the figures of an experiment', () => {
  it('count the mails of the test alone, however their time was chosen, and only people', () => {
    const [a, b] = figuresOf(aTest(), [
      ...seen([10, 1], [20, 2]),
      cell('optimized+test:a', { emailsSent: 5, emailsDelivered: 4, uniqueClicks: 1, machineClicks: 3 }),
      cell('outcome:b', { emailsSent: 900, emailsDelivered: 900, uniqueClicks: 90 }),
      cell(noVariant, { emailsSent: 70 }),
      cell('test:a', { emailsSent: 60 }, 'another'),
      cell('test:a', { emailsSkipped: 2, emailsFailed: 1, emailsUnknown: 1 }),
    ]);
    expect(a).toMatchObject({ key: 'a', assigned: 19, people: 14, hits: 2 });
    expect(b).toMatchObject({ key: 'b', assigned: 20, people: 20, hits: 2 });
  });

  it('take what somebody did for the proof of a delivery that is still to be told', () => {
    const [a] = figuresOf(aTest(), [cell('test:a', { emailsSent: 3, emailsDelivered: 1, uniqueClicks: 2 })]);
    expect(a).toMatchObject({ people: 2, hits: 2 });
  });

  it.each([
    ['opens', { uniqueOpens: 3, machineOpens: 9 }],
    ['replies', { replies: 3 }],
    [{ goal: 'order.completed' }, { goals: 3 }],
  ] as const)('count %j by their own counter', (metric, counters) => {
    const [a] = figuresOf(aTest({ metric }), [cell('test:a', { emailsSent: 9, emailsDelivered: 9, ...counters })]);
    expect(a).toMatchObject({ people: 9, hits: 3 });
  });
});

describe('the result of an experiment', () => {
  const shown = (row: ExperimentRow, cells: ReturnType<typeof seen>) =>
    resultOf({ row, stepName: 'Offer', cells, decideAt: row.decideAt });

  it('says nothing that is no number before the first mail', () => {
    const result = shown(aTest(), []);
    expect(JSON.stringify(result)).not.toMatch(/NaN|null,"(low|high)/);
    expect(result).toMatchObject({
      stepName: 'Offer',
      control: 'a',
      sampleRatio: { p: 1, ok: true },
      fixedHorizonP: 1,
      powered: { plannedPerVariant: 1_000 },
    });
    expect(result.variants.map(({ rate, chanceBest }) => [rate, chanceBest])).toEqual([
      [0, 0.5],
      [0, 0.5],
    ]);
    expect(result.sentence).toBe(
      `No mail of the test was delivered yet. It is decided at ${hoursOn(24)} at the latest.`,
    );
  });

  it('says who is ahead, and that it may be chance', () => {
    const result = shown(aTest(), seen([1000, 48], [1000, 61]));
    expect(result.sentence).toBe(
      `"Bold" (b) is ahead: 6.1 % of 1000 clicked, against 4.8 % of 1000 of "a", but the difference may be chance. It is decided at ${hoursOn(24)} at the latest.`,
    );
    expect(result.variants[1]).toMatchObject({ hits: 61, rate: 0.061, delivered: 1000 });
    expect(result.variants[1]?.chanceBest).toBeGreaterThan(0.8);
  });

  it('says why nobody has won, and who was the likeliest', () => {
    const { row } = look(aTest({ share: 30 }), 24, seen([1000, 48], [1000, 61]));
    expect(shown(row, seen([1000, 48], [1000, 61])).sentence).toMatch(
      /^No winner: the difference may be chance\. The control "a" \(4\.8 % of 1000 clicked\) goes to the rest\. "b" was the likeliest to be the best \(\d\d\.\d %\), which is not significant\.$/,
    );
  });

  it('says that something is broken where the split does not fit', () => {
    const result = shown(aTest(), seen([1500, 30], [500, 100]));
    expect(result.sampleRatio.ok).toBe(false);
    expect(result.sentence).toContain('The split of the contacts does not fit the weights');
  });

  it('calls opens a weak metric', () => {
    expect([shown(aTest({ metric: 'opens' }), []).weakMetric, shown(aTest(), []).weakMetric]).toEqual([true, false]);
  });
});
