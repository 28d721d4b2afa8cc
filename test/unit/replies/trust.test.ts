import { describe, expect, it } from 'vitest';
import { isTrusted, type Origin } from '../../../src/domain/replies/trust.ts';

const pass = { status: 'PASS' };
const fail = { status: 'FAIL' };
const origin = (from: string, verdict = fail, contact = 'Mara@one.example'): Origin => ({
  from,
  contact,
  receipt: { spfVerdict: verdict, dkimVerdict: verdict },
});

describe('trust in a received mail', () => {
  it.each([
    ['mara@one.example', true],
    ['somebody@one.example', false],
    ['mara@one.example.evil.example', false],
    ['', false],
  ])('lets %s unsubscribe Mara: %s', (from, trusted) => {
    expect(isTrusted({ class: 'wants_out' }, origin(from, pass))).toBe(trusted);
  });

  it.each([
    ['the contact itself', origin('mara@one.example'), true],
    ['a mail system that SES found genuine', origin('mailer-daemon@googlemail.example', pass), true],
    ['one of no domain that is genuine', origin('', pass), true],
    ['the mail system of the domain', origin('postmaster@one.example'), true],
    ['a host of the domain', origin('mailer-daemon@mx.one.example'), true],
    ['the domain above', origin('mailer-daemon@one.example', fail, 'mara@mail.one.example'), true],
    ['a mail system nobody vouches for', origin('mailer-daemon@evil.example'), false],
    ['a look-alike of the domain', origin('mailer-daemon@notone.example'), false],
    ['somebody else, however genuine', origin('mallory@evil.example', pass), false],
    ['no domain and no verdict', { from: '', contact: 'mara@one.example', receipt: {} }, false],
  ])('takes a delivery report of %s: %o', (_, from, trusted) => {
    expect(isTrusted({ class: 'bounce_report' }, from)).toBe(trusted);
  });

  it('is not asked of what people write, or of answers that only hold', () => {
    for (const kind of ['human', 'out_of_office', 'auto_reply', 'read_receipt'] as const)
      expect(isTrusted({ class: kind }, origin('other@two.example'))).toBe(true);
  });
});
