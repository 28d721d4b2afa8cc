import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Enrollment } from '../../src/contracts/enrollment.ts';
import { maxSteps, type Sequence } from '../../src/contracts/step.ts';
import { advance } from '../../src/domain/sequence/advance.ts';
import { fillsExecution, waitsPerExecution } from '../../src/domain/sequence/execution-length.ts';
import { waitsFrom } from '../../src/domain/sequence/graph.ts';
import { aContact, anEmail, anEnrollment, aSequence, aWait } from '../support/builders.ts';

const Choice = z.object({ StringEquals: z.string(), Next: z.string() });
const Retry = z.object({ MaxAttempts: z.number() });
const State = z.object({
  Type: z.enum(['Wait', 'Task', 'Choice', 'Succeed']),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  Default: z.string().optional(),
  Choices: z.array(Choice).optional(),
  Retry: z.array(Retry).default([]),
});
const Machine = z.object({ StartAt: z.string(), States: z.record(z.string(), State) });
const machine = Machine.parse(JSON.parse(readFileSync('statemachines/contact-sequence.asl.json', 'utf8')));

/** Events of the history that entering, running and leaving a state writes; a failed attempt of a task writes three more. */
const eventsOf = { Wait: 2, Choice: 2, Succeed: 2, Task: 5 } as const;
const eventsOfRetry = 3;
const startAndEnd = 2;
const limit = 25_000;

/** Walks the machine, one outcome for each of its tasks, and counts the events of its history. */
function historyOf(outcomes: readonly string[], retriesPerTask: (retries: number) => number): number {
  let events = startAndEnd;
  let outcome = '';
  const left = [...outcomes];
  for (let name: string | undefined = machine.StartAt; name; ) {
    const state: z.infer<typeof State> = machine.States[name]!;
    events += eventsOf[state.Type];
    if (state.Type === 'Task') {
      outcome = left.shift() ?? 'done';
      events += eventsOfRetry * retriesPerTask(state.Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0));
    }
    const chosen = state.Choices?.find(({ StringEquals }) => StringEquals === outcome)?.Next;
    name = chosen ?? state.Default ?? state.Next;
  }
  return events;
}

/** The same for a contact whose waits fill more than one execution. */
const longestHistory = (outcomes: readonly string[]): number =>
  Math.max(
    ...Array.from({ length: Math.ceil(outcomes.length / waitsPerExecution) }, (_, i) =>
      historyOf([...outcomes.slice(i * waitsPerExecution, (i + 1) * waitsPerExecution), 'done'], () => 0),
    ),
  );

/** What RunStep answers at each wake of one contact, from its first wait to its end. */
function outcomesOf(sequence: Sequence): readonly string[] {
  const outcomes: string[] = [];
  let enrollment: Enrollment = anEnrollment(sequence);
  let now = '2026-11-25T09:00:00.000Z';
  for (;;) {
    const input = {
      enrollment,
      contact: aContact(),
      messages: [],
      sequence,
      fallbackZone: 'UTC',
      endDate: null,
      now,
      stale: false,
    };
    const decision = advance(input);
    enrollment = decision.enrollment;
    if (decision.next.do === 'done') return outcomes.slice(1).concat('done');
    outcomes.push(waitsFrom(sequence, enrollment.cursor, false) ? 'wait' : 'wait_last');
    now = decision.next.until;
  }
}

/** Mails with a wait after each; the last wait leads to `back`. */
const pairs = (count: number, back: string | null): Sequence =>
  aSequence(
    ...Array.from({ length: count }, (_, i) => [
      anEmail(`m${i}`, `w${i}`),
      aWait(`w${i}`, i + 1 < count ? `m${i + 1}` : back),
    ]).flat(),
  );

describe('race 15: the history of an execution, of which Step Functions keeps 25 000 events', () => {
  it('holds 20 mails with their waits in fewer than 5 000 events, although every task is retried to the last', () => {
    const outcomes = outcomesOf(pairs(20, null));
    expect(outcomes).toHaveLength(20);
    expect(historyOf(outcomes, () => 0)).toBeLessThan(250);
    expect(historyOf(outcomes, (retries) => retries)).toBeLessThan(5_000);
  });

  it('holds a short loop that runs until the limit of visits ends it', () => {
    const outcomes = outcomesOf(pairs(3, 'm0'));
    expect(outcomes).toHaveLength(300);
    expect(historyOf(outcomes, () => 0)).toBeLessThan(5_000);
  });

  it.each([10, 20])('holds a loop of %i mails and waits, the most that a sequence may have being 20 mails', (count) => {
    const outcomes = outcomesOf(pairs(count, 'm0'));
    expect(historyOf(outcomes, () => 0)).toBeLessThan(limit);
  });

  it('holds the longest loop of 60 steps, in as many executions as it takes', () => {
    const waits = Array.from({ length: 40 }, (_, i) =>
      aWait(`w${i}`, i === 39 ? 'm0' : i < 19 ? `m${i + 1}` : `w${i + 1}`, 1, 'hours'),
    );
    const mails = Array.from({ length: 20 }, (_, i) => anEmail(`m${i}`, `w${i}`));
    const outcomes = outcomesOf(aSequence(...mails, ...waits));
    expect(historyOf(outcomes, () => 0)).toBeGreaterThan(limit);
    expect(longestHistory(outcomes)).toBeLessThan(5_000);
  });

  it('begins another execution with every five hundredth wait', () => {
    const sequence = pairs(2, 'm0');
    const fills = (before: Record<string, number>, after: Record<string, number>): boolean =>
      fillsExecution(sequence, { visits: before }, { visits: after }, false);
    expect(fills({ m0: 1, w0: 249, w1: 249 }, { m0: 1, w0: 250, w1: 249 })).toBe(false);
    expect(fills({ m0: 1, w0: 250, w1: 249 }, { m0: 1, w0: 250, w1: 250 })).toBe(true);
    expect(fills({ m0: 1, w0: 249, w1: 249 }, { m0: 1, w0: 251, w1: 251 })).toBe(true);
    expect(fills({}, { w0: 1 })).toBe(false);
  });

  it('grows by a fixed number of events with each wait', () => {
    const [ten = 0, eleven = 0, twelve = 0] = [10, 11, 12].map((n) => historyOf(outcomesOf(pairs(n, null)), () => 0));
    expect(eleven - ten).toBe(twelve - eleven);
    expect(historyOf(outcomesOf(pairs(maxSteps / 2, null)), () => 0)).toBeLessThan(limit / 50);
  });
});
