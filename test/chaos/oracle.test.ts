import { describe, expect, it } from 'vitest';
import { type Evidence, judge, type LedgerRow } from './support/oracle.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();

const aRow = (contactId: string, stepId: string, over: Partial<LedgerRow> = {}): LedgerRow => ({
  ...{ sendId: `${contactId}-${stepId}`, contactId, stepId, status: 'sent', reason: null, claimedAt: at(0) },
  ...over,
});

/** Ann and Bob, two mails each, as it should be. */
const evidence = (over: Partial<Evidence> = {}): Evidence => {
  const rows = ['ann', 'bob'].flatMap((id) => [aRow(id, 'first'), aRow(id, 'second')]);
  return {
    status: 'completed',
    contacts: ['ann', 'bob'].map((contactId) => ({
      ...{ contactId, steps: ['first', 'second'], exitReason: null, stoppedAt: null },
    })),
    rows,
    mails: rows.map(({ sendId }) => ({ sendId, at: Date.parse(at(1)) })),
    silences: [],
    books: { balanced: true, settled: true, drift: [] },
    counted: 4,
    ...over,
  };
};

/** The evidence with one row of Ann's second mail changed. */
const withRow = (over: Partial<LedgerRow>): Partial<Evidence> => ({
  rows: evidence().rows.map((row) => (row.sendId === 'ann-second' ? { ...row, ...over } : row)),
});
const without = (sendId: string) => evidence().mails.filter((mail) => mail.sendId !== sendId);

describe('the oracle', () => {
  it('finds nothing when there is nothing', () => {
    expect(judge(evidence())).toEqual([]);
  });

  it.each<[planted: string, over: Partial<Evidence>, found: RegExp]>([
    [
      'a doubled mail',
      { mails: [...evidence().mails, { sendId: 'bob-first', at: 1 }] },
      /^doubled: bob-first .* 2 times/,
    ],
    ['a lost mail', { mails: without('ann-second') }, /^lost: second to ann .* marked sent/],
    [
      'a mail that was never planned',
      { rows: evidence().rows.slice(1), mails: without('ann-first'), counted: 3 },
      /^lost: first to ann was never planned/,
    ],
    ['a mail without a row', { mails: [...evidence().mails, { sendId: 'stray', at: 1 }] }, /^unplanned: stray/],
    [
      'a mail that nobody decided about',
      { ...withRow({ status: 'claimed' }), mails: without('ann-second'), counted: 3 },
      /^unsettled: second to ann .* claimed/,
    ],
    [
      'a skipped mail without a reason',
      { ...withRow({ status: 'skipped' }), mails: without('ann-second'), counted: 3 },
      /^unexplained: second to ann/,
    ],
    [
      'a failed mail that left',
      { ...withRow({ status: 'failed', reason: 'rejected' }), counted: 3 },
      /^untrue: second to ann/,
    ],
    [
      'the mail of the other branch',
      { contacts: evidence().contacts.map((contact) => ({ ...contact, steps: ['first'] })) },
      /^astray: second to ann/,
    ],
    ['an unfinished campaign', { status: 'active' }, /^unfinished: the campaign is active/],
    ['books out of balance', { books: { balanced: false, settled: true, drift: [] } }, /^books: not balanced/],
    ['unsettled books', { books: { balanced: true, settled: false, drift: [] } }, /^books: not settled/],
    [
      'drift',
      {
        books: {
          ...{ balanced: true, settled: true },
          drift: [{ stepId: 'first', counter: 'emailsSent', counted: 3, rows: 2 }],
        },
      },
      /^books: .*emailsSent/,
    ],
    ['a counter that is wrong', { counted: 5 }, /^counters: 5 sent are counted, 4/],
  ])('finds %s', (_, over, found) => {
    expect(judge(evidence(over)).join('\n')).toMatch(new RegExp(found, 'm'));
  });

  it('lets a claim of before a stop send its mail, and no later one', () => {
    const stopped = (stoppedAt: number): Partial<Evidence> => ({
      contacts: evidence().contacts.map((contact) => ({
        ...contact,
        stoppedAt: contact.contactId === 'ann' ? stoppedAt : null,
      })),
    });
    expect(judge(evidence(stopped(Date.parse(at(0)))))).toEqual([]);
    expect(judge(evidence(stopped(Date.parse(at(0)) - 1)))).toHaveLength(2);
  });

  it('finds a claim during a pause', () => {
    const silence = { from: Date.parse(at(1)), to: Date.parse(at(3)) };
    const claimedAt = (minute: number) => evidence({ ...withRow({ claimedAt: at(minute) }), silences: [silence] });
    expect(judge(claimedAt(2)).join()).toMatch(/^after a stop: second to ann/);
    expect(judge(claimedAt(4))).toEqual([]);
  });

  it('takes a reason for an explanation, and an early exit for one of what was not planned', () => {
    const skipped = {
      ...withRow({ status: 'skipped', reason: 'unsubscribed' }),
      mails: without('ann-second'),
      counted: 3,
    };
    expect(judge(evidence(skipped))).toEqual([]);
    const left = evidence().contacts.map((contact) => ({ ...contact, exitReason: 'bounced' }));
    const gone = { contacts: left, rows: evidence().rows.slice(0, 3), mails: without('bob-second'), counted: 3 };
    expect(judge(evidence(gone))).toEqual([]);
  });
});
