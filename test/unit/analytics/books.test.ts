import { describe, expect, it } from 'vitest';
import { noFlags } from '../../../src/contracts/message.ts';
import { closeBooks, newTally, tallyEnrollment, tallyMessage } from '../../../src/domain/analytics/books.ts';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import { aMessage, anEnrollment, aSequence } from '../../support/builders.ts';

const now = '2026-11-25T09:00:00.000Z';
const tally = (...messages: ReturnType<typeof aMessage>[]) => messages.reduce(tallyMessage, newTally({}));
const proven = { ...noFlags, sent: now };

describe('the books', () => {
  it('balance and settle when every planned mail was sent, skipped or failed', () => {
    const books = closeBooks(
      tally(
        aMessage('a', { flags: proven }),
        aMessage('a', { status: 'skipped', reason: 'bounced' }),
        aMessage('a', { status: 'failed', reason: 'rejected' }),
      ),
      { a: addCounters({ emailsSent: 1, emailsSkipped: 1, emailsFailed: 1 }) },
      now,
    );
    expect(books).toMatchObject({ balanced: true, settled: true, drift: [] });
    expect(books.steps[0]).toMatchObject({ planned: 3, sent: 1, skipped: { bounced: 1 }, failed: { rejected: 1 } });
  });

  it('balance but do not settle while a mail is on its way', () => {
    const books = closeBooks(tally(aMessage('a', { status: 'claimed' })), {}, now);
    expect(books).toMatchObject({ balanced: true, settled: false });
  });

  it('name the counter that says something else than the rows', () => {
    const books = closeBooks(tally(aMessage('a', { flags: proven })), {}, now);
    expect(books).toMatchObject({
      balanced: false,
      settled: true,
      drift: [{ stepId: 'a', counter: 'emailsSent', counted: 0, rows: 1 }],
    });
  });

  it('find no drift in what was counted while the rows were read', () => {
    const delivered = aMessage('a', { flags: { ...proven, delivered: now } });
    const counting = tallyMessage(newTally({ a: addCounters({ emailsSent: 1 }) }), delivered);
    const after = { a: addCounters({ emailsSent: 1, emailsDelivered: 1, emailsFailed: 1 }) };
    expect(closeBooks(counting, after, now).drift).toEqual([]);
  });

  it('find a counter that says more than any row', () => {
    const { drift } = closeBooks(newTally({ a: addCounters({ replies: 1 }) }), { a: addCounters({ replies: 1 }) }, now);
    expect(drift).toEqual([{ stepId: 'a', counter: 'replies', counted: 1, rows: 0 }]);
  });

  it('count enrollments by status and exits by reason', () => {
    const sequence = aSequence();
    const books = [
      anEnrollment(sequence, { status: 'completed' }),
      anEnrollment(sequence, { status: 'exited', exitReason: 'bounced' }),
    ].reduce(tallyEnrollment, newTally({}));
    expect(books.enrollments).toEqual({ completed: 1, exited: 1, 'exited:bounced': 1 });
  });
});
