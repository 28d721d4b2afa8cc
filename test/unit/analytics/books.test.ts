import { describe, expect, it } from 'vitest';
import { closeBooks, noBooks, tallyEnrollment, tallyMessage } from '../../../src/domain/analytics/books.ts';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import { aMessage, anEnrollment, aSequence } from '../../support/builders.ts';

const now = '2026-11-25T09:00:00.000Z';
const tally = (...messages: ReturnType<typeof aMessage>[]) => messages.reduce(tallyMessage, noBooks);

describe('the books', () => {
  it('balance and settle when every planned mail was sent, skipped or failed', () => {
    const books = closeBooks(
      tally(
        aMessage('a'),
        aMessage('a', { status: 'skipped', reason: 'bounced' }),
        aMessage('a', { status: 'failed', reason: 'rejected' }),
      ),
      new Map([['a', addCounters({ emailsSent: 1, emailsSkipped: 1, emailsFailed: 1 })]]),
      now,
    );
    expect(books).toMatchObject({ balanced: true, settled: true, drift: [] });
    expect(books.steps[0]).toMatchObject({ planned: 3, sent: 1, skipped: { bounced: 1 }, failed: { rejected: 1 } });
  });

  it('balance but do not settle while a mail is on its way', () => {
    const books = closeBooks(tally(aMessage('a', { status: 'claimed' })), new Map(), now);
    expect(books).toMatchObject({ balanced: true, settled: false });
  });

  it('name the counter that says something else than the rows', () => {
    const books = closeBooks(tally(aMessage('a')), new Map(), now);
    expect(books).toMatchObject({
      balanced: false,
      settled: true,
      drift: [{ stepId: 'a', counter: 'emailsSent', counted: 0, rows: 1 }],
    });
  });

  it('count enrollments by status and exits by reason', () => {
    const sequence = aSequence();
    const books = [
      anEnrollment(sequence, { status: 'completed' }),
      anEnrollment(sequence, { status: 'exited', exitReason: 'bounced' }),
    ].reduce(tallyEnrollment, noBooks);
    expect(books.enrollments).toEqual({ completed: 1, exited: 1, 'exited:bounced': 1 });
  });
});
